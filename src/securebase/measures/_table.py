from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np

from securebase.core import DataError, Problem

from ._cells import WRONG, Cells, missing_codes
from ._columns import match_columns, places_of, several
from ._instrument import Instrument
from ._key import Floats, Key, key_of
from ._range import outside_notes, range_notes
from ._text import Text, read_text

_MOST_PLACES = 20
_ROWS_AT_A_TIME = 20_000


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class AnswerTable:
    """Answers of many people to one questionnaire, as they stood in a file.

    Attributes:
        file: The file's name.
        path: Where it lies.
        ids: One a person: from the id column, or counted from 1.
        answers: Numbers of shape (person, item), items in printed order; NaN where
            missing. Numbers outside the range are kept, for `score` to count.
        lo, hi: Ends of the response range they were read with.
        columns: Item code to the column it was read from.
        notes: What the reader should know, each a sentence.
    """

    file: str
    path: Path
    ids: tuple[str, ...]
    answers: Floats
    lo: int
    hi: int
    columns: Mapping[str, str]
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def __repr__(self) -> str:
        items = self.answers.shape[1]
        return f"AnswerTable({self.file}, {len(self)} people, {items} items)"


def read_answers(
    path: Path | str,
    instrument: Instrument,
    *,
    mapping: Mapping[str, str] | str | Path | None = None,
    missing: str | Sequence[str | int | float] = (),
    lo: int | None = None,
    hi: int | None = None,
    wrong_values: Literal["error", "missing"] = "error",
    id_column: str | None = None,
) -> AnswerTable:
    """Read the answers of many people from a table: a row a person.

    Cells may be separated by commas, semicolons or tabs; UTF-8, UTF-16 and Latin-1
    are understood. Columns that belong to no item are ignored.

    Args:
        path: The file.
        instrument: The questionnaire.
        mapping: Where columns are not named as the items are: a table column to
            item, pairs like ``Q1=E1,Q2=E2``, a pattern like ``item_{n}`` (n counts
            items in printed order) or ``bfi_{code}``, or a file with such a table.
        missing: Codes of missing answers, such as ``"0,-1,99"``, besides blank, NA,
            NaN, None and a full stop.
        lo: Lowest answer in the file, where it is not the questionnaire's own.
        hi: Highest answer in the file, likewise.
        wrong_values: What to do with text or decimals that are no answer.
        id_column: A column to name people by.

    Returns:
        The answers, and notes on how they were read.

    Raises:
        DataError: The file is no such table, columns are missing, values are no
            answers, or more than a tenth of the answers lie outside the range.
        ScoreError: The range cannot be used with this questionnaire.
    """
    key = key_of(instrument, lo=lo, hi=hi)
    text = read_text(Path(path))
    columns = match_columns(text, instrument, mapping)
    codes = missing_codes(missing)
    cells = Cells(codes, decimal_comma=text.separator != ",")
    reading = _Reading(text, list(columns.values()), _id_place(text, id_column), cells)
    reading.read()
    if wrong_values == "error":
        reading.refuse_wrong(key)
    answers = reading.answers()
    names = {code: text.header[at] for code, at in columns.items()}
    outside = outside_notes(text, answers, key, reading.rows, list(names.values()))
    return AnswerTable(
        file=text.name,
        path=Path(path),
        ids=reading.ids(),
        answers=answers,
        lo=instrument.lo if lo is None else lo,
        hi=instrument.hi if hi is None else hi,
        columns=names,
        notes=(
            *text.notes,
            *range_notes(key, answers, codes),
            *outside,
            *reading.notes(),
        ),
    )


class _Reading:
    """The cells of the wanted columns, block by block, with what was wrong."""

    def __init__(
        self, text: Text, places: list[int], id_place: int | None, cells: Cells
    ) -> None:
        self.text, self.places, self.id_place, self.cells = (
            text,
            places,
            id_place,
            cells,
        )
        self.blocks: list[Floats] = []
        self.rows: list[int] = []
        self.names: list[str] = []
        self.ragged: list[tuple[int, int]] = []
        self.wrong: list[tuple[int, str, str]] = []
        self.wrong_count = 0
        self.empty = 0

    def read(self) -> None:
        rows = self.text.rows()
        while block := list(islice(rows, _ROWS_AT_A_TIME)):
            self._take(block)
        if self.ragged:
            raise DataError(list(self._ragged_problems()))

    def _take(self, block: list[tuple[int, list[str]]]) -> None:
        width = len(self.text.header)
        whole = [(number, cells) for number, cells in block if len(cells) == width]
        if len(whole) < len(block):
            self.ragged += [
                (n, len(cells)) for n, cells in block if len(cells) != width
            ]
        if not whole:
            return
        numbers = np.empty((len(whole), len(self.places)))
        columns = list(zip(*(cells for _, cells in whole), strict=True))
        for at, place in enumerate(self.places):
            read = map(self.cells.__getitem__, columns[place])
            numbers[:, at] = np.fromiter(read, float, len(whole))
        self._note_wrong(numbers, whole)
        self.blocks.append(numbers)
        self.rows += [number for number, _ in whole]
        self.empty += sum(not any(map(str.strip, cells)) for _, cells in whole)
        if self.id_place is not None:
            self.names += [cells[self.id_place].strip() for _, cells in whole]

    def _note_wrong(self, numbers: Floats, whole: list[tuple[int, list[str]]]) -> None:
        wrong = np.argwhere(numbers == WRONG)
        self.wrong_count += len(wrong)
        for row, at in wrong[: _MOST_PLACES - len(self.wrong)]:
            number, cells = whole[row]
            place = self.places[at]
            self.wrong.append((number, self.text.header[place], cells[place].strip()))

    def answers(self) -> Floats:
        together = np.concatenate(self.blocks)
        together[together == WRONG] = np.nan
        return together

    def ids(self) -> tuple[str, ...]:
        counted = (str(number) for number in range(1, len(self.rows) + 1))
        return tuple(counted if self.id_place is None else self.names)

    def refuse_wrong(self, key: Key) -> None:
        if not self.wrong:
            return
        problems = [
            self.text.blame(
                f"be a whole number in {key.words}, or missing",
                repr(value[:40]),
                "Correct it, or name it with --missing.",
                row=row,
                column=column,
            )
            for row, column, value in self.wrong
        ]
        problems += _and_more(self.text, self.wrong_count)
        raise DataError(problems)

    def notes(self) -> Iterator[str]:
        if self.wrong_count:
            row, column, value = self.wrong[0]
            told = f"{value[:40]!r} (row {row}, column {column})"
            if self.wrong_count == 1:
                yield f"1 value that is no answer counts as missing: {told}."
            else:
                yield (
                    f"{self.wrong_count:,} values that are no answers count as "
                    f"missing, the first {told}."
                )
        doubled = sum(times > 1 for times in Counter(self.names).values())
        if doubled:
            stand = "id stands" if doubled == 1 else "ids stand"
            yield f"{doubled:,} {stand} on several rows."
        if self.empty:
            rows = "1 row holds" if self.empty == 1 else f"{self.empty:,} rows hold"
            yield f"{rows} nothing at all, and count as people without an answer."

    def _ragged_problems(self) -> Iterator[Problem]:
        width = len(self.text.header)
        for row, cells in self.ragged[:_MOST_PLACES]:
            yield self.text.blame(
                f"have {width} cells, as the header",
                str(cells),
                "Look for a missing or extra separator, or an unquoted one in a text.",
                row=row,
            )
        yield from _and_more(self.text, len(self.ragged))


def _and_more(text: Text, count: int) -> list[Problem]:
    if count <= _MOST_PLACES:
        return []
    rest = f"{count - _MOST_PLACES} more places like these"
    return [text.blame("be free of such places", rest, "Correct them in the same way.")]


def _id_place(text: Text, id_column: str | None) -> int | None:
    if id_column is None:
        return None
    places = places_of(text.header, id_column.strip())
    if len(places) != 1:
        problem = text.blame(
            f"have one column {id_column!r} to name people by",
            f"{len(places)} of the columns {several(list(text.header))}",
            "Name another column, or none.",
        )
        raise DataError([problem])
    return places[0]
