"""The slow twin of the door, and pairs of worlds that it cannot tell apart.

Every fact is asked for on its own, by the rule as docs/couple-format.md has it. `leak`
plants a bug.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from securebase.core import CONSTRUCTS, Partner, Topic, Viewer
from securebase.couples import (
    Answer,
    Audience,
    CheckIn,
    Couple,
    DiaryDay,
    Person,
    Share,
    Sheet,
    View,
    Visible,
)
from securebase.measures import checkin, instrument
from tests.couples.strategies import what_it_answers

LEAKS = (
    "one side is enough",
    "before since",
    "after until",
    "diary without consent",
    "any audience",
    "dates of hidden days",
)

# This one tells nothing of an answer, only that something was withheld.
TELLTALE = "both must share the day"


class Fact(NamedTuple):
    """One answer of one person, wherever it stands."""

    day: dt.date
    source: str
    code: str
    answer: int

    @property
    def topic(self) -> Topic:
        if self.source == "diary":
            return CONSTRUCTS[checkin.item(self.code).construct].topic
        topic = instrument(self.source).topic
        assert topic is not None
        return topic


def facts_of(who: Person) -> list[Fact]:
    told = [
        Fact(it.occasion, it.instrument, it.item, it.answer)
        for it in who.answers
        if it.answer is not None
    ]
    daily = [
        Fact(entry.day, "diary", code, answer)
        for entry in who.diary
        for code, answer in entry.answers
    ]
    return told + daily


def is_open(fact: Fact, share: Share, audience: Audience, leak: str) -> bool:
    if share.topic is not fact.topic:
        return False
    if share.audience is not audience and leak != "any audience":
        return False
    if fact.source == "diary" and not share.diary and leak != "diary without consent":
        return False
    begun = share.since is None or share.since <= fact.day or leak == "before since"
    going = share.until is None or fact.day <= share.until or leak == "after until"
    return begun and going


def may_see(
    couple: Couple, viewer: Viewer, whose: Partner, fact: Fact, leak: str
) -> bool:
    def opens(partner: Partner, audience: Audience, it: Fact) -> bool:
        who = couple.private[list(Partner).index(partner)]
        return any(is_open(it, share, audience, leak) for share in who.shares)

    if viewer.partner is whose:
        return True
    if viewer is Viewer.PRACTITIONER:
        return opens(whose, Audience.PRACTITIONER, fact)
    if not opens(whose, Audience.PARTNER, fact):
        return False
    if leak == "one side is enough":
        return True
    if leak == "both must share the day":
        return opens(whose.other, Audience.PARTNER, fact)
    return any(
        it.topic is fact.topic
        and alike(it, fact)
        and opens(whose.other, Audience.PARTNER, it)
        for it in facts_of(couple.private[list(Partner).index(whose.other)])
    )


def alike(one: Fact, other: Fact) -> bool:
    """Whether both are from the diary, or both from questionnaires."""
    return (one.source == "diary") is (other.source == "diary")


def naive_look(couple: Couple, viewer: Viewer, leak: str = "") -> View:
    def visible(whose: Partner) -> Visible:
        who = couple.private[list(Partner).index(whose)]
        seen = [
            fact for fact in facts_of(who) if may_see(couple, viewer, whose, fact, leak)
        ]
        sheets = sorted({(it.day, it.source) for it in seen if it.source != "diary"})
        dates = sorted({it.day for it in seen if it.source == "diary"})
        if leak == "dates of hidden days":
            dates = sorted({entry.day for entry in who.diary})
        return Visible(
            sheets=tuple(
                Sheet(instrument=source, occasion=day, answers=told(seen, day, source))
                for day, source in sheets
            ),
            check_ins=tuple(
                CheckIn(day=day, answers=told(seen, day, "diary")) for day in dates
            ),
        )

    return View(
        viewer=viewer,
        couple=couple.id,
        made_up=couple.made_up,
        names=couple.names,
        people={whose: visible(whose) for whose in Partner},
    )


def told(seen: list[Fact], day: dt.date, source: str) -> dict[str, int]:
    there = [it for it in seen if (it.day, it.source) == (day, source)]
    return {it.code: it.answer for it in sorted(there)}


# Two worlds that differ only in what the viewer may not see of b.


def another_world(couple: Couple, noise: Person, viewer: Viewer) -> Couple:
    a, b = couple.private

    def hidden(fact: Fact) -> bool:
        return not may_see(couple, viewer, Partner.B, fact, leak="")

    other = replace(
        b,
        language=noise.language,
        shares=tuple(dict.fromkeys(_shares(a, b, noise, viewer))),
        answers=(
            *(it for it in b.answers if not _answer_hidden(it, hidden)),
            *(
                it
                for it in noise.answers
                if _answer_hidden(it, hidden)
                and what_it_answers(it) not in map(what_it_answers, b.answers)
            ),
        ),
        diary=tuple(_days(b, noise, hidden)),
    )
    return replace(couple, private=(a, other))


def withheld_and_never_asked(
    couple: Couple, viewer: Viewer, kept: tuple[Share, ...]
) -> tuple[Couple, Couple]:
    """Two worlds: b takes back all shares but these; or the answers never were.

    In the second, b still shares everything, and skipped the days and items of which
    the shares that were kept open nothing.
    """
    a, b = couple.private
    works = Audience.PRACTITIONER
    if viewer is not Viewer.PRACTITIONER:
        works = Audience.PARTNER

    def hidden(fact: Fact) -> bool:
        return not any(is_open(fact, share, works, leak="") for share in kept)

    skipped = replace(
        b,
        answers=tuple(
            replace(it, answer=None) if _answer_hidden(it, hidden) else it
            for it in b.answers
        ),
        diary=tuple(_days(b, Person(name="x"), hidden)),
    )
    return (
        replace(couple, private=(a, replace(b, shares=kept))),
        replace(couple, private=(a, skipped)),
    )


def _answer_hidden(answer: Answer, hidden: Callable[[Fact], bool]) -> bool:
    found = facts_of(Person(name="x", answers=(answer,)))
    return all(hidden(fact) for fact in found)


def _shares(a: Person, b: Person, noise: Person, viewer: Viewer) -> Iterator[Share]:
    """What works for the viewer stays; everything without effect is exchanged."""
    if viewer is Viewer.PRACTITIONER:
        works = Audience.PRACTITIONER
        answered = set(Topic)
    else:
        works = Audience.PARTNER
        answered = {
            fact.topic
            for fact in facts_of(a)
            if any(is_open(fact, share, works, leak="") for share in a.shares)
        }
    for share in b.shares:
        if share.audience is works and share.topic in answered:
            yield share
    for share in noise.shares:
        if share.audience is not works or share.topic not in answered:
            yield share


def _days(
    b: Person, noise: Person, hidden: Callable[[Fact], bool]
) -> Iterator[DiaryDay]:
    kept = {entry.day: entry for entry in b.diary}
    drawn = {entry.day: entry for entry in noise.diary}
    for day in sorted(kept | drawn):
        answers = {
            code: answer
            for source, wanted in ((kept, False), (drawn, True))
            for code, answer in (source[day].answers if day in source else ())
            if hidden(Fact(day, "diary", code, answer)) is wanted
        }
        # A day is dropped, kept or added with new notes and times, as chance has it.
        if answers or day in drawn:
            entry = drawn.get(day, DiaryDay(day=day))
            yield replace(entry, answers=tuple(answers.items()))


def in_order(view: View) -> str:
    """A view as text in which order counts."""
    people = {
        str(whose): [
            [[str(it.occasion), it.instrument, it.answers] for it in seen.sheets],
            [[str(it.day), it.answers] for it in seen.check_ins],
        ]
        for whose, seen in view.people.items()
    }
    return json.dumps([view.viewer, view.couple, view.made_up, view.names, people])
