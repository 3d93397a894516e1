from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from securebase.core import ScoreError

from ._item import DOMAINS, CheckInItem
from ._pool import item

EXPLORATION = "exploration"


def means(answers: Mapping[str, int]) -> Mapping[str, tuple[float, int]]:
    """Mean answer of one check-in for each thing that it measures.

    Besides each field of exploration by itself, ``exploration`` is the mean of all
    answers about exploring, the general one and those about a field, each counting
    the same. So it has a value on every day on which the question of the day was
    answered. Which field that question is about changes with the day: a step from
    one day to the next is partly a step from one field to another, and only four
    days in a row weigh all fields alike.

    Args:
        answers: Item code to answer; skipped items are absent.

    Returns:
        ``felt_security``, ``attending_received`` … to the mean (0 to 6, high means
        much of it) and the number of answers behind it; what was not answered is
        absent.

    Raises:
        ScoreError: If a code is unknown or an answer is off the scale.
    """
    turned: dict[str, list[int]] = defaultdict(list)
    for code, answer in answers.items():
        one = item(code)
        for key in _keys(one):
            turned[key].append(_turned(one, answer))
    return {key: (sum(some) / len(some), len(some)) for key, some in turned.items()}


def _keys(one: CheckInItem) -> tuple[str, ...]:
    return (one.key, EXPLORATION) if one.construct in DOMAINS else (one.key,)


def _turned(one: CheckInItem, answer: int) -> int:
    if isinstance(answer, bool) or not one.lo <= answer <= one.hi:
        raise ScoreError(
            f"The answer to {one.code} must be a whole number from {one.lo} to "
            f"{one.hi}. Got {answer!r} instead. Leave a skipped question out."
        )
    return one.lo + one.hi - answer if one.reverse else answer
