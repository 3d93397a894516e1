"""A partner who knows their own answers and all of the code, and wants the other's.

The other's answers follow one secret level of seven. The attacker sees one rendered
report a week for some weeks, knows how each level would look, and concludes with
Bayes' rule. What is learnt is measured in bits: of a secret of seven equally likely
levels, log2(7) = 2.81 bits could be had.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import log2

from securebase.core import Viewer
from securebase.couples import Answer, Couple, DiaryDay, Person, look
from securebase.measures import instrument
from securebase.report import build, to_html, to_json

LEVELS = range(7)


def with_secret(couple: Couple, level: int) -> Couple:
    """The couple in which all that partner b answers follows one level."""
    a, b = couple.private
    return replace(couple, private=(a, _at_level(b, level)))


def _at_level(person: Person, level: int) -> Person:
    return replace(
        person,
        answers=tuple(_answer(it, level) for it in person.answers),
        diary=tuple(
            replace(day, answers=tuple((code, level) for code, _ in day.answers))
            for day in person.diary
        ),
    )


def _answer(it: Answer, level: int) -> Answer:
    (item,) = (one for one in instrument(it.instrument).items if one.code == it.item)
    share = level / (len(LEVELS) - 1)
    return replace(it, answer=item.lo + round(share * (item.hi - item.lo)))


def with_nothing_shared(couple: Couple) -> Couple:
    """The couple in which neither lets the other see anything."""
    a, b = couple.private
    return replace(couple, private=(replace(a, shares=()), replace(b, shares=())))


def until(couple: Couple, day: dt.date) -> Couple:
    """The couple as its files were on a day."""
    a, b = (_until(person, day) for person in couple.private)
    return replace(couple, private=(a, b))


def _until(person: Person, day: dt.date) -> Person:
    return replace(
        person,
        answers=tuple(it for it in person.answers if it.occasion <= day),
        diary=tuple(it for it in person.diary if it.day <= day),
    )


def last_days(couple: Couple, weeks: int) -> list[dt.date]:
    """The last evenings of so many weeks of the diary."""
    days = [entry.day for person in couple.private for entry in person.diary]
    last = max(days)
    return [last - dt.timedelta(weeks=back) for back in reversed(range(weeks))]


def longer(couple: Couple, times: int) -> Couple:
    """The couple with its diaries told again and again, week after week."""
    a, b = (_longer(person, times) for person in couple.private)
    return replace(couple, private=(a, b))


def _longer(person: Person, times: int) -> Person:
    days = [entry.day for entry in person.diary]
    span = dt.timedelta(days=((max(days) - min(days)).days // 7 + 1) * 7)
    again: list[DiaryDay] = []
    for number in range(times):
        again += [
            replace(it, day=it.day - number * span, answered_at=None)
            for it in person.diary
        ]
    return replace(person, diary=tuple(again))


def seen(couple: Couple, days: Sequence[dt.date], viewer: Viewer) -> tuple[str, ...]:
    """Everything that partner a is given, report after report."""
    pages = []
    for day in days:
        report = build(look(until(couple, day), viewer))
        pages.append(to_html(report) + to_json(report))
    return tuple(pages)


def bits(views: Sequence[tuple[str, ...]]) -> float:
    """Mutual information of the secret and what was seen, every level as likely.

    What is seen follows from the secret without chance, so the attacker's best guess
    is a look-up, and what is left open is how many levels look alike.
    """
    alike = Counter(views)
    count = len(views)
    return sum(-(it / count) * log2(it / count) for it in alike.values())
