"""The couple model fitted to a folder of couples, as words and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from securebase.core import RunError, Viewer

from ._files import need_folder, write_files
from ._fit_coefficients import as_machine, coefficients_of, show
from ._streams import console, emit_json, say, tell

if TYPE_CHECKING:
    from securebase.fit.couple import (
        Belief,
        Coefficients,
        Cohort,
        CohortParameter,
        Learnt,
    )

    from ._couples_heard import Heard


def fit_couples(
    folder: Path,
    viewer: Viewer,
    work: Path | None,
    out: Path | None,
    *,
    twins: int | None,
    coefficients: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Fit the couple model to a folder of couples, write and print what came out.

    Args:
        folder: Couples, each a folder or a JSON file.
        viewer: Who looks at each.
        work: Where what is known of each is kept; nowhere if None.
        out: Where estimates go as a table; nowhere if None.

    Other Args:
        twins: How many couples are made up to correct the fit by; see `cohort`.
        coefficients: Whether the coefficients of mechanisms are asked for too.
        workers: Processes; one for each core if None.
        as_json: Whether all is printed as JSON.
    """
    if out is not None:
        need_folder(out.parent)
    heard = _heard(folder, viewer, work, workers)
    fitted = _fitted(heard, twins)
    told = coefficients_of(fitted, folder, heard, viewer) if coefficients else None
    if out is not None:
        write_files({out: _table(fitted, told).encode()})
        tell(f"Written: {out}")
    if as_json:
        more = {} if told is None else {"coefficients": as_machine(told)}
        emit_json(_machine(fitted, heard) | more)
        return
    _show(fitted, heard)
    if told is not None:
        show(told)


def _table(fitted: Cohort, told: Coefficients | None) -> str:
    import pandas as pd

    parts = [fitted.to_frame()]
    parts += [] if told is None else [told.to_frame()]
    return pd.concat(parts, ignore_index=True).to_csv(index=False)


def _heard(
    folder: Path, viewer: Viewer, work: Path | None, workers: int | None
) -> Heard:
    from ._couples_heard import couples_heard
    from ._simulate import _bar as bar

    try:
        with bar() as progress:
            return couples_heard(
                folder, viewer, work, workers=workers, progress=progress
            )
    except KeyboardInterrupt:
        if work is not None and work.is_dir():
            tell("Stopped. The same command goes on from here.")
        raise
    except OSError as error:
        raise RunError(
            f"There must be room and leave to write in {str(work)!r}. "
            f"Got {error.strerror or str(error)!r} instead. Put it right and give the "
            "same command again: it goes on from where it stopped."
        ) from error


def _fitted(heard: Heard, twins: int | None) -> Cohort:
    from securebase.fit.couple import cohort
    from securebase.runs import Progress

    from ._simulate import _bar as bar

    with bar() as progress:
        return cohort(
            heard.beliefs.values(),
            twins=twins,
            progress=lambda done, total: progress(Progress(done, total, 0)),
        )


def _show(fitted: Cohort, heard: Heard) -> None:
    from securebase.fit.couple import Said

    from ._screen import lines
    from ._table import show_table

    screen = console()
    say(f"{len(heard.beliefs):,} couples, {fitted.heard:,} of them with answers.")
    if heard.broken:
        say(f"{len(heard.broken):,} could not be read; `securebase validate` says why.")
    if fitted.outcome:
        lines(screen, str(fitted.outcome), after=False)
    told = [it for it in fitted.parameters if _best(it).said is not Said.NOTHING]
    if told:
        say("")
        show_table(screen, _HEADINGS, [_row(it) for it in told], numbers_from=2)
        say("")
        lines(screen, _UNITS)
    silent = [it.name for it in fitted.parameters if it not in told]
    if silent:
        lines(screen, _SILENT.format(len(silent), ", ".join(silent)), after=False)


_HEADINGS = ("parameter", "known", "mean", "spread", "expected")
_UNITS = (
    "In standard deviations between persons; a mean of nought, the average person, was "
    "expected, and a spread as in the last column. Ranges are of 95%. Where a spread "
    "begins with “none”, the answers are explained as well if these couples do not "
    "differ in it."
)
_SILENT = "Of the other {}, the data said nothing: {}."


def _best(it: CohortParameter) -> Learnt:
    return max(it.mean, it.spread, key=lambda one: one.learnt)


def _row(it: CohortParameter) -> Sequence[str]:
    mean, spread = it.mean, it.spread
    low = "none" if it.at_nought else f"{spread.low:.2f}"
    return (
        it.name,
        # In a column the last word is enough, and leaves room for the numbers.
        str(_best(it).said).removeprefix("the data said ").removeprefix("known "),
        f"{mean.value:+.2f} ± {mean.high - mean.value:.2f}",
        f"{spread.value:.2f} ({low}–{spread.high:.2f})",
        f"{spread.expected:.2f}",
    )


def _machine(fitted: Cohort, heard: Heard) -> dict[str, Any]:
    return {
        "format": "securebase-cohort/1",
        "model": "couple",
        "couples": len(heard.beliefs),
        "heard": fitted.heard,
        "broken": list(heard.broken),
        "outcome": fitted.outcome.name.lower(),
        "outcome_text": str(fitted.outcome),
        "log_likelihood_gain": round(fitted.gain, 4),
        "surprise": round(fitted.surprise, 4),
        "unit": "standard deviations between persons; nought is the average person",
        "parameters": [_parameter(it) for it in fitted.parameters],
        "each": {
            name: _own(fitted.couple(place))
            for place, name in enumerate(heard.beliefs)
        },
    }  # fmt: skip


def _parameter(it: CohortParameter) -> dict[str, Any]:
    return {
        "name": it.name,
        "label": it.label,
        "mean": _learnt(it.mean),
        "spread": {**_learnt(it.spread), "at_nought": it.at_nought},
    }


def _learnt(one: Learnt) -> dict[str, Any]:
    return {
        "estimate": round(one.value, 4),
        "se": round(one.se, 4),
        "range95": [round(one.low, 4), round(one.high, 4)],
        "expected": round(one.expected, 4),
        "expected_se": round(one.expected_se, 4),
        "learnt": round(one.learnt, 4),
        "said": str(one.said),
    }


def _own(belief: Belief) -> dict[str, Any]:
    """A couple's own numbers: mean and standard deviation of each."""
    from securebase.fit.couple import model_names

    day = None if belief.day is None else belief.day.isoformat()
    numbers = {name: [round(it, 4) for it in belief.of(name)] for name in model_names()}
    return {"day": day, "numbers": numbers}
