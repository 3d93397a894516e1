"""The search for the lowest point of a smooth function, from its slopes alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.fit._bfgs import learnt

# A function value, infinite where there is none, with its slopes.
Slope = Callable[[Float[ndarray, " free"]], tuple[float, Float[ndarray, " free"]]]

_STEP = 1e-4
# Far steps lead to where the function says little; this is far in units of spread.
FIRST_STEP = 2.0
# What one more step could still gain, at the end.
GAIN = 1e-8
# A direction that bends less than this, of the most bent one, is flat.
_FLAT = 1e-9
_ROUNDS = 12
_STEPS = 60


@dataclass(frozen=True, eq=False)
class Lowest:
    """Where the search ended.

    Attributes:
        free: The place.
        value: Of the function there.
        slope: Of the function there.
        hessian: Second derivatives there.
        gain: What a Newton step from there would promise.
        calls: How often the function was asked.
    """

    free: Float[ndarray, " free"]
    value: float
    slope: Float[ndarray, " free"]
    hessian: Float[ndarray, "free free"]
    gain: float
    calls: int


def lowest(function: Slope, start: Float[ndarray, " free"]) -> Lowest:
    """Go down from a start.

    Quasi-Newton steps (BFGS) from an exact second derivative, which is taken anew when
    they have come to an end; so the end is known to be one, and a saddle is left.
    """
    asked = _Asked(function)
    here = start
    value, slope = asked(here)
    hessian = asked.hessian(here)
    for _ in range(_ROUNDS):
        here, value, slope = _descended(asked, here, value, slope, hessian)
        hessian = asked.hessian(here)
        here, value, slope, left = _off_the_saddle(asked, here, value, slope, hessian)
        if not left and _gain(hessian, slope) < GAIN:
            break
    gain = _gain(hessian, slope)
    return Lowest(here, value, slope, hessian, gain, asked.calls)


class _Asked:
    """The function, counted."""

    def __init__(self, function: Slope) -> None:
        self._function = function
        self.calls = 0

    def __call__(
        self, free: Float[ndarray, " free"]
    ) -> tuple[float, Float[ndarray, " free"]]:
        self.calls += 1
        return self._function(free)

    def hessian(self, free: Float[ndarray, " free"]) -> Float[ndarray, "free free"]:
        """Second derivatives."""

        def slopes(
            points: Float[ndarray, "point free"],
        ) -> Float[ndarray, "point free"]:
            return np.array([self(free + it)[1] for it in points])

        return second_derivatives(slopes, 1, free.size)[0]


def second_derivatives(
    slopes: Callable[[Float[ndarray, "point free"]], Float[ndarray, "all free"]],
    many: int,
    size: int,
) -> Float[ndarray, "many free free"]:
    """Central differences of slopes.

    Args:
        slopes: From steps away from here to the slopes there, function by function.
        many: How many functions.
        size: How many numbers each has.
    """
    steps = _STEP * np.eye(size)
    there = slopes(np.concatenate([steps, -steps])).reshape(many, 2, size, size)
    found = (there[:, 0] - there[:, 1]) / (2 * _STEP)
    both = (found + np.swapaxes(found, 1, 2)) / 2
    return np.nan_to_num(both, posinf=0.0, neginf=0.0)


def inverse(hessian: Float[ndarray, "n n"]) -> Float[ndarray, "n n"]:
    """The inverse in all directions in which the function bends upwards."""
    values, vectors = np.linalg.eigh(hessian)
    good = values > _FLAT * max(float(values.max(initial=0.0)), 1.0)
    return (vectors * np.where(good, 1 / np.where(good, values, 1.0), 0.0)) @ vectors.T


def _gain(hessian: Float[ndarray, "n n"], slope: Float[ndarray, " n"]) -> float:
    return float(slope @ inverse(hessian) @ slope) / 2


def bowl(hessian: Float[ndarray, "n n"]) -> Float[ndarray, "n n"]:
    """An inverse that always points downwards."""
    values, vectors = np.linalg.eigh(hessian)
    bent = np.maximum(np.abs(values), 1e-6 * max(float(np.abs(values).max()), 1.0))
    return (vectors / bent) @ vectors.T


def _descended(
    asked: _Asked,
    here: Float[ndarray, " n"],
    value: float,
    slope: Float[ndarray, " n"],
    hessian: Float[ndarray, "n n"],
) -> tuple[Float[ndarray, " n"], float, Float[ndarray, " n"]]:
    curved = bowl(hessian)
    for _ in range(_STEPS):
        step = -curved @ slope
        if -(slope @ step) < GAIN:
            break
        found = _shortened(asked, here, value, slope, step)
        if found is None:
            break
        there, lower, steeper = found
        curved = learnt(curved[None], (there - here)[None], (steeper - slope)[None])[0]
        here, value, slope = there, lower, steeper
    return here, value, slope


def _shortened(
    asked: _Asked,
    here: Float[ndarray, " n"],
    value: float,
    slope: Float[ndarray, " n"],
    step: Float[ndarray, " n"],
) -> tuple[Float[ndarray, " n"], float, Float[ndarray, " n"]] | None:
    """As much of the step as goes down, or None."""
    promised = float(slope @ step)
    share = min(1.0, FIRST_STEP / max(float(np.abs(step).max()), 1e-12))
    for _ in range(30):
        there = here + share * step
        lower, steeper = asked(there)
        if np.isfinite(lower) and lower <= value + 1e-4 * share * promised:
            return there, lower, steeper
        share /= 2 if np.isfinite(lower) else 4
    return None


def _off_the_saddle(
    asked: _Asked,
    here: Float[ndarray, " n"],
    value: float,
    slope: Float[ndarray, " n"],
    hessian: Float[ndarray, "n n"],
) -> tuple[Float[ndarray, " n"], float, Float[ndarray, " n"], bool]:
    """A step along the direction that bends downwards, if there is one."""
    values, vectors = np.linalg.eigh(hessian)
    if values[0] >= -1e-4 * max(abs(float(values[-1])), 1.0):
        return here, value, slope, False
    for size in (0.3, 0.1, 0.03):
        for sign in (1.0, -1.0):
            there = here + sign * size * vectors[:, 0]
            lower, steeper = asked(there)
            if lower < value - GAIN:
                return there, lower, steeper, True
    return here, value, slope, False
