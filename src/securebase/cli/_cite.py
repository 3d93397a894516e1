from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ._help import examples
from ._streams import console, emit_json, say
from ._table import show_table

if TYPE_CHECKING:
    from securebase.evidence import Row

EXAMPLES = examples(
    "securebase cite --list",
    "securebase cite skills_programme_to_skill",
    "securebase cite skills_programme_to_skill --bibtex >> thesis.bib",
)


def cite(
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY]...", help="Ids of evidence rows or sources."),
    ] = None,
    bibtex: Annotated[
        bool, typer.Option("--bibtex", help="As BibTeX instead of text.")
    ] = False,
    listing: Annotated[
        bool, typer.Option("--list", help="List every row that can be cited.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="As JSON for a program to read.")
    ] = False,
) -> None:
    """Where the numbers come from: the papers behind an evidence row.

    Without a key, every source is cited.
    """
    from securebase import evidence

    if listing:
        _list(as_json)
        return
    every = (source.key for source in evidence.sources())
    citation = evidence.cite(*(keys or every))
    if as_json:
        emit_json({"text": citation.text, "bibtex": citation.bibtex})
    else:
        say(citation.bibtex if bibtex else citation.text)


def _list(as_json: bool) -> None:
    from securebase import evidence

    rows = evidence.rows()
    if as_json:
        emit_json([_row(row) for row in rows])
        return
    cells = [(row.id, row.label, row.link) for row in rows]
    show_table(console(), ("id", "how well known", "link"), cells, wraps=True)


def _row(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "link": row.link,
        "value": row.value,
        "low": row.low,
        "high": row.high,
        "metric": row.metric,
        "status": row.status,
        "label": row.label,
        "untested": row.untested,
        "statements": list(row.statements),
        "sources": list(row.sources),
    }
