from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from securebase.core import InstrumentError, Role, ScoreError
from securebase.measures._file import Name, Strict, Text, in_lines, parse

from ._item import CheckInItem
from ._promises import broken

FILE = "checkin.toml"


def items() -> tuple[CheckInItem, ...]:
    """All questions of the pool, those of every day first.

    The plan of days was checked: each day has twelve questions, among them one about
    a field of exploration; each field comes every fourth day; the others come at
    least twice in any seven days; and any two questions are asked on the same day
    at least once in a cycle, but for two fields of exploration.
    """
    return _pool()


def item(code: str) -> CheckInItem:
    """The question of this code.

    Raises:
        ScoreError: If the check-in has no such question.
    """
    if code not in _by_code():
        raise ScoreError(
            f"A check-in answer must belong to one of {', '.join(_by_code())}. "
            f"Got {code!r} instead. Correct the code."
        )
    return _by_code()[code]


def anchors() -> Mapping[int, str]:
    """Words for some of the answers."""
    return {int(answer): said for answer, said in _file().anchors.items()}


def frame() -> str:
    """The instruction above the questions."""
    return _file().frame


class _ItemRow(Strict):
    code: Name
    construct_: str = Field(alias="construct")
    text: Text
    role: Annotated[Role, Field(strict=False)] = Role.SELF
    reverse: bool = False
    turns: Annotated[str, Field(pattern=r"^[0-9]*$")] = ""
    fourth: int | None = None


class _CheckInFile(Strict):
    title: Text
    frame: Text
    lo: int
    hi: int
    anchors: dict[str, Text]
    items: list[_ItemRow] = Field(min_length=1)


def read_pool(text: str) -> tuple[CheckInItem, ...]:
    """The questions of a check-in file.

    Raises:
        InstrumentError: If a field is wrong, or the plan of days breaks a promise;
            all problems at once, one a line.
    """
    file = _parsed(text)
    pool = tuple(_item(row, file) for row in file.items)
    if problems := broken(pool, FILE):
        raise InstrumentError(in_lines(problems))
    return pool


def _parsed(text: str) -> _CheckInFile:
    return parse(_CheckInFile, tomllib.loads(text), FILE)


def _text() -> str:
    return Path(__file__).with_name(FILE).read_text(encoding="utf-8")


@cache
def _file() -> _CheckInFile:
    return _parsed(_text())


@cache
def _pool() -> tuple[CheckInItem, ...]:
    return read_pool(_text())


@cache
def _by_code() -> Mapping[str, CheckInItem]:
    return {one.code: one for one in _pool()}


def _item(row: _ItemRow, file: _CheckInFile) -> CheckInItem:
    return CheckInItem(
        code=row.code,
        construct=row.construct_,
        role=row.role,
        text=row.text,
        reverse=row.reverse,
        lo=file.lo,
        hi=file.hi,
        turns=tuple(map(int, row.turns)),
        fourth=row.fourth,
    )
