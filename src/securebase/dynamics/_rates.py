from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import expm, logm

from securebase.core import ModelError

# A product of logarithm and exponential is off by rounding; a part beyond this is not.
_ROUNDING = 1e-8


def carry_over(drift: Float[ndarray, "k k"], days: float) -> Float[ndarray, "k k"]:
    r"""What is left after a span of what was there before: $B = e^{A\,\Delta}$.

    Args:
        drift: Effect of each process (column) on the rate of each (row), per day.
        days: The span $\Delta$, in days.

    Returns:
        The lagged effects, which depend on the span: the trap of comparing studies
        with different lags.
    """
    return np.asarray(expm(drift * days))


def drift(lagged: Float[ndarray, "k k"], days: float) -> Float[ndarray, "k k"]:
    r"""The rates behind lagged effects: $A = \log(B) / \Delta$.

    The inverse of `carry_over`. Dividing by the span instead would be wrong twice:
    it forgets that effects fade, and that they pass through each other on the way.

    Args:
        lagged: Effect of each process (column) on each (row) one span later, with the
            stabilities on the diagonal.
        days: The span $\Delta$, in days.

    Returns:
        Effect of each process on the rate of each, per day.

    Raises:
        ModelError: If no real drift gives these effects, for instance because a
            stability is not positive.
    """
    with np.errstate(all="ignore"):
        found = np.asarray(logm(lagged))
    back = expm(found)
    if np.iscomplexobj(found) or not np.allclose(back, lagged, atol=_ROUNDING):
        raise ModelError(
            "Lagged effects must come from a process in continuous time, so their "
            "matrix must have a real logarithm. "
            f"Got eigenvalues {np.round(np.linalg.eigvals(lagged), 3).tolist()} "
            "instead. Check the stabilities on the diagonal: each must be positive."
        )
    return found / days


def decay(stability: float, days: float) -> float:
    r"""Rate at which a process forgets: $k = -\ln(s) / \Delta$ per day.

    Args:
        stability: Correlation with itself one span later, between 0 and 1.
        days: The span, in days.

    Raises:
        ModelError: If the stability does not lie between 0 and 1.
    """
    if not 0 < stability < 1:
        raise ModelError(
            "A stability must lie between 0 and 1, both excluded. "
            f"Got {stability} instead. Take the published test-retest correlation."
        )
    return -math.log(stability) / days


def rate(cross_lag: float, stability: float, days: float) -> float:
    r"""Rate of one process on another from a published cross-lag.

    For two processes of equal stability the cross-lag over a span is
    $c = a\,\Delta\,e^{-k\Delta}$, so $a = c / (\Delta\,s)$ per day.

    Args:
        cross_lag: Effect of one process on the other, one span later.
        stability: Stability of both over the same span, between 0 and 1.
        days: The span, in days.
    """
    return cross_lag * decay(stability, days) / (-stability * math.log(stability))


def arm_gain(cross_lag: float, stability: float) -> float:
    r"""By how much one process lifts another that it keeps acting on.

    The lasting response of the effect to a lasting unit of the cause, rate over decay:
    $a / k = c / (-s \ln s)$. It does not depend on the span.

    Args:
        cross_lag: Effect of one process on the other, one span later.
        stability: Stability of both over the same span, between 0 and 1.
    """
    return rate(cross_lag, stability, 1.0) / decay(stability, 1.0)


def loop_gain(*arms: float) -> float:
    """Gain once round a loop: below 1 it amplifies and settles, above it runs away.

    Args:
        arms: Gain of each arm, as from `arm_gain`.
    """
    return math.prod(arms)


def amplification(gain: float) -> float:
    r"""How much a loop enlarges a lasting push: $1 / (1 - g)$.

    Raises:
        ModelError: If the gain is 1 or more: then nothing settles.
    """
    if gain >= 1:
        raise ModelError(
            "The gain of a loop must lie below 1 for it to settle. "
            f"Got {gain:.3g} instead. Do not read an amplification from this loop."
        )
    return 1 / (1 - gain)
