"""How an answer to the check-in comes about, as the study of made-up couples has it.

What lies behind an answer is the day, what the question means to this person, how high
the person answers at all, and the moment; rounded, and cut at the ends of the scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.measures import checkin
from securebase.simulate import habits
from securebase.simulate._collect_diary import item_level, shares

from ._space import SIDES, names, places
from ._surrogate import surrogate


@dataclass(frozen=True, eq=False)
class Questions:
    """All questions of the check-in, partner a's first.

    Attributes:
        place: Of a question by partner's letter and code.
        slope: What lies behind an answer, for each unit of each number of a belief.
        base: Its constant.
        noise: Variance of the moment.
        lo: Lowest answer.
        hi: Highest answer.
    """

    place: Mapping[tuple[str, str], int]
    slope: Float[ndarray, "question number"]
    base: Float[ndarray, " question"]
    noise: Float[ndarray, " question"]
    lo: int
    hi: int


@cache
def questions() -> Questions:
    """Every question of the check-in, as a belief understands it."""
    found, habit = surrogate(), {it.name: it.value for it in habits()}
    share, sd = shares(habit), habit["diary.sd"]
    pool = checkin.items()
    count = len(SIDES) * len(pool)
    slope, base = np.zeros((count, len(names()))), np.zeros(count)
    place = {}
    known = found.asked.shape[1]
    for row in range(count):
        side, one = SIDES[row // len(pool)], pool[row % len(pool)]
        place[side, one.code] = row
        sign = -1.0 if one.reverse else 1.0
        slope[row, :known] = sign * sd * share["state"] * found.asked[row]
        slope[row, places()[f"{side}.word_{one.code}"]] = sign * sd * share["own_words"]
        slope[row, places()[f"{side}.scale"]] = sd * share["own_scale"]
        for whose, curve in zip(SIDES, found.asked_curve[:, row], strict=True):
            slope[row, places()[f"{whose}.curve"]] = sign * sd * share["state"] * curve
        middle = item_level(one) + sd * share["state"] * found.asked_constant[row]
        base[row] = one.lo + one.hi - middle if one.reverse else middle
    noise = sd**2 * (share["moment"] ** 2 + share["state"] ** 2 * found.asked_left)
    return Questions(place, slope, base, noise, pool[0].lo, pool[0].hi)
