from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from securebase.core import Partner, Topic


class Audience(StrEnum):
    """With whom a topic is shared."""

    PARTNER = "partner"
    PRACTITIONER = "practitioner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One thing that one person lets another see; deleting it takes it back.

    Attributes:
        topic: What.
        audience: With whom.
        since: First day of the answers that it covers, None for all earlier ones.
        until: Last day of the answers that it covers, None for all later ones.
        diary: Whether daily check-ins of the topic are shared too.
    """

    topic: Topic
    audience: Audience
    since: dt.date | None = None
    until: dt.date | None = None
    diary: bool = False

    def covers(self, day: dt.date) -> bool:
        """Whether answers of this day lie in the window, both ends included."""
        begun = self.since is None or self.since <= day
        over = self.until is not None and self.until < day
        return begun and not over


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to one item on one occasion; None where the item was skipped."""

    occasion: dt.date
    instrument: str
    item: str
    answer: int | None

    def __repr__(self) -> str:
        return f"Answer({self.occasion}, {self.instrument}.{self.item})"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryDay:
    """One person's check-in with everything that belongs to it.

    Attributes:
        day: The day it tells about, in the couple's own time zone.
        answers: Item code and answer, in the order of the codes.
        answered_at: When it was sent, with its offset from UTC.
        note: Free text. It never leaves the person who wrote it.
    """

    day: dt.date
    answers: tuple[tuple[str, int], ...] = ()
    answered_at: dt.datetime | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        _settle(self, "answers", sorted(self.answers, key=lambda it: natural(it[0])))

    def __repr__(self) -> str:
        return f"DiaryDay({self.day}, {len(self.answers)} answers)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One partner with everything that is private to them.

    Rows have no order of their own: they are kept by date, so that two files with
    the same rows give equal persons.

    Attributes:
        name: What this partner is called.
        language: Language tag such as ``en``, or None.
        shares: What they let others see.
        answers: Their answers to questionnaires.
        diary: Their check-ins.
    """

    name: str
    language: str | None = None
    shares: tuple[Share, ...] = ()
    answers: tuple[Answer, ...] = ()
    diary: tuple[DiaryDay, ...] = ()

    def __post_init__(self) -> None:
        _settle(self, "shares", sorted(self.shares, key=_share_order))
        _settle(self, "answers", sorted(self.answers, key=_answer_order))
        _settle(self, "diary", sorted(self.diary, key=lambda entry: entry.day))

    def __repr__(self) -> str:
        return f"Person({self.summary})"

    @property
    def summary(self) -> str:
        """How much there is, in words."""
        return (
            f"{self.name}: {len(self.answers)} answers, {len(self.diary)} check-ins, "
            f"{len(self.shares)} things shared"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Couple:
    """A couple as it lies on disk. Show it to nobody: use `look`.

    Attributes:
        id: Identifier, small letters, digits and hyphens.
        made_up: Whether it is an example about nobody real.
        time_zone: IANA name of the zone in which their days are counted.
        private: Partner a and partner b, with everything private to them.
        together_since: Year since which they are a couple, or None.
    """

    id: str
    made_up: bool
    time_zone: str
    private: tuple[Person, Person]
    together_since: int | None = None

    @property
    def names(self) -> dict[Partner, str]:
        """What the partners are called."""
        return {partner: person(self, partner).name for partner in Partner}

    @property
    def summary(self) -> tuple[str, str]:
        """How much there is of each partner, in words; for whoever holds the file."""
        a, b = self.private
        return a.summary, b.summary

    def __repr__(self) -> str:
        a, b = self.private
        return f"Couple({self.id!r}, {a!r}, {b!r})"


def person(couple: Couple, partner: Partner) -> Person:
    a, b = couple.private
    return a if partner is Partner.A else b


@lru_cache(maxsize=1024)  # the same codes come in every row
def natural(code: str) -> tuple[tuple[int, str], ...]:
    """Sorting key by which ``E2`` comes before ``E10``."""
    pieces = re.findall(r"[0-9]+|[^0-9]+", code)
    return tuple(
        (int(piece), "") if piece.isascii() and piece.isdigit() else (-1, piece)
        for piece in pieces
    )


def _settle(owner: object, field: str, values: Iterable[Any]) -> None:
    # The one place where a frozen value is written: while it is being made.
    object.__setattr__(owner, field, tuple(values))


def _share_order(share: Share) -> tuple[int, str, dt.date, dt.date, bool]:
    return (
        list(Topic).index(share.topic),
        share.audience,
        share.since or dt.date.min,
        share.until or dt.date.max,
        share.diary,
    )


def _answer_order(
    answer: Answer,
) -> tuple[dt.date, str, tuple[tuple[int, str], ...]]:
    return (answer.occasion, answer.instrument, natural(answer.item))
