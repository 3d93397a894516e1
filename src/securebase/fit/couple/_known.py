"""What a diary tells of a couple by now, and how long the rest would take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.core import Partner
from securebase.fit._threads import one_thread
from securebase.measures import checkin

from ._belief import Belief, leap, prior
from ._items import questions
from ._listen import LETTER
from ._space import SIDES
from ._targets import readings, state_slope

# Shares of the doubt about others that must be gone.
ROUGHLY, WELL = 0.5, 0.75
# Days that are looked ahead, of check-ins on so many of them.
LONGEST, _KEPT, _EVERY = 182, 0.82, 7
_IN_A_YEAR = (365, 392)
# Weeks after which the plan of questions begins anew, and a day to begin.
_WEEKS, _ANY_DAY = 24, dt.date(2024, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How far one lasting thing about one partner is known.

    Attributes:
        partner: Whose.
        name: Of a state, or of the question whose lasting level it is.
        label: Words for a reader.
        learnt: Share of the doubt about anybody that is gone, as variance.
        days: Further days of both partners' check-ins until it is known roughly; 0
            where it is, None where half a year would not do.
    """

    partner: Partner
    name: str
    label: str
    learnt: float
    days: int | None

    @property
    def well(self) -> bool:
        """Whether it is known well."""
        return self.learnt >= WELL

    @property
    def roughly(self) -> bool:
        """Whether it is known at least roughly."""
        return self.learnt >= ROUGHLY


LASTING = {
    "d_secure": "the level that felt security comes back to",
    "d_explore": "the level that exploring comes back to",
    "d_satisfied": "the level that satisfaction comes back to",
    "d_load": "how heavy giving usually is",
    "attending": "noticing",
    "understanding": "understanding",
    "acting": "doing what fits",
    "openness_to_need": "being open for the other",
    "encouraging": "interest in the other’s goals",
    "staying_calm": "keeping calm under the other’s distress",
    "asking": "asking for comfort openly",
    "keeping_word": "keeping what was promised",
}
"""Lasting things that somebody may want to know, with words for a reader."""


def known(belief: Belief, partner: Partner) -> tuple[Known, ...]:
    """What the answers tell of a partner's lasting ways by now.

    Days ahead are reckoned as if both kept the diary on as many days as people usually
    do: the doubt of the belief is carried on without its answers being known.

    Args:
        belief: What is known.
        partner: Whose ways.
    """
    first = SIDES.index(LETTER[partner]) * len(LASTING)
    course = [it[first : first + len(LASTING)] for it in _learnt(belief)]
    return tuple(
        Known(
            partner=partner,
            name=name,
            label=label,
            learnt=float(course[0][place]),
            days=_first([float(it[place]) for it in course]),
        )
        for place, (name, label) in enumerate(LASTING.items())
    )


def _learnt(belief: Belief) -> list[Float[ndarray, " thing"]]:
    """Share that is learnt now and after each further week: a's things, then b's."""
    if belief not in _LEARNT:
        weights = np.array([_weight(side, it) for side in SIDES for it in LASTING])
        with one_thread():
            before = _doubt(weights, prior().spread)
            _LEARNT[belief] = [
                1 - _doubt(weights, it) / before for it in _course(belief)
            ]
    return _LEARNT[belief]


# The weeks ahead are the same for both partners, who are asked about in turn. Weak, so
# that nothing that was concluded of somebody outlives the belief.
_LEARNT: WeakKeyDictionary[Belief, list[ndarray]] = WeakKeyDictionary()


def _weight(side: str, name: str) -> Float[ndarray, " number"]:
    """A lasting thing as a sum of a belief's numbers: a question's level in a year."""
    if name.startswith("d_"):
        return readings("told", side, name, *_IN_A_YEAR).slope
    return state_slope(f"{side}.{name}")[0]


def _doubt(weights: ndarray, spread: ndarray) -> ndarray:
    return ((weights @ spread) * weights).sum(axis=1)


def _first(learnt: list[float]) -> int | None:
    for weeks, share in enumerate(learnt):
        if share >= ROUGHLY:
            return weeks * _EVERY
    return None


def _course(belief: Belief) -> Iterator[Float[ndarray, "number number"]]:
    """The doubt now and after each further week of check-ins."""
    spread = belief.spread
    yield spread
    slope, _, unrest = leap(_EVERY)
    sites = _usual_sites(belief)
    count, known_ = slope.shape
    for _ in range(LONGEST // _EVERY):
        across = slope @ spread[:known_]
        own = across[:, :known_] @ slope.T + unrest
        spread = spread.copy()
        spread[:count], spread[:, :count] = across, across.T
        spread[:count, :count] = (own + own.T) / 2
        # A week's answers at its end: hardly less than day by day, and far quicker.
        spread = _after_answers(spread, *sites)
        yield spread


def _usual_sites(belief: Belief) -> tuple[ndarray, ndarray]:
    """Slopes and variances of a usual week's answers to each question that comes."""
    ask = questions()
    rows = _that_come(belief)
    # Rounding to whole numbers adds a twelfth to the variance of the moment.
    return ask.slope[rows], ((ask.noise + 1 / 12) / often())[rows]


@cache
def often() -> Float[ndarray, " question"]:
    """How often each question is answered in a usual week: some come every day."""
    ask = questions()
    found = np.zeros(len(ask.base))
    for day in range(_WEEKS * _EVERY):
        for one in checkin.items_for(_ANY_DAY + dt.timedelta(days=day)):
            for side in SIDES:
                found[ask.place[side, one.code]] += _KEPT / _WEEKS
    return found


def _that_come(belief: Belief) -> list[int]:
    """Questions that are reckoned with: all, until a week of check-ins was heard.

    Each question comes twice a week at least. What did not come by then, from a partner
    who is silent or does not share it, is taken not to come later either.
    """
    half = len(questions().base) // len(SIDES)
    if max(belief.days_heard) < _EVERY:
        return list(range(len(SIDES) * half))
    return [
        row
        for row in range(len(SIDES) * half)
        if row in belief.questions_heard or 0 < belief.days_heard[row // half] < _EVERY
    ]


def _after_answers(spread: ndarray, slope: ndarray, noise: ndarray) -> ndarray:
    across = spread @ slope.T
    inner = slope @ across + np.diag(noise)
    found = spread - across @ np.linalg.solve(inner, across.T)
    return (found + found.T) / 2
