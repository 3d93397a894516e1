"""What cohorts are compared by: means, and how answers go together.

Of every pair of things that is counted there is a sum over a couple's days and how many
days it is a sum of; a cohort's number is the sum of sums by the sum of counts, so a
couple that told more counts for more. Which partner is a does not matter: every sum is
over both ways round.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.measures import checkin
from securebase.simulate import TRAITS

from ._coefficients_answers import Answers
from ._sheets import score_names

# Days from one answer to the other beyond the next day, for the questions of every day.
_LATER = (2, 3, 5, 7)
# So many answers to a question make a person's own mean.
_FEW = 2


@dataclass(frozen=True, eq=False, repr=False)
class Summary:
    """A cohort in numbers, and what each couple adds to them.

    Attributes:
        mean: The numbers; nought where nobody told anything of it.
        each: How far each couple moves each number, times the number of couples; nought
            on average.
    """

    mean: Float[ndarray, " number"]
    each: Float[ndarray, "couple number"]


def summary(told: Answers) -> Summary:
    """A cohort in numbers.

    Args:
        told: By its couples.
    """
    there = np.isfinite(told.diary)
    here = np.where(there, told.diary, 0.0).astype(np.float32)
    seen = there.astype(np.float32)
    days = seen.sum(axis=0)
    own = here.sum(axis=0) / np.maximum(days, 1.0)
    away = (here - own) * seen
    parts = [
        (here.sum(axis=(0, 2)), seen.sum(axis=(0, 2))),
        *_together(away, seen),
        *_between(np.where(days >= _FEW, own, np.nan), told.sheets),
    ]
    total = np.concatenate([it.reshape(-1, len(told)) for it, _ in parts]).T
    count = np.concatenate([it.reshape(-1, len(told)) for _, it in parts]).T
    return _pooled(total.astype(np.float64), count.astype(np.float64))


def _pooled(total: ndarray, count: ndarray) -> Summary:
    whole = np.maximum(count.sum(axis=0), 1e-9)
    mean = total.sum(axis=0) / whole
    return Summary(mean, (total - mean * count) * len(total) / whole)


@cache
def daily() -> tuple[int, ...]:
    """Places of the questions that are asked every day."""
    return tuple(
        place
        for place, one in enumerate(checkin.items())
        if not one.turns and one.fourth is None
    )


def _together(away: ndarray, seen: ndarray) -> list[tuple[ndarray, ndarray]]:
    """Products of deviations from persons' own means: on a day, and over days."""
    every = np.array(daily())
    some, told = away[:, every], seen[:, every]
    found = [((away**2).sum(axis=(0, 2)), seen.sum(axis=(0, 2)))]
    for lag in (0, 1):
        for turn in (1, -1):
            # Today's answer to any question with a later one to a daily question, of
            # oneself and of the partner.
            found.append((
                _products(away, some[:, :, ::turn], lag),
                _products(seen, told[:, :, ::turn], lag),
            ))  # fmt: skip
    for lag in _LATER:
        for turn in (1, -1):
            found.append((
                _same(some, some[:, :, ::turn], lag),
                _same(told, told[:, :, ::turn], lag),
            ))  # fmt: skip
    return found


def _products(now: ndarray, then: ndarray, lag: int) -> ndarray:
    days = len(now) - lag
    if days <= 0:
        return np.zeros((now.shape[1], then.shape[1], now.shape[-1]), np.float32)
    first, last = now[:days], then[lag:]
    return np.stack(
        [(first * last[:, [it]]).sum(axis=(0, 2)) for it in range(then.shape[1])],
        axis=1,
    )


def _same(now: ndarray, then: ndarray, lag: int) -> ndarray:
    days = max(len(now) - lag, 0)
    return (now[:days] * then[lag:]).sum(axis=(0, 2))


@cache
def _traits() -> tuple[int, ...]:
    """Places of the scores that tell traits."""
    names = [name.partition(".")[2] for name in score_names()]
    return tuple(place for place, name in enumerate(names) if name in TRAITS)


def _between(own: ndarray, sheets: ndarray) -> list[tuple[ndarray, ndarray]]:
    """Scores, and how persons' own means and scores go with traits and partners."""
    told = np.isfinite(sheets)
    level = np.where(told, sheets, 0.0).sum(axis=1), told.sum(axis=1)
    means, scores = _centred(own), _centred(sheets)
    traits = scores[np.array(_traits())]
    rest = np.delete(scores, _traits(), axis=0)
    both = np.concatenate([means, rest])
    pairs = [(both, both), (both, both[:, ::-1]), (traits, traits)]
    found = [level, *(_paired(one, other) for one, other in pairs)]
    return [*found, *(_paired(both, one[None]) for one in traits)]


def _centred(values: ndarray) -> ndarray:
    """Without the mean of the cohort; NaN where nothing was told."""
    there = np.isfinite(values)
    total = np.where(there, values, 0.0).sum(axis=(1, 2), keepdims=True)
    count = there.sum(axis=(1, 2), keepdims=True)
    return values - total / np.maximum(count, 1)


def _paired(one: ndarray, other: ndarray) -> tuple[ndarray, ndarray]:
    product = one * other
    told = np.isfinite(product)
    return np.where(told, product, 0.0).sum(axis=1), told.sum(axis=1)
