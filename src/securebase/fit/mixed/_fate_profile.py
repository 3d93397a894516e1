"""How much worse a common fate model is where the effect is held at some number.

The effect is the ratio of two free numbers, so that holding it is a linear restriction
of them, and so is a variable that is not shared at all, where two are nought.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.optimize import brentq

from securebase.fit._threads import one_thread

from ._fate_parts import Part, slope_of
from ._fit import Fit
from ._search import Objective, best, slopes_of

# From an effect to what the deviance loses.
Worse: TypeAlias = Callable[[float], float]

# A Newton step that would gain less is counted, not taken.
_GAIN = 1e-3
_STEPS = 6
# Of the distance from the estimate to an end of the interval.
_CLOSE = 1e-4
_DOUBLINGS = 60
# The deviation of a latent predictor does not turn its sign on the way.
_SMALLEST = 0.2


@dataclass(frozen=True, eq=False)
class Restricted:
    """The likelihood by fewer free numbers, from which all follow by a matrix."""

    whole: Objective
    turn: Float[ndarray, "free fewer"]

    def value(self, fewer: Float[ndarray, " fewer"]) -> float:
        return self.whole.value(self.turn @ fewer)

    def gradient(self, fewer: Float[ndarray, " fewer"]) -> Float[ndarray, " fewer"]:
        return self.turn.T @ self.whole.gradient(self.turn @ fewer)

    def hessian(self, fewer: Float[ndarray, " fewer"]) -> Float[ndarray, "fewer fewer"]:
        return self.turn.T @ self.whole.hessian(self.turn @ fewer) @ self.turn


def worse_of(fit: Fit, part: Part, estimate: float) -> Worse:
    """How much the deviance is above its lowest, by the effect of one part."""
    assert fit.covariance is not None
    whole = Objective(fit.batches, fit.covariance, fit.method == "reml")
    slope = slopes_of(slope_of(part), fit.free)[0]
    along = fit.doubt @ slope / (slope @ fit.doubt @ slope)
    at, lowest = part.at.start, fit.minus_two_log_likelihood
    scale = part.block.turn[0, 0] / part.block.turn[1, 1]

    known = {estimate: fit.free}

    def worse(effect: float) -> float:
        turn = np.eye(fit.free.size)
        turn[at + 1, at] = effect * scale
        near = min(known, key=lambda it: abs(it - effect))
        start = known[near] + along * (effect - near)
        least = _SMALLEST * known[near][at]
        start[at] = least if start[at] / least < 1 else start[at]
        restricted = Restricted(whole, np.delete(turn, at + 1, 1))
        with one_thread():
            found, place = _lowest(restricted, np.delete(start, at + 1))
        known[effect] = restricted.turn @ place
        return max(found - lowest, 0.0)

    return worse


def without(fit: Fit, part: Part, variable: int) -> float:
    """What the deviance loses if the predictor (0) or the outcome (1) is not shared."""
    assert fit.covariance is not None
    whole = Objective(fit.batches, fit.covariance, fit.method == "reml")
    gone = [part.at.start + it + variable for it in (0, 1)]
    restricted = Restricted(whole, np.delete(np.eye(fit.free.size), gone, 1))
    with one_thread():
        found, _ = _lowest(restricted, np.delete(fit.free, gone))
    return max(found - fit.minus_two_log_likelihood, 0.0)


def _lowest(
    function: Restricted, start: Float[ndarray, " fewer"]
) -> tuple[float, Float[ndarray, " fewer"]]:
    """By Newton's steps while they lead down, else by the usual search."""
    here, value = start, np.inf
    for _ in range(_STEPS):
        now = function.value(here)
        if not now < value:
            break
        value, slope = now, function.gradient(here)
        hessian = function.hessian(here)
        if np.linalg.eigvalsh(hessian)[0] <= 0:
            break
        step = np.linalg.solve(hessian, slope)
        gain = float(slope @ step)
        if gain < _GAIN:
            return value - gain / 2, here - step
        here = here - step
    found = best(function, start)
    return function.value(found), found


def end_of(worse: Worse, middle: float, step: float, much: float) -> float:
    """Where, from the middle in the direction of the step, it is worse by so much."""
    wanted = float(np.sqrt(much))

    # The root of the loss is nearly straight in the effect.
    def beyond(at: float) -> float:
        return float(np.sqrt(worse(middle + at * step))) - wanted

    inside, outside = 0.0, wanted
    for _ in range(_DOUBLINGS):
        root = beyond(outside) + wanted
        if root > wanted:
            break
        inside, outside = (
            outside,
            outside * min(1.05 * (wanted / max(root, 0.1)) ** 2, 4.0),
        )
    return middle + step * float(brentq(beyond, inside, outside, rtol=_CLOSE))
