"""From the bytes of a table to rows of text, or one clear refusal."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from securebase.core import DataError, Problem

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_MAGIC = {
    b"PK\x03\x04": "an Excel, OpenDocument or zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"\x1f\x8b": "a gzip file",
    b"$FL2": "an SPSS file",
    b"%PDF": "a PDF file",
    b"\x89PNG": "a picture",
}
_AS_CSV = "Save or export it as CSV in UTF-8."


@dataclass(frozen=True, kw_only=True)
class Text:
    """A table as text: its header and the rows below.

    Attributes:
        name: The file's name.
        header: Column names, white space around them removed.
        separator: What stands between cells.
        notes: What was done to read it, each a sentence.
    """

    name: str
    header: tuple[str, ...]
    separator: str
    notes: tuple[str, ...]
    content: str
    skipped: int

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Row number as a spreadsheet counts, and cells; blank lines left out.

        Raises:
            DataError: The quotes of the file do not close, or a cell is far too long.
        """
        for number, cells in _numbered(self.name, self.content, self.separator):
            if number > self.skipped and cells:
                yield number, cells

    def blame(
        self,
        must: str,
        got: str,
        remedy: str,
        row: int | None = None,
        column: str | None = None,
    ) -> Problem:
        """A problem of this file."""
        return Problem(
            file=self.name, row=row, column=column, must=must, got=got, remedy=remedy
        )


def read_text(path: Path) -> Text:
    """Read a table separated by commas, semicolons or tabs.

    Raises:
        DataError: It cannot be read as such a table.
    """
    content, notes = _decoded(path.name, _bytes(path))
    first = content.partition("\n")[0].strip("\r")
    told = re.fullmatch(r'"?sep=(.)"?', first)  # a first line that Excel writes
    separator = told[1] if told else _separator(first)
    skipped = 1 if told else 0
    leading = _leading(path.name, content, separator, skipped)
    if not leading or not any(cell.strip() for cell in leading[0][1]):
        _refuse(path.name, "have a header and answers", "nothing", "Check the file.")
    header = tuple(cell.strip() for cell in leading[0][1])
    if len(leading) < 2:
        _refuse(
            path.name,
            "have rows of answers below its header",
            "only a header",
            "Check that the export is complete.",
        )
    text = Text(
        name=path.name,
        header=header,
        separator=separator,
        notes=tuple(notes),
        content=content,
        skipped=leading[0][0],
    )
    one_more = len(leading[1][1]) == len(header) + 1
    return _with_a_column_more(text) if one_more else text


def _with_a_column_more(text: Text) -> Text:
    """The table where every row has a cell more than the header has names.

    Programs write a separator after the last cell, and R writes row names without a
    name for their column. To take one for the other would move all answers by one.
    """
    rows = [cells for _, cells in text.rows() if len(cells) > len(text.header)]
    if not any(cells[-1].strip() for cells in rows):
        return replace(text, header=(*text.header, ""))
    if len({cells[0] for cells in rows}) < len(rows):
        return text  # no names; the row is then refused for its length
    note = "The header lacks a name for the first column; it holds row names."
    return replace(text, header=("", *text.header), notes=(*text.notes, note))


def _refuse(name: str, must: str, got: str, remedy: str) -> NoReturn:
    raise DataError([Problem(file=name, must=must, got=got, remedy=remedy)])


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        problem = Problem(
            file=str(path),
            must="be a file that can be read",
            got=(error.strerror or "an error").lower(),
            remedy="Check the path and its permissions.",
        )
        raise DataError([problem]) from error


def _decoded(name: str, data: bytes) -> tuple[str, list[str]]:
    """Text of the file, and what was guessed about its encoding."""
    if not data.strip():
        _refuse(name, "have a header and answers", "an empty file", "Check the export.")
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            _refuse(name, "be a text file", kind, _AS_CSV)
    if data.startswith(_UTF32):
        _refuse(name, "be in UTF-8, UTF-16 or Latin-1", "UTF-32", _AS_CSV)
    if data.startswith(_UTF16):
        return _strictly(name, data, "utf-16"), ["The file was read as UTF-16."]
    if b"\x00" in data:
        _refuse_zeros(name, data)
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        return _western(name, data, error.start)


def _strictly(name: str, data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        _refuse(
            name,
            f"be whole {encoding.upper()}",
            f"damage at byte {error.start}",
            _AS_CSV,
        )
    if "\x00" in text:
        _refuse(name, "be a text file", "zero characters", _AS_CSV)
    return text


def _refuse_zeros(name: str, data: bytes) -> None:
    row = data[: data.index(b"\x00")].count(b"\n") + 1
    zeros = data.count(b"\x00")
    problem = Problem(
        file=name,
        row=row,
        must="be a text file",
        got="binary content" if zeros > len(data) // 20 else f"{zeros} zero bytes",
        remedy=_AS_CSV,
    )
    raise DataError([problem])


def _western(name: str, data: bytes, start: int) -> tuple[str, list[str]]:
    """A file that is not UTF-8: Latin-1 as Windows has it, unless it is neither."""
    odd = sum(byte < 9 or 13 < byte < 32 for byte in data)
    if odd > len(data) // 100:
        _refuse(name, "be a text file", "binary content", _AS_CSV)
    row = data[:start].count(b"\n") + 1
    if re.search(rb"[\xc3-\xc5][\x80-\xbf]|\xe2\x80[\x90-\xbf]", data):
        problem = Problem(
            file=name,
            row=row,
            must="be in one encoding throughout",
            got="UTF-8 mixed with something else",
            remedy=_AS_CSV,
        )
        raise DataError([problem])
    note = f"The file is not UTF-8 (row {row}); it was read as Latin-1."
    try:
        return data.decode("cp1252"), [note]
    except UnicodeDecodeError:
        return data.decode("latin-1"), [note]


def _separator(line: str) -> str:
    """The separator that gives the header most columns."""
    unquoted = re.sub(r'"[^"]*"', "", line)
    return max(_SEPARATORS, key=unquoted.count)


def _leading(
    name: str, content: str, separator: str, skipped: int
) -> list[tuple[int, list[str]]]:
    """Header and first row of data, as far as they are there."""
    found = []
    for number, cells in _numbered(name, content, separator):
        if number > skipped and cells:
            found.append((number, cells))
        if len(found) == 2:
            break
    return found


def _numbered(
    name: str, content: str, separator: str
) -> Iterator[tuple[int, list[str]]]:
    # newline="" so that the reader sees line ends inside quotes as they are.
    reader = csv.reader(
        io.StringIO(content, newline=""), delimiter=separator, strict=True
    )
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
    except csv.Error as error:
        long = "limit" in str(error)
        problem = Problem(
            file=name,
            row=number + 1,
            must="have cells of sensible length" if long else "have quotes in pairs",
            got="a cell of more than 100,000 characters" if long else str(error),
            remedy="Look for a quotation mark that is not closed.",
        )
        raise DataError([problem]) from error
