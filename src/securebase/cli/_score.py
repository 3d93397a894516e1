from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from securebase.core import ReportError

from ._files import need_folder
from ._help import examples
from ._instruments import questionnaire
from ._mapping import parse_mapping, parse_range
from ._streams import console, emit_json, tell
from ._table import show_table

if TYPE_CHECKING:
    from securebase.measures import ScaleStatistics, ScoreReport

EXAMPLES = examples(
    "securebase score answers.csv --instrument mini_ipip",
    "securebase score answers.csv --instrument ipip_50 --map 'EXT*=E*' --missing 0",
    "securebase score answers.csv --instrument my-key.toml --out scores.csv",
)

# Anything else would be taken for what its name says, which it is not.
_CSV = ("", ".csv", ".txt")
_FIGURES = ("mean", "sd", "alpha", "omega", "sem")


def score(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.csv", help="Table of answers, a row a person."),
    ],
    instrument: Annotated[
        str,
        typer.Option(
            metavar="ID|KEYFILE", help="Id of a questionnaire, or your own key file."
        ),
    ],
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=ITEM",
            help="Where the columns are not named like the items: pairs, joined by "
            "commas; EXT*=E* for many alike; item_{n} for numbered columns; or a "
            "file of pairs (.csv, .toml, .json).",
        ),
    ] = None,
    missing: Annotated[
        str, typer.Option(metavar="CODES", help="Codes for no answer, such as 0,-1.")
    ] = "",
    answers: Annotated[
        str | None,
        typer.Option(
            "--range",
            metavar="LO-HI",
            help="Ends of the response scale where they differ, such as 1-7.",
        ),
    ] = None,
    wrong_values: Annotated[
        Literal["error", "missing"],
        typer.Option(help="What text or a decimal among the answers is."),
    ] = "error",
    already_reversed: Annotated[
        bool,
        typer.Option(
            "--already-reversed", help="Reversed items were turned in the file before."
        ),
    ] = False,
    id_column: Annotated[
        str | None,
        typer.Option("--id", metavar="COLUMN", help="Column that names the person."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="SCORES.csv", help="Write the scores of each person to this file."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="The statistics as JSON, in full precision.")
    ] = False,
) -> None:
    """Score a table of answers: mean, spread and reliability of every scale.

    Text or a decimal among the answers is an error that names its row and column,
    unless --missing or --wrong-values says what it is. A few whole numbers outside the
    range count as missing, and a note says how many.
    """
    if out is not None:
        need_folder(out.parent)
        _need_csv(out)
    from securebase import measures

    key = questionnaire(instrument)
    lo, hi = parse_range(answers)
    result = measures.score_file(
        file,
        key,
        mapping=parse_mapping(mapping or (), [item.code for item in key.items]),
        missing=missing,
        lo=lo,
        hi=hi,
        wrong_values=wrong_values,
        reversed_already=already_reversed,
        id_column=id_column,
    )
    if out is not None:
        result.write_csv(out)
        tell(f"Written: {out}")
    if as_json:
        emit_json(_machine(result))
    else:
        _show(result)


def _need_csv(out: Path) -> None:
    if out.suffix.lower() not in _CSV:
        raise ReportError(
            f"--out must name a file that may hold CSV. Got {out.name!r} instead. "
            "Call it, for example, scores.csv."
        )


def _machine(result: ScoreReport) -> dict[str, Any]:
    told = result.to_json_dict(people=False)
    for it in result.instrument.scales:
        told["statistics"][it.id] |= {"method": it.method, "high_means": it.high_means}
    return {
        "format": "securebase-statistics/1",
        "instrument": told["instrument"],
        "status": told["status"],
        "file": told["file"],
        "n_rows": told["people"],
        "range": told["range"],
        "columns": told["columns"],
        "scales": told["statistics"],
        "notes": told["notes"],
    }


def _show(result: ScoreReport) -> None:
    screen = console()
    rows_read = f"{len(result.table):,} row" + ("s" if len(result.table) != 1 else "")
    screen.print(f"{result.instrument.title}, {rows_read}")
    screen.print()
    rows = [
        (it.scale, str(it.n), *(_rounded(getattr(it, name)) for name in _FIGURES))
        for it in result.statistics
    ]
    show_table(screen, ("scale", "n", *_FIGURES), rows, numbers_from=1)
    ends = [
        f"{it.id} = {it.high_means}" for it in result.instrument.scales if it.high_means
    ]
    if ends:
        screen.print()
        screen.print(f"High scores: {'; '.join(ends)}.")
    notes = [*result.notes, *_unknown(result.statistics)]
    if notes:
        screen.print()
    for note in notes:
        screen.print(f"Note: {note}")


def _rounded(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.3f}"


def _unknown(statistics: tuple[ScaleStatistics, ...]) -> Iterator[str]:
    for it in statistics:
        reasons: dict[str, list[str]] = {}
        for name in _FIGURES:
            if name in it.reasons:
                reasons.setdefault(it.reasons[name], []).append(name)
        for reason, names in reasons.items():
            yield f"{it.scale} has no {', '.join(names)}: {reason}."
