from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from securebase.core import InstrumentError, Problem, Role, ScoreError
from securebase.measures._common import ORIGINAL, check_begun
from securebase.measures._file import Name, Strict, Text, in_lines, parse

from ._item import CheckInItem
from ._promises import broken

FILE = "checkin.toml"
HOME = Path(__file__).parent


def items(language: str = ORIGINAL) -> tuple[CheckInItem, ...]:
    """All questions of the pool, those of every day first.

    The plan of days was checked: each day has twelve questions, among them one about
    a field of exploration; each field comes every fourth day; the others come at
    least twice in any seven days; and any two questions are asked on the same day
    at least once in a cycle, but for two fields of exploration.

    Args:
        language: Language of the words; everything else is the same in all.

    Raises:
        InstrumentError: If there are no words in this language, or not all of them.
    """
    return _pool(language)


def item(code: str, language: str = ORIGINAL) -> CheckInItem:
    """The question of this code.

    Raises:
        ScoreError: If the check-in has no such question.
        InstrumentError: If there are no words in this language.
    """
    found = _by_code(language)
    if code not in found:
        raise ScoreError(
            f"A check-in answer must belong to one of {', '.join(found)}. "
            f"Got {code!r} instead. Correct the code."
        )
    return found[code]


def anchors(language: str = ORIGINAL) -> Mapping[int, str]:
    """Words for some of the answers."""
    return {int(answer): said for answer, said in _words(language).anchors.items()}


def frame(language: str = ORIGINAL) -> str:
    """The instruction above the questions."""
    return _words(language).frame


def title(language: str = ORIGINAL) -> str:
    """What the check-in is called."""
    return _words(language).title


class _ItemRow(Strict):
    code: Name
    construct_: str = Field(alias="construct")
    role: Annotated[Role, Field(strict=False)] = Role.SELF
    reverse: bool = False
    turns: Annotated[str, Field(pattern=r"^[0-9]*$")] = ""
    fourth: int | None = None


class _KeyFile(Strict):
    lo: int
    hi: int
    items: list[_ItemRow] = Field(min_length=1)


class _WordsFile(Strict):
    language: str
    title: Text
    frame: Text
    anchors: dict[str, Text]
    items: dict[Name, Text]


def read_pool(
    key: str, words: str, language: str = ORIGINAL
) -> tuple[CheckInItem, ...]:
    """The questions of a check-in.

    Args:
        key: Content of the file of the key.
        words: Content of the file of the words.
        language: Their language.

    Raises:
        InstrumentError: If a field is wrong, the two files do not name the same
            questions, or the plan of days breaks a promise; all problems at once,
            one a line.
    """
    file = parse(_KeyFile, tomllib.loads(key), FILE)
    said = parse(_WordsFile, tomllib.loads(words), _words_file(language))
    pool = tuple(_item(row, file, said) for row in file.items)
    if problems := (*_words_faults(file, said, language), *broken(pool, FILE)):
        raise InstrumentError(in_lines(problems))
    return pool


def _words_faults(key: _KeyFile, words: _WordsFile, language: str) -> Iterator[Problem]:
    file = _words_file(language)
    if words.language != language:
        yield Problem(
            file=file,
            column="language",
            must=f"be that of the file's name, {language!r}",
            got=repr(words.language),
            remedy="Correct one of the two.",
        )
    for code in sorted({row.code for row in key.items} ^ set(words.items)):
        there = code in words.items
        yield Problem(
            file=file,
            column=f"items.{code}",
            must="belong to a question of the key" if there else "be given",
            got="words without a question" if there else "a question without words",
            remedy="Make both files name the same questions.",
        )
    for end in {str(key.lo), str(key.hi)} - set(words.anchors):
        yield Problem(
            file=file,
            column=f"anchors.{end}",
            must="be given",
            got="nothing",
            remedy="Say what both ends of the answers mean.",
        )


def _words_file(language: str) -> str:
    return f"words.{language}.toml"


def _text(file: str) -> str:
    return (HOME / file).read_text(encoding="utf-8")


def _words_text(language: str) -> str:
    check_begun(language)
    file = _words_file(language)
    if not (HOME / file).exists():
        there = ", ".join(sorted(p.name.split(".")[1] for p in HOME.glob("words.*")))
        raise InstrumentError(
            f"The language of the check-in must be one of {there}. "
            f"Got {language!r} instead. Add {file} to translate it."
        )
    return _text(file)


@cache
def _words(language: str) -> _WordsFile:
    _pool(language)  # which refuses what is not whole
    return parse(
        _WordsFile, tomllib.loads(_words_text(language)), _words_file(language)
    )


@cache
def _pool(language: str) -> tuple[CheckInItem, ...]:
    return read_pool(_text(FILE), _words_text(language), language)


@cache
def _by_code(language: str) -> Mapping[str, CheckInItem]:
    return {one.code: one for one in _pool(language)}


def _item(row: _ItemRow, key: _KeyFile, words: _WordsFile) -> CheckInItem:
    return CheckInItem(
        code=row.code,
        construct=row.construct_,
        role=row.role,
        text=words.items.get(row.code, ""),
        reverse=row.reverse,
        lo=key.lo,
        hi=key.hi,
        turns=tuple(map(int, row.turns)),
        fourth=row.fourth,
    )
