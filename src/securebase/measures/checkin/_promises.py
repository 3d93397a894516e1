"""What the plan of the check-in promises, checked whenever it is loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from securebase.core import Problem

from ._item import CYCLE, DOMAINS, ROUND, CheckInItem

DAILY = 3
IN_TURNS = 8
WEEK = 7
TWICE = 2

_ROUNDS = CYCLE // ROUND


def broken(pool: Sequence[CheckInItem], file: str) -> tuple[Problem, ...]:
    """The promises that a pool of questions does not keep; none if all is well.

    Args:
        pool: Every question of the check-in.
        file: Where they stand, for the problems.
    """
    # The plan of days makes no sense before each question has its days.
    found = list(_single(pool)) or [*_days(pool), *_meetings(pool), *_weeks(pool)]
    return tuple(
        Problem(file=file, column=place, must=must, got=got, remedy=_REMEDY)
        for place, must, got in found
    )


_REMEDY = "Correct the days on which the questions are asked."

_Fault = tuple[str, str, str]


def _single(pool: Sequence[CheckInItem]) -> Iterator[_Fault]:
    for code, times in Counter(item.code for item in pool).items():
        if times > 1:
            yield code, "stand in the pool once", f"{times} times"
    for item in pool:
        written = "".join(map(str, item.turns)) or "nothing"
        if item.turns and (len(item.turns) != _ROUNDS or not _in_round(item)):
            yield item.code, f"have {_ROUNDS} turns from 1 to {ROUND}", written
        if item.turns and item.fourth is not None:
            yield item.code, "have turns or a fourth day", "both"
    asked = sorted((it.fourth, it.construct) for it in pool if it.fourth is not None)
    if asked != list(enumerate(DOMAINS, start=1)):
        must = "ask about each field of exploration on one day in four, in their order"
        yield "items", must, ", ".join(f"{it} on day {day}" for day, it in asked)


def _in_round(item: CheckInItem) -> bool:
    return set(item.turns) <= set(range(1, ROUND + 1))


def _days(pool: Sequence[CheckInItem]) -> Iterator[_Fault]:
    daily = sum(item.daily for item in pool)
    if daily != DAILY:
        yield "items", f"have {DAILY} questions of every day", str(daily)
    for place in range(CYCLE):
        turn = sum(bool(item.turns) and item.asked_on(place) for item in pool)
        if turn != IN_TURNS:
            yield f"day {place + 1}", f"have {IN_TURNS} in turns", str(turn)


def _meetings(pool: Sequence[CheckInItem]) -> Iterator[_Fault]:
    days = {it.code: set(filter(it.asked_on, range(CYCLE))) for it in pool}
    domains = {it.code for it in pool if it.fourth is not None}
    for one, other in combinations(days, 2):
        # Only one field of exploration is asked about on a day.
        if not {one, other} <= domains and not days[one] & days[other]:
            yield one, f"meet {other} on some day of the cycle", "no such day"


def _weeks(pool: Sequence[CheckInItem]) -> Iterator[_Fault]:
    for item in pool:
        # The four fields are fewer: each comes once in any four days.
        for first in range(CYCLE if item.turns else 0):
            week = (place % CYCLE for place in range(first, first + WEEK))
            times = sum(map(item.asked_on, week))
            if times < TWICE:
                must = "be asked twice in any seven days"
                yield item.code, must, f"{times} in those from day {first + 1}"
