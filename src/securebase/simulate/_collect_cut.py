"""What lies behind answers that are rounded to a scale and cut at its ends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float, Int8
from numpy import ndarray
from scipy.special import ndtr

_ROUNDS = 200
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Behind:
    """A normal distribution that gives answers of a wanted mean and spread.

    Attributes:
        centre: Its mean.
        spread: Its standard deviation.
        kept: Correlation of what lies behind with the answer.
    """

    centre: float
    spread: float
    kept: float


@cache
def behind(mean: float, sd: float, lo: int, hi: int) -> Behind:
    """The normal distribution whose rounded and cut values have this mean and SD.

    Where the scale is too short for so wide a spread, as near as it goes.
    """
    centre, spread = mean, sd
    for _ in range(_ROUNDS):
        found_mean, found_sd, kept = _answered(centre, spread, lo, hi)
        if abs(found_mean - mean) + abs(found_sd - sd) < _CLOSE:
            break
        centre += mean - found_mean
        # Beyond the length of the scale, more spread changes hardly anything.
        spread = min(spread * sd / found_sd, float(hi - lo))
    return Behind(centre, spread, kept)


def answer(value: Float[ndarray, "*axes"], lo: int, hi: int) -> Int8[ndarray, "*axes"]:
    """The nearest answer that the scale has."""
    return np.clip(np.rint(value), lo, hi).astype(np.int8)


def _answered(
    centre: float, spread: float, lo: int, hi: int
) -> tuple[float, float, float]:
    """Mean and SD of the answers, and their correlation with what lies behind."""
    steps = np.arange(lo, hi)
    bars = (steps + 0.5 - centre) / spread
    above = ndtr(-bars)
    mean = lo + float(above.sum())
    square = lo**2 + float(((2 * steps + 1) * above).sum())
    sd = float(np.sqrt(max(square - mean**2, _CLOSE)))
    slope = float(np.exp(-(bars**2) / 2).sum()) / np.sqrt(2 * np.pi)
    return mean, sd, float(slope) / sd
