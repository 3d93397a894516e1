"""What is forecast: what people would tell of a day, and the state behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.core import Partner
from securebase.couples import View
from securebase.measures import checkin

from ._belief import step
from ._items import questions
from ._model import population_moments
from ._space import SIDES, names, places


@dataclass(frozen=True, slots=True)
class Target:
    """Something that people see move.

    Attributes:
        construct: What it is called.
        code: The question of the check-in that asks about it.
        state: The state of the model behind it; ``us.`` for what both share.
    """

    construct: str
    code: str
    state: str

    def state_of(self, side: str) -> str:
        """The state's place for a partner."""
        return self.state if self.state.startswith("us.") else f"{side}.{self.state}"


TARGETS = (
    Target("felt_security", "d_secure", "security"),
    Target("exploration", "d_explore", "drive"),
    Target("vitality", "d_vital", "us.vitality"),
    Target("load", "d_load", "exhaustion"),
)


def told(view: View, partner: Partner) -> tuple[Target, ...]:
    """The targets of which a viewer may see a partner's own answers.

    Of the others a belief has a guess too, but it is one from other questions: it would
    stand there like an answer that was never shown.
    """
    codes = {code for day in view.people[partner].check_ins for code in day.answers}
    return tuple(target for target in TARGETS if target.code in codes)


def questions_range() -> tuple[float, float]:
    """Lowest and highest answer of the check-in."""
    return float(questions().lo), float(questions().hi)


# Days of a hard or an easy month.
HARD_DAYS = 28


@dataclass(frozen=True, eq=False)
class Reading:
    """A sum over coming days as it follows from a belief of today.

    Its mean is ``base + slope @ belief.mean``; its variance is that of the slope, and
    ``unrest`` from what is still to come.
    """

    slope: Float[ndarray, " number"]
    base: float
    unrest: float


@cache
def told_slope(side: str, code: str) -> tuple[ndarray, float]:
    """What lies behind an answer, good up, the moment aside: slopes and constant."""
    ask = questions()
    row = ask.place[side, code]
    if checkin.item(code).reverse:
        return -ask.slope[row], ask.lo + ask.hi - ask.base[row]
    return ask.slope[row], float(ask.base[row])


@cache
def state_slope(state: str) -> tuple[ndarray, float]:
    """A state of the model by itself."""
    slope = np.zeros(len(names()))
    slope[places()[state]] = 1.0
    return slope, 0.0


def ahead(slope: ndarray, base: float, first: int, last: int) -> Reading:
    """The mean of something over coming days, counted from tomorrow as day 1.

    Args:
        slope: What it is for each number of a belief, on the day itself.
        base: Its constant.
        first: First day of the mean.
        last: Last day.
    """
    stay, constant, unrest = step()
    count, known = stay.shape
    gone, total, noise = base, slope, 0.0
    days = last - first + 1
    for day in range(last, 0, -1):
        # `total` is what the sum asks of this day and of all that comes after it.
        if day < last and day >= first:
            total = total + slope
            gone += base
        moving = total[:count]
        noise += float(moving @ unrest @ moving)
        gone += float(moving @ constant)
        before = total.copy()
        before[:count] = 0.0
        before[:known] += moving @ stay
        total = before
    return Reading(total / days, gone / days, noise / days**2)


@cache
def readings(kind: str, side: str, name: str, first: int, last: int) -> Reading:
    """A reading for many beliefs: ``"told"`` of a question, or of a ``"state"``."""
    if kind == "told":
        slope, base = told_slope(side, name)
    else:
        slope, base = state_slope(name)
    return ahead(slope, base, first, last)


@cache
def pushed(first: int, last: int) -> Float[ndarray, " state"]:
    """How far states lie higher over coming days if pressure does for four weeks.

    Pressure of both partners is held one standard deviation above its course; what
    follows from it takes the model's own ways.

    Args:
        first: First day of the mean.
        last: Last day.
    """
    stay, _, _ = step()
    count = len(stay)
    held = [places()[f"{side}.threat"] for side in SIDES]
    size = float(np.sqrt(np.diag(population_moments()[1])[held]).mean())
    now, total = np.zeros(count), np.zeros(count)
    for day in range(1, last + 1):
        now = stay[:, :count] @ now
        if day <= HARD_DAYS:
            now[held] = size
        if day >= first:
            total += now
    return total / (last - first + 1)
