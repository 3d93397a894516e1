from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from securebase.core import Role, ScoreError
from securebase.measures._file import Name, Strict, Text, parse

FILE = "checkin.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInItem:
    """One question of the daily check-in.

    Attributes:
        code: Its name, such as ``d_secure``.
        construct: Key of ``core.CONSTRUCTS``.
        role: Received, provided, or about oneself.
        text: The words.
        reverse: Whether a high answer means little of the construct.
        lo, hi: Lowest and highest answer.
        turns: On which day (1, 2, 3) of each three-day round it is asked; empty
            for a question of every day.
    """

    code: str
    construct: str
    role: Role
    text: str
    reverse: bool
    lo: int
    hi: int
    turns: tuple[int, ...] = ()

    @property
    def daily(self) -> bool:
        """Whether it is asked every day."""
        return not self.turns

    @property
    def key(self) -> str:
        """What it measures, from whose side: ``energy``, ``attending_received``."""
        if self.role is Role.SELF:
            return self.construct
        return f"{self.construct}_{self.role}"


def items() -> tuple[CheckInItem, ...]:
    """All questions of the pool, those of every day first."""
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
    turns: str = Field(default="", pattern=r"^[123]*$")


class _CheckInFile(Strict):
    title: Text
    frame: Text
    lo: int
    hi: int
    anchors: dict[str, Text]
    items: list[_ItemRow] = Field(min_length=1)


@cache
def _file() -> _CheckInFile:
    text = Path(__file__).with_name(FILE).read_text(encoding="utf-8")
    return parse(_CheckInFile, tomllib.loads(text), FILE)


@cache
def _pool() -> tuple[CheckInItem, ...]:
    file = _file()
    return tuple(_item(row, file) for row in file.items)


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
    )
