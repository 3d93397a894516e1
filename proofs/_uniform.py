"""Are some numbers uniform? Bands for their cumulative distribution that hold at once.

Säilynoja, Bürkner and Vehtari (2022), doi:10.1007/s11222-022-10090-6: at each point the
number of values below is binomial; the pointwise level is set so that a uniform sample
stays inside at *all* points with the wanted probability. Here that level is found by
simulating uniform samples, and turned round into one probability a sample.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy import ndarray
from scipy.stats import binom, chi2

POINTS, BINS = 100, 20
# Fine enough for a level of 1% shared among a hundred quantities.
SAMPLES, _AT_ONCE, _SEED = 100_000, 10_000, 20_220


def band_probability(values: ndarray, *, samples: int = SAMPLES) -> float:
    """How often a uniform sample strays as far as this one, at its worst point.

    The sample lies inside the simultaneous 99% band exactly where this is above 0.01.
    """
    count = len(values)
    found = _strays(np.histogram(values, POINTS, (0.0, 1.0))[0][None], count)
    under = np.searchsorted(_of_uniform(count, samples), found[0] * (1 + 1e-9))
    return float((under + 1) / (samples + 1))


def chi_square_probability(values: ndarray) -> float:
    """The same for counts in twenty bins."""
    seen = np.histogram(values, BINS, (0.0, 1.0))[0]
    expected = len(values) / BINS
    return float(chi2.sf(((seen - expected) ** 2).sum() / expected, BINS - 1))


def outside(probabilities: Mapping[str, float], level: float = 0.01) -> list[str]:
    """Which are not uniform, the level shared among all as Holm does."""
    found: list[str] = []
    ordered = sorted(probabilities, key=probabilities.__getitem__)
    for place, name in enumerate(ordered):
        if probabilities[name] > level / (len(ordered) - place):
            break
        found.append(name)
    return found


@lru_cache(maxsize=32)
def _of_uniform(count: int, samples: int) -> ndarray:
    """How far uniform samples stray, smallest chance first."""
    rng = np.random.default_rng([_SEED, count])
    even = np.full(POINTS, 1 / POINTS)
    found = [
        _strays(rng.multinomial(count, even, min(_AT_ONCE, samples - start)), count)
        for start in range(0, samples, _AT_ONCE)
    ]
    return np.sort(np.concatenate(found))


def _strays(counts: ndarray, count: int) -> ndarray:
    """The smallest pointwise probability along the cumulative distribution."""
    below = counts.cumsum(axis=1)[:, :-1]
    table = _tails(count)
    return table[below, np.arange(POINTS - 1)].min(axis=1)


@lru_cache(maxsize=32)
def _tails(count: int) -> ndarray:
    """Two-sided probability of each number below each point."""
    points = np.arange(1, POINTS) / POINTS
    number = np.arange(count + 1)[:, None]
    low, high = binom.cdf(number, count, points), binom.sf(number - 1, count, points)
    return 2 * np.minimum(low, high)
