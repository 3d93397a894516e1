"""Coefficients of the couple model from a folder of couples, printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from securebase.core import Viewer

from ._streams import console, say

if TYPE_CHECKING:
    from securebase.couples import View
    from securebase.fit.couple import Coefficient, Coefficients, Cohort

    from ._couples_heard import Heard


def coefficients_of(
    fitted: Cohort, folder: Path, heard: Heard, viewer: Viewer
) -> Coefficients:
    """What the couples that were heard say of coefficients, with a bar of progress."""
    from securebase.fit.couple import coefficients
    from securebase.runs import Progress

    from ._simulate import _bar as bar

    with bar() as progress:
        return coefficients(
            fitted,
            _views(folder, heard, viewer),
            progress=lambda done, total: progress(Progress(done, total, 0)),
        )


def _views(folder: Path, heard: Heard, viewer: Viewer) -> Iterator[View]:
    from securebase import couples

    for name in heard.beliefs:
        yield couples.look(couples.read(folder / name), viewer)


def show(told: Coefficients) -> None:
    """Print those of which the answers said something, and how many others."""
    from ._table import show_table

    say("")
    say(f"Coefficients of mechanisms, from {told.couples:,} couples with check-ins.")
    if told.outcome:
        say(str(told.outcome))
    some = told.told()
    if some:
        say("")
        show_table(console(), _HEADINGS, [_row(it) for it in some], numbers_from=3)
        say("")
        say(_UNITS)
    silent = len(told.parameters) - len(some)
    if silent:
        say(
            f"Of {silent:,} others the data said nothing: they stay as calibration has "
            "them (--out or --json lists all)."
        )


_HEADINGS = ("coefficient", "known", "standing", "estimate", "95% range", "expected")
_UNITS = (
    "In the model's units: standard deviations between persons; days where a push "
    "lasts. Expected is what calibration left open. Standing is that of the evidence "
    "behind what was expected; one cohort does not change it."
)


def _row(it: Coefficient) -> Sequence[str]:
    one = it.number
    return (
        it.name,
        str(it.said),
        str(it.label),
        f"{one.value:.3g}",
        f"{one.low:.3g} to {one.high:.3g}",
        f"{one.expected:.3g} ± {one.expected_se:.2g}",
    )


def as_machine(told: Coefficients) -> dict[str, Any]:
    """The same for a program."""
    return {
        "couples": told.couples,
        "outcome": told.outcome.name.lower(),
        "outcome_text": str(told.outcome),
        "surprise": round(told.surprise, 4),
        "parameters": [_machine(it) for it in told.parameters],
    }


def _machine(it: Coefficient) -> dict[str, Any]:
    one = it.number
    return {
        "name": it.name,
        "meaning": it.meaning,
        "estimate": round(one.value, 5),
        "se": round(one.se, 5),
        "range95": [round(one.low, 5), round(one.high, 5)],
        "expected": round(one.expected, 5),
        "expected_se": round(one.expected_se, 5),
        "learnt": round(one.learnt, 4),
        "said": str(it.said),
        "range_of_evidence": [it.low, it.high],
        "evidence": list(it.rows),
        "status": it.status,
        "standing": str(it.label),
        "statements": list(it.statements),
    }
