"""Help lines as data, one file a country.

``checked`` is the day on which an entry was compared with the ``source`` named beside
it, a page that was read in a stored copy; nobody was rung up. What rests on memory
alone says ``from_memory``, and the page then says so, too.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from securebase.core import DataError, Problem

HOME = Path(__file__).with_name("data")
ELSEWHERE = "elsewhere"
_ALSO = {"uk": "gb"}
ORIGINAL = "en"
YEAR = dt.timedelta(days=365)


class Kind(StrEnum):
    """What a line is for, in the order in which they are shown."""

    EMERGENCY = "emergency"
    ABUSE = "abuse"
    CRISIS = "crisis"


class Who(StrEnum):
    """Whom a line is for."""

    ALL = "all"
    WOMEN = "women"
    MEN = "men"
    LGBT = "lgbt"
    HARMING = "harming"


class State(StrEnum):
    """How far a line can be relied on."""

    CHECKED = "checked"
    OLD = "old"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpline:
    """One place that helps; all words in one language.

    Attributes:
        kind, kind_words: What it is for.
        who, who_words: Whom it is for.
        name: What it is called.
        number: Its number as people write it, or empty.
        hours: When it answers, as words; empty where there is nobody to ring.
        languages: Codes of the languages in which it answers; empty if not known.
        interpreters: Whether interpreters can be called in.
        web: Its address without ``https://``, or empty. It is shown and never loaded.
        note: What else there is to know, or empty.
        source: What it was compared with, or empty.
        checked: When, or None if it is cited from memory.
    """

    kind: Kind
    kind_words: str
    who: Who
    who_words: str
    name: str
    number: str
    hours: str
    languages: tuple[str, ...]
    interpreters: bool
    web: str
    note: str
    source: str
    checked: dt.date | None
    _words: Words = field(repr=False, compare=False)

    @property
    def dial(self) -> str:
        """The number as a telephone wants it."""
        return re.sub(r"[^0-9+*#]", "", self.number)

    def state(self, today: dt.date) -> State:
        """How far it can be relied on: a year after the check no longer so."""
        if self.checked is None:
            return State.UNCHECKED
        return State.OLD if today - self.checked > YEAR else State.CHECKED

    def status(self, today: dt.date) -> str:
        """The same as a sentence for a reader."""
        date = self._words.day(self.checked) if self.checked else ""
        return self._words.status[self.state(today)].format(date=date)


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country and what it is called.

    Attributes:
        code: Two small letters, such as ``gb``.
        name: Its name in the language that was asked for.
    """

    code: str
    name: str


def countries(language: str = ORIGINAL) -> tuple[Country, ...]:
    """The countries of which there are lines, by their names.

    Args:
        language: Language of the names; English where there are none in it.
    """
    named = (
        Country(code=code, name=_said(_file(code)["name"], language))
        for code in _codes()
    )
    return tuple(sorted(named, key=lambda it: _letters(it.name)))


def elsewhere(language: str = ORIGINAL) -> Country:
    """Any other country."""
    return Country(code=ELSEWHERE, name=_said(_file(ELSEWHERE)["name"], language))


def lines(country: str, language: str = ORIGINAL) -> tuple[Helpline, ...]:
    """The lines of a country, those for danger first.

    Args:
        country: Two letters. For one that is not known, or none, what helps to find
            a line anywhere.
        language: Language of the words; English where there are none in it.
    """
    return _lines(known_as(country), _spoken(language))


def known_as(country: str) -> str:
    """The name of a country's file; that of any other where there is none."""
    code = _ALSO.get(country.lower(), country.lower())
    return code if code in _codes() else ELSEWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said about every line, in one language."""

    kind: Mapping[str, str]
    who: Mapping[str, str]
    status: Mapping[str, str]
    always: str
    hours_not_known: str
    date: str
    months: tuple[str, ...]

    def day(self, day: dt.date) -> str:
        """A day as people write it."""
        month = self.months[day.month - 1]
        return self.date.format(day=day.day, month=month, year=day.year)


@cache
def _words(language: str) -> Words:
    raw = _read(HOME / f"words.{language}.toml")
    raw["status"] = {state.value: raw.pop(state.value) for state in State}
    raw["months"] = tuple(raw["months"])
    return Words(**raw)


@cache
def _languages() -> tuple[str, ...]:
    return tuple(path.name.split(".")[1] for path in HOME.glob("words.*.toml"))


def _spoken(language: str) -> str:
    # Somebody in need gets the words there are, rather than a message.
    short = language.lower().split("-")[0]
    return short if short in _languages() else ORIGINAL


@cache
def _codes() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in HOME.glob("[a-z][a-z].toml")))


@cache
def _file(code: str) -> Mapping[str, Any]:
    return _read(HOME / f"{code}.toml")


@cache
def _lines(code: str, language: str) -> tuple[Helpline, ...]:
    rows = enumerate(_file(code)["lines"], start=1)
    found = (_line(row, f"{code}.toml", n, language) for n, row in rows)
    order = list(Kind)
    return tuple(sorted(found, key=lambda it: order.index(it.kind)))


_KNOWN = {
    *("kind", "who", "name", "number", "hours", "languages", "interpreters"),
    *("web", "note", "source", "checked", "from_memory"),
}


def _line(row: Mapping[str, Any], file: str, place: int, language: str) -> Helpline:
    words = _words(language)
    if problem := _fault(row, file, place):
        raise DataError([problem])
    unknown = words.hours_not_known if row.get("number") else ""
    hours = row.get("hours", unknown)
    return Helpline(
        kind=Kind(row["kind"]),
        kind_words=words.kind[row["kind"]],
        who=Who(row.get("who", "all")),
        who_words=words.who[row.get("who", "all")],
        name=_said(row["name"], language),
        number=row.get("number", ""),
        hours=words.always if hours == "always" else _said(hours, language),
        languages=tuple(row.get("languages", ())),
        interpreters=row.get("interpreters", False),
        web=row.get("web", ""),
        note=_said(row.get("note", ""), language),
        source=row.get("source", ""),
        checked=row.get("checked"),
        _words=words,
    )


def _fault(row: Mapping[str, Any], file: str, place: int) -> Problem | None:
    """What is wrong with a line; a number without its state is never shown."""
    wrong: list[tuple[str, str, str, str]] = []
    for name in sorted(set(row) - _KNOWN):
        wrong.append((name, "be a known field", repr(name), "Correct its name."))
    for name, of in (("kind", Kind), ("who", Who)):
        said = row.get(name, "all" if of is Who else "nothing")
        if said not in list(of):
            wrong.append((name, f"be one of {', '.join(of)}", said, "Choose one."))
    if not row.get("name"):
        wrong.append(("name", "be given", "nothing", "Say what the line is called."))
    if not row.get("number") and not row.get("web"):
        must = "have a number or a web address"
        wrong.append(("number", must, "neither", "Add one of the two."))
    told = bool(row.get("checked")) and bool(row.get("source"))
    if told is bool(row.get("from_memory")):
        must = "have a day and a source, or else from_memory"
        wrong.append(
            ("checked", must, "neither or both", "Say how far it was checked.")
        )
    if not wrong:
        return None
    column, must, got, remedy = wrong[0]
    where = f"lines[{place}].{column}"
    return Problem(file=file, column=where, must=must, got=got, remedy=remedy)


def _said(text: str | Mapping[str, str], language: str) -> str:
    if isinstance(text, str):
        return text
    return text.get(_spoken(language), text[ORIGINAL])


def _letters(name: str) -> str:
    return name.translate(str.maketrans("ÄÖÜ", "AOU"))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
