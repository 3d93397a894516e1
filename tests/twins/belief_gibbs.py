"""All days and all that is not known as one normal law, and answers by Gibbs sampling.

The long way round to a belief: nothing is done day by day, and nothing of a rounded
answer is approximated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy import ndarray
from scipy.special import ndtr, ndtri

from securebase.fit.couple._belief import prior, step
from securebase.fit.couple._items import questions
from securebase.fit.couple._space import moving

Answers = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Exact:
    """Mean and covariance of a belief's numbers on the last evening.

    Attributes:
        mean: Of each number.
        spread: Their covariance.
        error: Standard error of the means, from independent chains.
    """

    mean: ndarray
    spread: ndarray
    error: ndarray


@dataclass(frozen=True)
class _Joint:
    """What is known beforehand of the last evening's numbers and all days' answers."""

    mean: ndarray
    spread: ndarray
    told_mean: ndarray
    told_spread: ndarray
    across: ndarray
    noise: ndarray
    low: ndarray
    high: ndarray


def gibbs(
    days: Sequence[Answers], *, seed: int, chains: int = 400, sweeps: int = 500
) -> Exact:
    """The exact law on the last of some days in a row, the first after the prior.

    What lies behind the answers is drawn given all states of all days, then these given
    that; of the states only their part behind the answers is needed in between.
    """
    law = _joint(days)
    rng = np.random.default_rng(seed)
    count = len(law.noise)
    gain = np.linalg.solve(law.told_spread + np.diag(law.noise), law.told_spread).T
    root = np.linalg.cholesky(
        law.told_spread - gain @ law.told_spread + 1e-12 * np.eye(count)
    )
    sd = np.sqrt(law.noise)
    behind = np.tile(law.told_mean, (chains, 1))
    total, square = np.zeros((chains, count)), np.zeros((count, count))
    skipped = sweeps // 5
    for sweep in range(sweeps):
        luck = rng.random((chains, count))
        value = behind + sd * _between(
            (law.low - behind) / sd, (law.high - behind) / sd, luck
        )
        draw = rng.standard_normal((chains, count)) @ root.T
        behind = law.told_mean + (value - law.told_mean) @ gain.T + draw
        if sweep >= skipped:
            total += value
            square += value.T @ value
    kept = sweeps - skipped
    each = total / kept
    mean = each.mean(axis=0)
    left = square / (kept * chains) - np.outer(mean, mean)
    # From what lies behind the answers to everything else: a normal law given values.
    back = np.linalg.solve(law.told_spread + np.diag(law.noise), law.across.T).T
    spread = law.spread - back @ law.across.T + back @ left @ back.T
    error = ((each - mean) @ back.T).std(axis=0, ddof=1) / chains**0.5
    return Exact(law.mean + back @ (mean - law.told_mean), spread, error)


def _between(low: ndarray, high: ndarray, luck: ndarray) -> ndarray:
    """Standard normal numbers between two bars, the nearer tail for precision."""
    turn = low + high > 0
    a, b = np.where(turn, -high, low), np.where(turn, -low, high)
    drawn = ndtri(ndtr(a) + luck * (ndtr(b) - ndtr(a)))
    return np.where(turn, -drawn, drawn)


def _joint(days: Sequence[Answers]) -> _Joint:
    ask, start = questions(), prior()
    slope, constant, unrest = step()
    count, known = len(moving()), slope.shape[1]
    size = len(start.mean)
    # The numbers of the newest evening come first; older answers' parts are added on.
    mean, spread = start.mean, start.spread
    rows, told = [], []
    for answers in days:
        onward = np.eye(len(mean))
        onward[:count] = 0.0
        onward[:count, :known] = slope
        mean, spread = onward @ mean, onward @ spread @ onward.T
        mean[:count] += constant
        spread[:count, :count] += unrest
        asked = [ask.place[key] for key in answers]
        look = np.zeros((len(asked), len(mean)))
        look[:, :size] = ask.slope[asked]
        grown = np.concatenate([np.eye(len(mean)), look])
        mean, spread = grown @ mean, grown @ spread @ grown.T
        rows += asked
        told += list(answers.values())
    answer = np.array(told, np.float64)
    return _Joint(
        mean=mean[:size],
        spread=spread[:size, :size],
        told_mean=mean[size:] + ask.base[rows],
        told_spread=spread[size:, size:],
        across=spread[:size, size:],
        noise=ask.noise[rows],
        low=np.where(answer <= ask.lo, -np.inf, answer - 0.5),
        high=np.where(answer >= ask.hi, np.inf, answer + 0.5),
    )
