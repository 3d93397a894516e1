"""Models of rows: a table in, what was asked of it, estimates out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from securebase.core import FitError

from ._files import need_folder, write_files
from ._streams import emit_json, say, tell
from ._waiting import waiting

if TYPE_CHECKING:
    from securebase.fit import continuous, mixed

    Fitted: TypeAlias = continuous.Fit | mixed.Fit | mixed.CommonFateFit

_FORMATS = {".docx": "docx", ".html": "html", ".tex": "latex", ".txt": "text"}
_PAIR = re.compile(r"([^=,\s]+)=([^=,\s]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked of a table, as it was typed; see the options of `fit`."""

    file: Path
    model: str
    formula: str
    couple: str
    role: str | None
    person: str | None
    time: str | None
    wide: str | None
    single: bool
    exchangeable: bool
    by_role: str
    random: list[str] | None
    residual: str | None
    over_time: str | None
    by_day: bool
    method: str
    errors: bool
    common_day: bool
    random_intercepts: bool
    initial: str
    alike: list[str] | None
    priors: bool
    clock: str
    unit: str


def fit_rows(
    asked: Asked, out: Path | None, table: Path | None, *, as_json: bool
) -> None:
    """Fit a model to a table, write and print what came out."""
    _need_places(out, table)
    with waiting("Fitting"):
        fitted = _fitted(asked)
        files = _files(fitted, out, table)
        shown = _machine(asked.model, fitted) if as_json else fitted.summary()
    if files:
        write_files(files)
        tell(f"Written: {', '.join(map(str, files))}")
    if isinstance(shown, str):
        say(shown)
    else:
        emit_json(shown)


def _files(fitted: Fitted, out: Path | None, table: Path | None) -> dict[Path, bytes]:
    """What is to be written, by its place."""
    files: dict[Path, bytes] = {}
    if out is not None:
        files[out] = fitted.to_frame().to_csv(index=False).encode()
    if table is not None:
        files[table] = _paper(fitted, table)
    return files


def _need_places(out: Path | None, table: Path | None) -> None:
    for path in (out, table):
        if path is not None:
            need_folder(path.parent)
    if table is not None and table.suffix not in _FORMATS:
        raise FitError(
            f"--table must end with {', '.join(_FORMATS)}. Got {table.name!r} instead. "
            "Give it one of these endings."
        )


def _fitted(asked: Asked) -> Fitted:
    # Each loads seconds of libraries that the other does not need.
    if asked.model == "ct":
        from securebase.fit.continuous import Priors

        known = {"priors": Priors()} if asked.priors else {}
        return continuous_model(asked).fit(read_diary(asked), **known)
    if asked.model == "common-fate":
        return _common_fate(asked).fit(read_diary(asked), asked.method)
    return _mixed(asked).fit(read_diary(asked), cast("Any", asked.method))


def continuous_model(asked: Asked) -> continuous.ContinuousModel:
    """What was asked, as a model."""
    from securebase.fit.continuous import ContinuousModel

    return ContinuousModel(
        asked.formula, single=asked.single, errors=asked.errors,
        common_day=asked.common_day, random_intercepts=asked.random_intercepts,
        initial=asked.initial, exchangeable=asked.exchangeable,
        alike=tuple(asked.alike or ()), clock=asked.clock, unit=asked.unit,
    )  # fmt: skip


def _mixed(asked: Asked) -> mixed.DyadicModel:
    from securebase.fit.mixed import DyadicModel

    daily = asked.model == "diary"
    if daily and asked.time is None:
        raise FitError(
            "A diary must have times. Got no --time instead. Name the column, or "
            "take --model apim."
        )
    return DyadicModel(
        asked.formula, random=tuple(asked.random or (("1",) if daily else ())),
        residual=asked.residual, by_role=asked.by_role,
        over_time=asked.over_time or ("ar1" if daily else "none"),
        exchangeable=asked.exchangeable,
    )  # fmt: skip


def _common_fate(asked: Asked) -> mixed.CommonFateModel:
    from securebase.fit.mixed import CommonFateModel

    given = {
        "--by-role": asked.by_role != "none",
        "--random": asked.random,
        "--residual": asked.residual,
    }
    if wrong := [name for name, value in given.items() if value]:
        raise FitError(
            f"{wrong[0]} must be left out with --model common-fate. Got it instead. "
            "What is shared, and what is each one's own, is all that it has."
        )
    return CommonFateModel(
        asked.formula, exchangeable=asked.exchangeable,
        over_time=asked.over_time or ("ar1" if asked.time else "none"),
    )  # fmt: skip


def read_diary(asked: Asked) -> mixed.Diary:
    """The table, with the partners' columns that the formula names."""
    from securebase.fit.mixed import Diary

    person = asked.person or (asked.couple if asked.single else None)
    diary = Diary.from_csv(
        asked.file, couple=asked.couple, role=asked.role, person=person,
        time=asked.time, suffixes=_ends(asked.wide),
    )  # fmt: skip
    diary = diary.by_day() if asked.by_day else diary
    if asked.single:
        return diary
    return diary.partner(*_partners(asked.formula, diary, asked.model))


class _ForPapers(Protocol):
    """What all kinds of fits can do."""

    def table(
        self,
        *,
        format: str = "text",  # noqa: A002
        level: float = 0.95,
    ) -> str | bytes:
        """A table for a paper."""


def _paper(fitted: Fitted, path: Path) -> bytes:
    """The table for a paper as the file's ending asks for it."""
    made = cast("_ForPapers", fitted).table(format=_FORMATS[path.suffix])
    return made if isinstance(made, bytes) else f"{made}\n".encode()


def _ends(wide: str | None) -> dict[str, str] | None:
    if wide is None:
        return None
    read = [_PAIR.fullmatch(it.strip()) for it in wide.split(",")]
    pairs = {it[1]: it[2] for it in read if it is not None}
    if len(pairs) != 2 or None in read:
        raise FitError(
            "--wide must name both partners with the ends of their columns. Got "
            f"{wide!r} instead. Write, for example, wife=_w,husband=_h."
        )
    return pairs


def _partners(formula: str, diary: mixed.Diary, model: str) -> list[str]:
    """Columns of which the formula names the partner's value."""
    if model == "ct":
        lines = [it for it in re.split("[\n;]", formula) if ":" in it]
        moved = {it.split(":")[0].split()[-1] for it in lines}
    else:
        moved = set()
    named = dict.fromkeys(re.findall(r"\b(\w+)_partner\b", formula))
    there = diary.frame.columns
    return [
        it for it in named
        if it in there and f"{it}_partner" not in there and it not in moved
    ]  # fmt: skip


def _machine(model: str, fitted: Fitted) -> dict[str, Any]:
    table = fitted.to_frame().astype(object)
    return {
        "format": "securebase-fit/1",
        "model": model,
        "outcome": fitted.outcome.name.lower(),
        "outcome_text": str(fitted.outcome),
        "minus_two_log_likelihood": finite(fitted.minus_two_log_likelihood),
        "parameters": fitted.parameters,
        "aic": finite(fitted.aic),
        "bic": finite(fitted.bic),
        "estimates": [
            {name: finite(value) for name, value in row.items()}
            for row in table.to_dict("records")
        ],
        "equations": fitted.equations(),
        "methods": fitted.methods_text(),
    }


def finite(value: Any) -> Any:
    """What JSON can hold: no infinite number, and nothing for what is missing."""
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    return value
