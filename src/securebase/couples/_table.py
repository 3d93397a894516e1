"""CSV as rows of cells, strictly: every row as wide as the header, no name twice."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from securebase.core import DataError, Problem

from ._fields import LONGEST_TEXT
from ._place import MOST_PROBLEMS, Place, choose_from, meant, shown
from ._text import text_of

Cells = dict[str, str]

_LONGEST_LINE = 1_000_000


def table_of(
    path: Path,
    problems: list[Problem],
    *,
    needed: Iterable[str],
    allowed: Iterable[str],
) -> Iterator[tuple[Place, Cells]]:
    """Rows of a CSV file with their places, one by one.

    Spaces around a cell are dropped, except in ``note``. A row of blank cells is
    passed over. Reading ends where the form of too many rows is wrong.

    Args:
        path: The file.
        problems: Whatever is wrong with its form is added here, as it is found.
        needed: Columns that must be there.
        allowed: Columns that may be there.
    """
    place = Place(file=path.name, table=True)
    found: list[Problem] = []
    try:
        records = _records(text_of(path), place, found)
        _, header = next(records, (1, []))
        # A header that cannot be read is one problem, not also one without columns.
        if not found:
            found += _header_problems(place, header, list(needed), list(allowed))
    except DataError as error:
        found += error.problems
    if found:
        problems.extend(found)
        return
    names = [name.strip() for name in header]
    for row in _rows(records, names, place, found):
        problems.extend(found)
        found.clear()
        yield row
    problems.extend(found)


def _records(
    text: str, place: Place, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_lines(text), strict=True)
    row = 0
    try:
        for row, record in enumerate(reader, start=1):
            yield row, record
    except csv.Error as error:
        problems.append(_broken(place, row + 1, str(error)))


def _lines(text: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if len(line) > _LONGEST_LINE:
            # Split, it could be millions of cells.
            raise csv.Error("line limit")
        yield line


def _broken(place: Place, row: int, message: str) -> Problem:
    at = Place(file=place.file, row=row)
    if "line limit" in message:
        return at.problem(
            must=f"have at most {_LONGEST_LINE:,} characters in a line",
            got="more",
            remedy="Write each row on a line of its own.",
        )
    if "field limit" in message:
        return at.problem(
            must=f"have at most {LONGEST_TEXT:,} characters in a cell",
            got="far more",
            remedy="Look for a quotation mark that is never closed.",
        )
    return at.problem(
        must="close every quotation mark that it opens",
        got="one that stays open, or text after one that closed",
        remedy='Write a quotation mark inside a cell twice, as in "so ""nice"" today".',
    )


def _header_problems(
    place: Place, header: list[str], needed: list[str], allowed: list[str]
) -> list[Problem]:
    names = [name.strip() for name in header]
    at = Place(file=place.file, row=1)
    if wrong := _wrong_separator(names):
        return [
            at.problem(
                must="be separated by commas",
                got=wrong,
                remedy="Save it as comma-separated values.",
            )
        ]
    if not {name.casefold() for name in names} & set(needed):
        return [
            at.problem(
                must="start with a row of column names",
                got=shown(",".join(names)) if any(names) else "nothing",
                remedy=f"Write {','.join(needed)} first, or remove the file.",
            )
        ]
    # A needed column that was misspelt is named once, not also as one that is missing.
    misspelt = {
        meant(name, needed) for name in names if name not in (*needed, *allowed)
    }
    return [
        *_missing(at, names, [name for name in needed if name not in misspelt]),
        *_doubled(at, names),
        *_unknown(at, names, [*needed, *allowed]),
    ]


def _wrong_separator(names: list[str]) -> str | None:
    if len(names) != 1:
        return None
    separators = {";": "semicolons", "\t": "tabs", "|": "bars"}
    return next((word for sign, word in separators.items() if sign in names[0]), None)


def _missing(at: Place, names: list[str], needed: list[str]) -> list[Problem]:
    return [
        at.at(name).problem(
            must="be there",
            got="no such column",
            remedy=f"Add a column named {name}.",
        )
        for name in needed
        if name not in names
    ]


def _doubled(at: Place, names: list[str]) -> list[Problem]:
    return [
        at.at(name).problem(
            must="be there once",
            got=f"{names.count(name)} columns of this name",
            remedy="Remove or rename the others.",
        )
        for name in dict.fromkeys(names)
        if name and names.count(name) > 1
    ]


def _unknown(at: Place, names: list[str], known: list[str]) -> list[Problem]:
    return [
        at.problem(
            must="have known columns only",
            got=shown(name) if name else "a column without a name",
            remedy=choose_from(name, known) if name else "Name or remove it.",
        )
        for name in dict.fromkeys(names)
        if name not in known
    ]


def _rows(
    records: Iterator[tuple[int, list[str]]],
    names: list[str],
    place: Place,
    problems: list[Problem],
) -> Iterator[tuple[Place, Cells]]:
    for number, record in records:
        if len(problems) >= MOST_PROBLEMS:
            return
        at = Place(file=place.file, row=number, table=True)
        if not any(cell.strip() for cell in record):
            continue
        if len(record) != len(names):
            problems.append(_ragged(at, len(record), len(names)))
            continue
        found = _too_long(at, names, record)
        problems.extend(found)
        if not found:
            yield at, _cells(names, record)


def _ragged(at: Place, got: int, wanted: int) -> Problem:
    return at.problem(
        must=f"have {wanted} cells, as the header has",
        got=f"{got}",
        remedy="Put text that holds a comma between quotation marks.",
    )


def _too_long(at: Place, names: list[str], record: list[str]) -> list[Problem]:
    return [
        at.at(name).problem(
            must=f"have at most {LONGEST_TEXT:,} characters",
            got=f"{len(cell):,}",
            remedy="Shorten it, or look for a quotation mark that is never closed.",
        )
        for name, cell in zip(names, record, strict=True)
        if len(cell) > LONGEST_TEXT
    ]


def _cells(names: list[str], record: list[str]) -> Cells:
    return {
        name: cell if name == "note" else cell.strip()
        for name, cell in zip(names, record, strict=True)
    }
