"""What an answer in whole numbers says of what lies behind it.

A normal belief about something and an answer that is its rounded value, cut at the
ends of a scale: the product is not normal, but its mean and variance are known, and
the normal law with these two goes on in its place (expectation propagation).
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import log_ndtr, ndtr

# Beyond so many standard deviations probabilities are taken from logarithms.
_FAR = 6.0
_SMALLEST = 1e-300
_HIGHEST = 700.0


def slopes(
    mean: Float[ndarray, " answer"],
    variance: Float[ndarray, " answer"],
    low: Float[ndarray, " answer"],
    high: Float[ndarray, " answer"],
) -> tuple[
    Float[ndarray, " answer"], Float[ndarray, " answer"], Float[ndarray, " answer"]
]:
    """Logarithm of the probability of falling between two bars, and how it bends.

    Args:
        mean: Of what is expected, the moment included.
        variance: Likewise.
        low: Lower bar, may be minus infinity.
        high: Upper bar, may be infinity.

    Returns:
        The logarithm, its first derivative by the mean, and minus its second.
    """
    sd = np.sqrt(variance)
    a, b = (low - mean) / sd, (high - mean) / sd
    # The upper tail is computed as the lower one of the mirror image, for precision.
    turn = a > -b
    a, b = np.where(turn, -b, a), np.where(turn, -a, b)
    log_p = np.where(
        b > -_FAR,
        np.log(np.maximum(ndtr(b) - ndtr(a), _SMALLEST)),
        log_ndtr(b) + np.log1p(-np.exp(np.minimum(log_ndtr(a) - log_ndtr(b), -1e-12))),
    )
    at_a, at_b = _density(a, log_p), _density(b, log_p)
    first = (at_a - at_b) / sd
    bend = (_times(b, at_b) - _times(a, at_a)) / variance
    return log_p, np.where(turn, -first, first), first**2 + bend


def _density(z: Float[ndarray, " answer"], log_p: ndarray) -> Float[ndarray, " answer"]:
    finite = np.where(np.isfinite(z), z, 0.0)
    # Far outside, where another branch is taken, nothing may overflow.
    power = -0.5 * finite**2 - 0.5 * np.log(2 * np.pi) - log_p
    ratio = np.exp(np.minimum(power, _HIGHEST))
    return np.where(np.isfinite(z), ratio, 0.0)


def _times(z: ndarray, density: ndarray) -> ndarray:
    return np.where(np.isfinite(z), z, 0.0) * density


def probabilities(
    mean: Float[ndarray, " forecast"],
    variance: Float[ndarray, " forecast"],
    lo: int,
    hi: int,
) -> Float[ndarray, "forecast answer"]:
    """Probability of each answer of a scale."""
    bars = np.arange(lo, hi) + 0.5
    below = ndtr((bars - mean[:, None]) / np.sqrt(variance)[:, None])
    edge = np.ones((len(mean), 1))
    return np.diff(np.concatenate([0 * edge, below, edge], axis=1), axis=1)
