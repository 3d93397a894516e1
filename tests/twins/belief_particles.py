"""Very many couples of the real model, each weighed by how well it explains a diary.

Nothing is linear and nothing normal here but what the study itself draws from normal
laws: own words, own scale and the moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy import ndarray
from scipy.special import logsumexp, ndtr

from securebase.dynamics import Parameters, evolve
from securebase.fit.couple._learn import moved
from securebase.fit.couple._model import lasts
from securebase.fit.couple._space import SIDES
from securebase.measures import checkin
from securebase.simulate import habits
from securebase.simulate._collect_diary import item_level, shares
from securebase.simulate._collect_truth import Lives, norms
from securebase.simulate._people import people

Answers = Mapping[tuple[str, str], int]
# As long as the population of the linear system has lived.
SETTLE = 56
_AT_ONCE = 8192
# A normal law as a few numbers with their weights (Gauss and Hermite).
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


@dataclass(frozen=True)
class Weighed:
    """What the real model says of a diary.

    Attributes:
        mean: Of the states and lasting things, as a belief orders them.
        sd: Their standard deviations.
        error: Standard errors of the means.
        effective: To how many couples that count alike the weights come.
    """

    mean: ndarray
    sd: ndarray
    error: ndarray
    effective: float


def weighed(
    days: Sequence[Answers], parameters: Parameters, *, couples: int, seed: int
) -> Weighed:
    """Couples of the population on the last day, weighed by the answers of all."""
    values, weights = [], []
    for first in range(0, couples, _AT_ONCE):
        last = min(first + _AT_ONCE, couples)
        value, weight = _batch(days, parameters, first, last, seed)
        values.append(value)
        weights.append(weight)
    value, log_weight = np.concatenate(values, axis=1), np.concatenate(weights)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    mean = value @ weight
    gap = value - mean[:, None]
    return Weighed(
        mean=mean,
        sd=np.sqrt(gap**2 @ weight),
        error=np.sqrt(gap**2 @ weight**2),
        effective=float(1 / (weight**2).sum()),
    )


def _batch(
    days: Sequence[Answers], parameters: Parameters, first: int, last: int, seed: int
) -> tuple[ndarray, ndarray]:
    cohort = people(seed, [parameters], first, last)
    cohort, _ = evolve(cohort, [parameters], SETTLE, seed=seed, every=SETTLE)
    _, out = evolve(cohort, [parameters], len(days), seed=seed)
    lives = Lives(out, cohort.fixed)
    chance = _log_chance(days, lives, parameters)
    return np.concatenate([moved(out[-1]), lasts(cohort.home, cohort.fixed)]), chance


def _log_chance(
    days: Sequence[Answers], lives: Lives, parameters: Parameters
) -> ndarray:
    """Logarithm of the probability of a diary, over all own words and scales."""
    habit = {it.name: it.value for it in habits()}
    sd, share = habit["diary.sd"], shares(habit)
    scale, count = norms([parameters]), lives.out.shape[2]
    total = np.zeros(count)
    for side, letter in enumerate(SIDES):
        codes = sorted({code for day in days for who, code in day if who == letter})
        for_scales = np.zeros((len(_NODES), count))
        for code in codes:
            one = checkin.item(code)
            sign = -1.0 if one.reverse else 1.0
            middle = (
                one.lo + one.hi - item_level(one) if one.reverse else item_level(one)
            )
            truth = sign * sd * share["state"] * scale.question(lives, one)[:, side]
            words = sd * share["own_words"] * _NODES
            scales = sd * share["own_scale"] * _NODES
            for_words = np.zeros((len(_NODES), len(_NODES), count))
            for day, answers in enumerate(days):
                if (letter, code) in answers:
                    value = middle + truth[day] + words[:, None]
                    value = value + scales[:, None, None]
                    for_words += _log_answer(
                        answers[letter, code], value, sd * share["moment"], one
                    )
            for_scales += logsumexp(for_words, axis=1, b=_WEIGHTS[:, None])
        total += logsumexp(for_scales, axis=0, b=_WEIGHTS[:, None])
    return total


def _log_answer(
    answer: int, value: ndarray, moment: float, one: checkin.CheckInItem
) -> ndarray:
    high = np.inf if answer == one.hi else answer + 0.5
    low = -np.inf if answer == one.lo else answer - 0.5
    chance = ndtr((high - value) / moment) - ndtr((low - value) / moment)
    return np.log(np.maximum(chance, 1e-300))


SPARSE: tuple[Answers, ...] = (
    {("a", "d_secure"): 4, ("a", "d_load"): 3, ("b", "d_secure"): 5},
    {("a", "d_secure"): 3, ("b", "d_satisfied"): 4, ("b", "d_energy"): 3},
    {("a", "d_vital"): 3, ("b", "d_secure"): 5, ("b", "d_load"): 2},
    {},
    {("a", "d_secure"): 4, ("a", "d_attending"): 4},
    {("a", "d_explore"): 3, ("b", "d_vital"): 5},
)
"""A diary of a few answers, so that enough couples of the model explain it."""
HARD: tuple[Answers, ...] = (
    {("a", "d_secure"): 3, ("a", "d_load"): 5, ("b", "d_secure"): 5},
    {("a", "d_energy"): 2, ("b", "d_vital"): 3},
    {("a", "d_secure"): 2, ("a", "d_vital"): 2, ("b", "d_load"): 3},
    {("a", "d_attending"): 3},
    {("a", "d_secure"): 2, ("a", "d_load"): 4, ("b", "d_secure"): 4},
    {("a", "d_vital"): 2, ("b", "d_energy"): 3},
)
"""A diary of a week that is harder than most."""
