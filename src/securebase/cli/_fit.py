from __future__ import annotations

import re
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    Protocol,
    TypeAlias,
    cast,
)

import typer

from securebase.core import FitError

from ._files import need_folder, write_files
from ._help import examples
from ._streams import emit_json, say, tell

if TYPE_CHECKING:
    from securebase.fit import continuous, mixed

    Fitted: TypeAlias = continuous.Fit | mixed.Fit

EXAMPLES = examples(
    "securebase fit diary.csv --model apim --couple id --role role \\",
    "  --formula 'closeness ~ support + support_partner' --by-role all",
    "securebase fit diary.csv --model diary --couple id --role role --time day \\",
    "  --formula 'closeness ~ support + support_partner' --table table.docx",
    "securebase fit diary.csv --model ct --couple id --role role --time day \\",
    "  --formula 'rate of closeness: closeness + closeness_partner'",
    "securebase fit wide.csv --model ct --couple id --wide wife=_w,husband=_h \\",
    "  --time day --formula closeness --json",
    "securebase fit panel.csv --model ct --couple id --single --time year \\",
    "  --unit year --formula 'anomia, authority' --initial free",
)


class _ForPapers(Protocol):
    """What both kinds of fits can do."""

    def table(
        self,
        *,
        format: str = "text",  # noqa: A002
        level: float = 0.95,
    ) -> str | bytes:
        """A table for a paper."""


_FORMATS = {".docx": "docx", ".html": "html", ".tex": "latex", ".txt": "text"}
_PAIR = re.compile(r"([^=,\s]+)=([^=,\s]+)")


def fit(
    file: Annotated[
        Path, typer.Argument(metavar="DIARY.csv", help="A row a person, and occasion.")
    ],
    model: Annotated[
        Literal["apim", "diary", "ct"],
        typer.Option(
            help="apim: a mixed model of both partners on one occasion. diary: the "
            "same day by day; persons have levels of their own, and days go together "
            "unless --over-time none is given. ct: how they move each other over "
            "time, whatever the intervals."
        ),
    ],
    formula: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="apim, diary: outcome ~ predictors, as in R. ct: names of columns, "
            "or lines with semicolons between: rate of x: x + x_partner; level of x: "
            "weekend; push on x: quarrel. x_partner is the partner's x.",
        ),
    ],
    couple: Annotated[str, typer.Option(metavar="COLUMN", help="Which couple it is.")],
    role: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="What tells the partners apart."),
    ] = None,
    person: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Who it is, if the role does not say it."),
    ] = None,
    time: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="When it was: a number, or a date."),
    ] = None,
    wide: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=END,NAME=END",
            help="Both partners stand in one row: what each is called, and what their "
            "columns end with.",
        ),
    ] = None,
    single: Annotated[
        bool,
        typer.Option(
            "--single", help="ct: each couple is one person, without partner."
        ),
    ] = False,
    exchangeable: Annotated[
        bool,
        typer.Option("--exchangeable", help="As if nothing told the partners apart."),
    ] = False,
    by_role: Annotated[
        str,
        typer.Option(metavar="WHAT", help="Mixed: none, intercept, slopes or all."),
    ] = "none",
    random: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TERM",
            help="Mixed: what differs between persons; 1 is the intercept; may be "
            "given repeatedly.",
        ),
    ] = None,
    residual: Annotated[
        str | None,
        typer.Option(
            metavar="HOW",
            help="Mixed: of both at one time: csh, cs, un, diagonal or identity.",
        ),
    ] = None,
    over_time: Annotated[
        str | None, typer.Option(metavar="HOW", help="Mixed: none, ar1 or car1.")
    ] = None,
    by_day: Annotated[
        bool,
        typer.Option("--by-day", help="Count dates with a time of day by whole days."),
    ] = False,
    method: Annotated[
        str, typer.Option(metavar="LIKELIHOOD", help="Mixed: reml or ml.")
    ] = "reml",
    errors: Annotated[
        bool, typer.Option(help="ct: answers are measured with error.")
    ] = True,
    common_day: Annotated[
        bool,
        typer.Option("--common-day", help="ct: errors of one day go together."),
    ] = False,
    random_intercepts: Annotated[
        bool, typer.Option(help="ct: couples have levels of their own.")
    ] = True,
    initial: Annotated[
        str,
        typer.Option(
            metavar="LAW", help="ct: of the first occasion: stationary, spread or free."
        ),
    ] = "stationary",
    alike: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PART",
            help="ct: what is the same for both: rates, levels, pushes, noise, errors "
            "or intercepts; may be given repeatedly.",
        ),
    ] = None,
    priors: Annotated[
        bool,
        typer.Option(
            "--priors", help="ct: weak priors, which keep variances from nought."
        ),
    ] = False,
    clock: Annotated[
        str, typer.Option(metavar="HOW", help="ct: continuous, or steps.")
    ] = "continuous",
    unit: Annotated[
        str, typer.Option(metavar="UNIT", help="ct: of the time: hour, day, week …")
    ] = "day",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="ESTIMATES.csv", help="Write all estimates to this file too."
        ),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            metavar="TABLE.docx",
            help="Write a table for a paper too: .docx, .html, .tex or .txt.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="As JSON for a program to read.")
    ] = False,
) -> None:
    """Fit a model to diaries of many couples: estimates, and the words to report them.

    What cannot be estimated is told in a sentence, and marked as such in the JSON. All
    answers that are there are used; they may be in any order.
    """
    for path in (out, table):
        if path is not None:
            need_folder(path.parent)
    if table is not None and table.suffix not in _FORMATS:
        raise FitError(
            f"--table must end with {', '.join(_FORMATS)}. Got {table.name!r} instead. "
            "Give it one of these endings."
        )
    from securebase.fit.mixed import Diary

    asked: mixed.DyadicModel | continuous.ContinuousModel
    known: dict[str, Any] = {}
    # Each loads seconds of libraries that the other does not need.
    if model == "ct":
        from securebase.fit.continuous import ContinuousModel, Priors

        known = {"priors": Priors()} if priors else {}
        asked = ContinuousModel(
            formula, single=single, errors=errors, common_day=common_day,
            random_intercepts=random_intercepts, initial=initial,
            exchangeable=exchangeable, alike=tuple(alike or ()), clock=clock, unit=unit,
        )  # fmt: skip
    else:
        from securebase.fit.mixed import DyadicModel

        daily = model == "diary"
        if daily and time is None:
            raise FitError(
                "A diary must have times. Got no --time instead. Name the column, or "
                "take --model apim."
            )
        asked = DyadicModel(
            formula, random=tuple(random or (("1",) if daily else ())),
            residual=residual, over_time=over_time or ("ar1" if daily else "none"),
            by_role=by_role, exchangeable=exchangeable,
        )  # fmt: skip
    if single:
        person = person or couple
    diary = Diary.from_csv(
        file, couple=couple, role=role, person=person, time=time, suffixes=_ends(wide)
    )
    diary = diary.by_day() if by_day else diary
    diary = diary if single else diary.partner(*_partners(formula, diary, model))
    likelihood = () if model == "ct" else (method,)
    fitted: Fitted = asked.fit(diary, *likelihood, **known)
    files: dict[Path, bytes] = {}
    if out is not None:
        files[out] = fitted.to_frame().to_csv(index=False).encode()
    if table is not None:
        files[table] = _paper(fitted, table)
    if files:
        write_files(files)
        tell(f"Written: {', '.join(map(str, files))}")
    if as_json:
        emit_json(_machine(model, fitted))
    else:
        say(fitted.summary())


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
        "minus_two_log_likelihood": _number(fitted.minus_two_log_likelihood),
        "parameters": fitted.parameters,
        "aic": _number(fitted.aic),
        "bic": _number(fitted.bic),
        "estimates": [
            {name: _number(value) for name, value in row.items()}
            for row in table.to_dict("records")
        ],
        "equations": fitted.equations(),
        "methods": fitted.methods_text(),
    }


def _number(value: Any) -> Any:
    """What JSON can hold: no infinite number, and nothing for what is missing."""
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    return value
