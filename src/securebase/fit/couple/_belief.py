from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import cho_factor, cho_solve

from ._items import questions
from ._rounded import probabilities, slopes
from ._sheets import score_names
from ._space import SIDES, model_names, names, places
from ._surrogate import surrogate

# Rounds in which the answers of one day are fitted to each other.
_ROUNDS = 3
# An answer always leaves some doubt, whatever rounding does.
_LEAST = 1e-9


@dataclass(frozen=True, eq=False, repr=False)
class Belief:
    """What is known of a couple on the evening of a day, with all its doubt.

    Attributes:
        mean: Of each number of `names`.
        spread: Their covariance.
        day: The evening; None before anything was heard.
        days_heard: Days with a check-in, by partner's letter.
        sheets_heard: Occasions with questionnaires, by partner's letter.
        surprise: Squares of how far answers fell from what was expected, in units of
            how far they were expected to, and how many answers, by partner's letter.
        questions_heard: Places of the questions that were ever answered.
    """

    mean: Float[ndarray, " number"]
    spread: Float[ndarray, "number number"]
    day: dt.date | None = None
    days_heard: tuple[int, int] = (0, 0)
    sheets_heard: tuple[int, int] = (0, 0)
    surprise: tuple[tuple[float, int], tuple[float, int]] = ((0.0, 0), (0.0, 0))
    questions_heard: frozenset[int] = frozenset()

    def __repr__(self) -> str:
        a, b = self.days_heard
        return f"Belief(evening of {self.day}, check-ins of {a} and {b} days)"

    def of(self, name: str) -> tuple[float, float]:
        """Mean and standard deviation of one number, such as ``"a.security"``."""
        place = places()[name]
        return float(self.mean[place]), float(self.spread[place, place] ** 0.5)


@cache
def _before() -> tuple[ndarray, ndarray]:
    found, count = surrogate(), len(names())
    known = len(model_names())
    mean, spread = np.zeros(count), np.eye(count)
    mean[:known] = found.mean
    spread[:known, :known] = found.spread
    return mean, spread


def prior() -> Belief:
    """What is known of a couple of which nothing was heard: that it is one of many."""
    mean, spread = _before()
    return Belief(mean, spread)


@cache
def step() -> tuple[ndarray, ndarray, ndarray]:
    """What a day does to states: slopes on everything known, constant, unrest."""
    found = surrogate()
    return np.hstack([found.stay, found.pull]), found.constant, found.unrest


@lru_cache(maxsize=256)
def leap(days: int) -> tuple[ndarray, ndarray, ndarray]:
    """What so many days in a row do to states, put together by halves."""
    if days == 1:
        return step()
    first, second = leap(days // 2), leap(days - days // 2)
    count = len(first[1])
    later = second[0][:, :count]
    slope = later @ first[0]
    slope[:, count:] += second[0][:, count:]
    noise = later @ first[2] @ later.T + second[2]
    return slope, later @ first[1] + second[1], (noise + noise.T) / 2


def live_on(belief: Belief, days: int = 1) -> Belief:
    """The belief some evenings later, nothing heard in between."""
    if days <= 0:
        return belief
    slope, constant, unrest = leap(days)
    count, known = slope.shape
    mean, spread = belief.mean.copy(), belief.spread.copy()
    across = slope @ spread[:known]
    own = across[:, :known] @ slope.T + unrest
    mean[:count] = slope @ mean[:known] + constant
    spread[:count], spread[:, :count] = across, across.T
    spread[:count, :count] = (own + own.T) / 2
    day = None if belief.day is None else belief.day + dt.timedelta(days)
    return replace(belief, mean=mean, spread=spread, day=day)


def hear_check_ins(belief: Belief, answers: Mapping[tuple[str, str], int]) -> Belief:
    """The belief after the check-ins of its evening.

    Args:
        belief: Of that evening.
        answers: By partner's letter and question.
    """
    if not answers:
        return belief
    ask = questions()
    rows = np.array(sorted(ask.place[key] for key in answers))
    by_row = {ask.place[key]: answer for key, answer in answers.items()}
    told = np.array([by_row[row] for row in rows], np.float64)
    low = np.where(told <= ask.lo, -np.inf, told - 0.5)
    high = np.where(told >= ask.hi, np.inf, told + 0.5)
    slope, noise = ask.slope[rows], ask.noise[rows]
    # A belief may remember more behind its numbers; that is moved along.
    count = slope.shape[1]
    across = belief.spread[:, :count] @ slope.T
    expected = slope @ belief.mean[:count] + ask.base[rows]
    inner = slope @ across[:count]
    weight, pulled = _fitted(expected, inner, noise, low, high)
    mean, spread = _heard(belief, across, inner, weight, pulled - expected)
    letters = [side for side in range(2) if any(SIDES[side] == it for it, _ in answers)]
    return replace(
        belief,
        mean=mean,
        spread=spread,
        days_heard=_one_more(belief.days_heard, letters),
        surprise=_surprised(belief, rows, expected, np.diag(inner) + noise, told),
        questions_heard=belief.questions_heard.union(rows.tolist()),
    )


def _one_more(counts: tuple[int, int], sides: list[int]) -> tuple[int, int]:
    return (counts[0] + (0 in sides), counts[1] + (1 in sides))


def _fitted(
    expected: ndarray, inner: ndarray, noise: ndarray, low: ndarray, high: ndarray
) -> tuple[ndarray, ndarray]:
    """Normal stand-ins for whole answers, fitted to each other: weights and places.

    Each answer is looked at in the light of all the others, in turns that do not
    depend on their order, so that no partner and no question comes first.
    """
    mean, variance = expected, np.diag(inner)
    weight = pulled = np.zeros(len(expected))
    for _ in range(_ROUNDS):
        # The belief without the answer itself.
        apart = 1.0 / np.maximum(1.0 / variance - weight, _LEAST)
        centre = apart * (mean / variance - weight * pulled)
        _, first, bend = slopes(centre, apart + noise, low, high)
        bend = np.maximum(bend, _LEAST)
        weight = bend / np.maximum(1.0 - bend * apart, _LEAST)
        pulled = centre + first / bend
        mean, variance = _among(expected, inner, weight, pulled)
    return weight, pulled


def _among(
    expected: ndarray, inner: ndarray, weight: ndarray, pulled: ndarray
) -> tuple[ndarray, ndarray]:
    root = np.sqrt(weight)
    system = np.eye(len(root)) + root[:, None] * inner * root
    part = cho_solve(cho_factor(system), root[:, None] * inner)
    mean = expected + part.T @ (root * (pulled - expected))
    left = np.diag(inner) - ((inner * root) * part.T).sum(axis=1)
    return mean, np.maximum(left, _LEAST)


def _heard(
    belief: Belief, across: ndarray, inner: ndarray, weight: ndarray, gap: ndarray
) -> tuple[ndarray, ndarray]:
    root = np.sqrt(weight)
    system = cho_factor(np.eye(len(root)) + root[:, None] * inner * root)
    mean = belief.mean + across @ (root * cho_solve(system, root * gap))
    scaled = across * root
    spread = belief.spread - scaled @ cho_solve(system, scaled.T)
    return mean, (spread + spread.T) / 2


def _surprised(
    belief: Belief, rows: ndarray, mean: ndarray, variance: ndarray, told: ndarray
) -> tuple[tuple[float, int], tuple[float, int]]:
    ask = questions()
    scale = np.arange(ask.lo, ask.hi + 1)
    chance = probabilities(mean, variance, ask.lo, ask.hi)
    centre = chance @ scale
    square = (told - centre) ** 2 / (chance @ scale**2 - centre**2 + _LEAST)
    half = len(ask.base) // 2
    found = []
    for side in range(2):
        mine = (rows >= half) == bool(side)
        total, count = belief.surprise[side]
        found.append((total + float(square[mine].sum()), count + int(mine.sum())))
    return found[0], found[1]


def hear_sheets(belief: Belief, scores: Mapping[tuple[str, str], float]) -> Belief:
    """The belief after questionnaires about the weeks up to its evening.

    Args:
        belief: Of the evening before they were filled in.
        scores: By partner's letter and ``questionnaire.scale``.
    """
    found = surrogate()
    row = _score_rows()
    rows = sorted(row[key] for key in scores)
    if not rows:
        return belief
    by_row = {row[key]: value for key, value in scores.items()}
    known = found.sheet.shape[1]
    slope, noise = found.sheet[rows], found.sheet_left[np.ix_(rows, rows)]
    across = belief.spread[:, :known] @ slope.T
    system = cho_factor(slope @ across[:known] + noise)
    told = np.array([by_row[place] for place in rows])
    gap = told - slope @ belief.mean[:known] - found.sheet_constant[rows]
    mean = belief.mean + across @ cho_solve(system, gap)
    spread = belief.spread - across @ cho_solve(system, across.T)
    letters = [side for side in range(2) if any(SIDES[side] == it for it, _ in scores)]
    return replace(
        belief, mean=mean, spread=(spread + spread.T) / 2,
        sheets_heard=_one_more(belief.sheets_heard, letters),
    )  # fmt: skip


@cache
def _score_rows() -> dict[tuple[str, str], int]:
    keys = [(side, name) for side in SIDES for name in score_names()]
    return {key: place for place, key in enumerate(keys)}
