"""What somebody may see, written a second time: slowly, and from the rules alone.

The rules are those of docs/couple-format.md ("What each lets others see"), and those of
editions: what one tells or opens reaches the other next morning at four, check-ins on
Monday; what is taken back or deleted is gone at once. Nothing of the app is used here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

# Topics, the questionnaire of each that is used, its items, and its daily question.
SCALES = {"vitality": "sb_vital", "growth": "sb_growth", "load": "sb_load"}
DAILY = {"vitality": "d_vital", "growth": "d_growth", "load": "d_load"}
TOPIC = {name: topic for topic, name in SCALES.items()}
TOPIC_OF_DAY = {code: topic for topic, code in DAILY.items()}
AGAIN = dt.timedelta(days=28)
NIGHT = dt.timedelta(hours=4)

# Facts: of sheets, (questionnaire, day, item, answer); of check-ins, ("day", day, ...).
Fact = tuple[str, dt.date, str, int]
# A topic, and whether its check-ins are meant.
Kind = tuple[str, bool]


@dataclass
class Row:
    """One place where something stands: what stood there, and since when."""

    told: list[tuple[dt.datetime, Any]] = field(default_factory=list)

    @property
    def now(self) -> Any:
        return self.told[-1][1]

    def at(self, moment: dt.datetime) -> Any:
        """What stood there just before a moment."""
        earlier = [value for since, value in self.told if since < moment]
        return earlier[-1] if earlier else None


@dataclass
class Sheet:
    occasion: dt.date
    items: dict[str, Row] = field(default_factory=dict)
    finished: dt.datetime | None = None


@dataclass(eq=False)
class Person:
    name: str
    zone: str
    sheets: dict[str, list[Sheet]] = field(default_factory=dict)
    days: dict[dt.date, Row] = field(default_factory=dict)

    def day(self, now: dt.datetime) -> dt.date:
        """A day lasts until four at night."""
        return (now.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None) - NIGHT).date()

    def answer(
        self, name: str, item: str, value: int | None, now: dt.datetime, items: int
    ) -> None:
        sheet = self._sheet(name, now)
        sheet.items.setdefault(item, Row()).told.append((now, value))
        if len(sheet.items) >= items and sheet.finished is None:
            sheet.finished = now

    def _sheet(self, name: str, now: dt.datetime) -> Sheet:
        sheets = self.sheets.setdefault(name, [])
        latest = max(sheets, key=lambda it: it.occasion, default=None)
        if latest and (latest.finished is None or latest.finished + AGAIN > now):
            return latest
        found = [it for it in sheets if it.occasion == self.day(now)]
        if not found:
            found = [Sheet(self.day(now))]
            sheets += found
        return found[0]

    def check_in(self, day: dt.date, answers: dict[str, int], now: dt.datetime) -> None:
        self.days.setdefault(day, Row()).told.append((now, answers))

    def settle(self) -> None:
        """Forget what stood somewhere before what stands there now."""
        rows = [row for _, _, row in self._items()]
        for row in (*rows, *self.days.values()):
            del row.told[:-1]

    def _items(self) -> Iterator[tuple[str, tuple[dt.date, str], Row]]:
        for name, sheets in self.sheets.items():
            for sheet in sheets:
                for item, row in sheet.items.items():
                    yield name, (sheet.occasion, item), row

    def own(self) -> set[Fact]:
        """All that somebody told, as it stands now."""
        sheets = {
            (name, *place, row.now)
            for name, place, row in self._items()
            if row.now is not None
        }
        days = {
            ("day", day, code, value)
            for day, row in self.days.items()
            for code, value in row.now.items()
        }
        return sheets | days

    def candidates(
        self, open_: set[Kind], morning: dt.datetime, monday: dt.datetime
    ) -> set[Fact]:
        """What somebody shows, if the other shows something in return."""
        sheets = {
            (name, *place, row.at(morning))
            for name, place, row in self._items()
            if (TOPIC[name], False) in open_ and row.at(morning) is not None
        }
        days = {
            ("day", day, code, value)
            for day, row in self.days.items()
            for code, value in (row.at(monday) or {}).items()
            if (TOPIC_OF_DAY[code], True) in open_ and day < monday.date()
        }
        return sheets | days


_NUMBERS = count()


@dataclass(eq=False)
class Pair:
    """Two people, the zone of whoever invited, and what each chose, in turn."""

    people: tuple[Person, Person]
    zone: str
    choices: dict[Person, list[tuple[dt.datetime, dict[str, bool]]]] = field(
        default_factory=dict
    )
    number: int = field(default_factory=lambda: next(_NUMBERS))

    def other(self, one: Person) -> Person:
        return self.people[1] if one is self.people[0] else self.people[0]

    def chosen(self, one: Person) -> dict[str, bool]:
        """What somebody's page of choices says now."""
        said = self.choices.get(one, [])
        return said[-1][1] if said else {}

    def choose(self, one: Person, topics: dict[str, bool], now: dt.datetime) -> None:
        self.choices.setdefault(one, []).append((now, topics))

    def morning(self, now: dt.datetime) -> dt.datetime:
        return four_o_clock(now, self.zone)

    def monday(self, now: dt.datetime) -> dt.datetime:
        morning = self.morning(now)
        day = morning.date() - dt.timedelta(days=morning.weekday())
        return dt.datetime.combine(day, dt.time(4), tzinfo=ZoneInfo(self.zone))

    def open(self, one: Person, now: dt.datetime) -> set[Kind]:
        """What is open of somebody now."""
        return opened(self.choices.get(one, []), self.morning(now))

    def shown(self, now: dt.datetime) -> dict[Person, set[Fact]]:
        """What both read, of each."""
        all_ = {
            it: it.candidates(self.open(it, now), self.morning(now), self.monday(now))
            for it in self.people
        }
        returned = {it: {kind(fact) for fact in facts} for it, facts in all_.items()}
        return {
            it: {fact for fact in facts if kind(fact) in returned[self.other(it)]}
            for it, facts in all_.items()
        }

    def not_taken_back(self, one: Person) -> set[Kind]:
        return _kinds(self.chosen(one))


@dataclass(eq=False)
class Confidence:
    """What one client chose to show a practitioner, in turn."""

    zone: str
    said: list[tuple[dt.datetime, dict[str, bool]]] = field(default_factory=list)

    def shown(self, one: Person, now: dt.datetime) -> set[Fact]:
        """What the practitioner reads of them; check-ins come every morning too."""
        morning = four_o_clock(now, self.zone)
        return one.candidates(opened(self.said, morning), morning, morning)


def four_o_clock(now: dt.datetime, zone: str) -> dt.datetime:
    """The morning of the day that it is."""
    day = (now.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - NIGHT).date()
    return dt.datetime.combine(day, dt.time(4), tzinfo=ZoneInfo(zone))


def opened(
    said: list[tuple[dt.datetime, dict[str, bool]]], morning: dt.datetime
) -> set[Kind]:
    """What was open this morning, and at every moment since."""
    before: dict[str, bool] = {}
    for at, topics in said:
        if at < morning:
            before = topics
    kinds = _kinds(before)
    for at, topics in said:
        if at >= morning:
            kinds &= _kinds(topics)
    return kinds


def kind(fact: Fact) -> Kind:
    """The topic of a fact, and whether it is of a check-in."""
    name, _, code, _ = fact
    return (TOPIC_OF_DAY[code], True) if name == "day" else (TOPIC[name], False)


def _kinds(topics: dict[str, bool]) -> set[Kind]:
    return {(it, False) for it in topics} | {(it, True) for it in topics if topics[it]}
