"""Ways to spoil one thing in a couple; `malformed` makes its cases with them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from securebase import couples

Builder = Callable[[Path], Path]

CASES: dict[str, Builder] = {}

TOML = "couple.toml"
ANSWERS = "answers.csv"
DIARY = "diary.csv"


def table(path: Path) -> list[list[str]]:
    text = path.read_text(encoding="utf-8")
    return list(csv.reader(io.StringIO(text, newline="")))


def put_table(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def add(name: str, builder: Builder) -> None:
    assert name not in CASES
    CASES[name] = builder


def replaced(name: str, old: str, new: str, file: str = TOML) -> None:
    """A case: the first place of a text in a file, changed."""

    def build(folder: Path) -> Path:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    add(name, build)


def cell(name: str, file: str, row: int, column: str, value: str) -> None:
    """A case: one cell of a table, changed; rows as a spreadsheet counts."""

    def build(folder: Path) -> Path:
        rows = table(folder / file)
        rows[row - 1][rows[0].index(column)] = value
        put_table(folder / file, rows)
        return folder

    add(name, build)


def rows_changed(
    name: str, file: str, change: Callable[[list[list[str]]], Any]
) -> None:
    """A case: the rows of a table, changed in place."""

    def build(folder: Path) -> Path:
        rows = table(folder / file)
        change(rows)
        put_table(folder / file, rows)
        return folder

    add(name, build)


def bytes_put(name: str, file: str, content: bytes) -> None:
    """A case: a file with this content."""

    def build(folder: Path) -> Path:
        (folder / file).write_bytes(content)
        return folder

    add(name, build)


def bytes_changed(name: str, file: str, change: Callable[[bytes], bytes]) -> None:
    """A case: a file whose bytes were changed."""

    def build(folder: Path) -> Path:
        (folder / file).write_bytes(change((folder / file).read_bytes()))
        return folder

    add(name, build)


def as_json(folder: Path) -> Path:
    path = folder.parent / "couple.json"
    couples.write(couples.read(folder), path)
    return path


def json_changed(name: str, change: Callable[[Any], Any]) -> None:
    """A case: the couple as one JSON document, changed in place."""

    def build(folder: Path) -> Path:
        path = as_json(folder)
        document = json.loads(path.read_text(encoding="utf-8"))
        change(document)
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    add(name, build)


def json_text(name: str, change: Callable[[str], str]) -> None:
    """A case: the text of the JSON document, changed."""

    def build(folder: Path) -> Path:
        path = as_json(folder)
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
        return path

    add(name, build)


def set_in(*steps: Any, to: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        *way, last = steps
        for step in way:
            document = document[step]
        document[last] = to

    return change
