"""A table from a file, with the row of the file that each of its rows is from."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
from jaxtyping import Int
from numpy import ndarray

from securebase.core import DataError, Problem

# What other programs write for nothing.
_NOTHING = [".", "-", "NA", "NaN", "nan", "NULL", ""]
_TOLD = 10


def table_of(path: Path) -> tuple[pd.DataFrame, Int[ndarray, " row"]]:
    """The table in a CSV file, and its rows as a spreadsheet counts them.

    Raises:
        DataError: If it is no table, or some rows are longer than their header.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        # Where the comma is for decimals, spreadsheets part cells by semicolons.
        head = text.partition("\n")[0]
        by = ";" if ";" in head and "," not in head else ","
        problems = list(_misshapen(text, by, path.name))
        if problems:
            raise DataError(problems)
        frame = pd.read_csv(
            StringIO(text), sep=by, decimal="," if by == ";" else ".",
            na_values=_NOTHING, skipinitialspace=True, skip_blank_lines=False,
            index_col=False,
        )  # fmt: skip
    except (ValueError, csv.Error) as why:
        raise DataError([_no_table(path.name, why)]) from why
    there = ~frame.isna().all(axis=1).to_numpy()
    return frame[there], np.flatnonzero(there) + 2


def _misshapen(text: str, by: str, file: str) -> Iterator[Problem]:
    """Columns of one name, and rows with more cells than the header has."""
    rows = csv.reader(StringIO(text), delimiter=by, skipinitialspace=True)
    head = next(rows, [])
    yield from repeated(head, file)
    longer = [
        (place, len(row)) for place, row in enumerate(rows, 2) if len(row) > len(head)
    ]
    for place, count in longer[:_TOLD]:
        yield Problem(
            file=file, row=place, must=f"have {len(head)} cells as the header has",
            got=str(count), remedy="Put cells with a comma in them between quotes.",
        )  # fmt: skip


def repeated(names: Sequence[object], file: str) -> Iterator[Problem]:
    """Columns that are there more than once."""
    given = [str(it).strip() for it in names]
    for name in dict.fromkeys(it for it in given if it and given.count(it) > 1):
        yield Problem(
            file=file, column=name, must="be there once",
            got=f"it {given.count(name)} times", remedy="Rename or leave out the rest.",
        )  # fmt: skip


def _no_table(file: str, why: Exception) -> Problem:
    return Problem(
        file=file, must="be a table in UTF-8 with a header and commas",
        got=repr(str(why).strip().partition("\n")[0]), remedy="Save it as CSV (UTF-8).",
    )  # fmt: skip
