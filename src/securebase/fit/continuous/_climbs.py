"""The search for the lowest points of many functions, each at its own pace.

So many functions are asked at once as the compiled program takes. One that has arrived
gives its place to the next, so that none waits for the slowest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from securebase.fit._bfgs import learnt

from ._climb import FIRST_STEP, GAIN, Lowest, bowl, inverse, second_derivatives

# Which function is asked where; values, infinite where there are none, with slopes.
Slopes: TypeAlias = Callable[
    [Int[ndarray, " ask"], Float[ndarray, "ask free"]],
    tuple[Float[ndarray, " ask"], Float[ndarray, "ask free"]],
]
_CALLS, _SHORTEST = 200, 1e-9
_ROUNDS = 4
# What a lowest point may still bend downwards, of what it bends upwards.
_SADDLE = 1e-4


@dataclass(frozen=True, eq=False)
class LowestOfMany:
    """Where each search ended.

    Attributes:
        free: The places.
        value: Of the functions there.
        slope: Of the functions there.
        gain: What one more step would promise.
        hessian: Second derivatives there; none were asked for where there are no rows.
        calls: How often each function was asked.
    """

    free: Float[ndarray, "many free"]
    value: Float[ndarray, " many"]
    slope: Float[ndarray, "many free"]
    gain: Float[ndarray, " many"]
    hessian: Float[ndarray, "many_or_0 free free"]
    calls: Int[ndarray, " many"]

    def some(self, which: Bool[ndarray, " many"]) -> LowestOfMany:
        """Only these."""
        names = ("free", "value", "slope", "gain", "calls")
        return replace(self, **{name: getattr(self, name)[which] for name in names})

    def replaced(self, at: Int[ndarray, " some"], by: LowestOfMany) -> LowestOfMany:
        """With other ends of some searches."""
        names = ("free", "value", "slope", "gain", "calls")
        parts = {name: getattr(self, name).copy() for name in names}
        for name, part in parts.items():
            part[at] = getattr(by, name) + (part[at] if name == "calls" else 0)
        return replace(self, **parts)

    def each(self, some: slice) -> Iterator[Lowest]:
        """Some of them one by one, with their second derivatives."""
        for it in range(len(self.free))[some]:
            yield Lowest(
                self.free[it], float(self.value[it]), self.slope[it],
                self.hessian[it], float(self.gain[it]), int(self.calls[it]),
            )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Climbs:
    """Searches of many functions.

    Attributes:
        functions: What is asked.
        at_once: How many are asked together.
    """

    functions: Slopes
    at_once: int

    def down(
        self,
        at: Int[ndarray, " some"],
        start: Float[ndarray, "some free"],
        hessian: Float[ndarray, "some free free"],
    ) -> LowestOfMany:
        """Go down.

        Args:
            at: Of which functions.
            start: Where each begins.
            hessian: Second derivatives, as far as they are known there.
        """
        way = _Way(start, np.array([bowl(it) for it in hessian]))
        way.walk(lambda some, free: self.functions(at[some], free), self.at_once)
        return way.ended()

    def again(
        self,
        found: LowestOfMany,
        at: Int[ndarray, " some"],
        starts: Float[ndarray, "start free"],
    ) -> LowestOfMany:
        """Some once more, each from the lowest of some starts; the lower end counts."""
        each = np.repeat(at, len(starts)), np.tile(starts, (len(at), 1))
        first = self.functions(*each)[0].reshape(len(at), len(starts)).argmin(1)
        known = {
            it: self.hessians(at[first == it][:1], starts[[it]])[0] for it in first
        }
        hessian = np.array([known[it] for it in first])
        other = self.down(at, starts[first], hessian)
        lower = other.value < found.value[at] - GAIN
        return found.replaced(at[lower], other.some(lower))

    def checked(self, found: LowestOfMany) -> LowestOfMany:
        """With exact second derivatives; who had not arrived goes on."""
        many, size = found.free.shape
        hessian = np.zeros((many, size, size))
        left = np.arange(many)
        for number in range(_ROUNDS):
            if number:
                further = self.down(left, found.free[left], hessian[left])
                found = found.replaced(left, further)
            hessian[left] = self.hessians(left, found.free[left])
            gain = found.gain.copy()
            gain[left] = [
                it @ inverse(bent) @ it / 2
                for it, bent in zip(found.slope[left], hessian[left], strict=True)
            ]
            found = replace(found, gain=gain)
            left = left[np.isfinite(found.value[left]) & (gain[left] >= GAIN)]
            if not left.size:
                break
        ends = np.linalg.eigvalsh(hessian)
        saddle = ends[:, 0] < -_SADDLE * np.maximum(np.abs(ends[:, -1]), 1.0)
        gain = np.where(saddle, np.inf, found.gain)
        return replace(found, gain=gain, hessian=hessian)

    def hessians(
        self, at: Int[ndarray, " some"], free: Float[ndarray, "some free"]
    ) -> Float[ndarray, "some free free"]:
        """Second derivatives of some functions, each at a place of its own."""
        many, size = free.shape

        def slopes(points: Float[ndarray, "point free"]) -> Float[ndarray, "all free"]:
            all_points = (free[:, None] + points).reshape(-1, size)
            return self.functions(np.repeat(at, len(points)), all_points)[1]

        return second_derivatives(slopes, many, size)


class _Way:
    """Where each search stands, and where it wants to look next."""

    def __init__(
        self, free: Float[ndarray, "many free"], bowls: Float[ndarray, "many free free"]
    ) -> None:
        many = len(free)
        self._here, self._bowl = free.copy(), bowls
        self._value, self._share = np.full(many, np.inf), np.ones(many)
        self._slope, self._step = np.zeros_like(free), np.zeros_like(free)
        self._calls = np.zeros(many, int)

    def walk(self, functions: Slopes, at_once: int) -> None:
        """Until all have arrived, or have been asked too often."""
        walking, waiting = np.arange(0), np.arange(len(self._here))
        while walking.size or waiting.size:
            room = at_once - walking.size
            walking = np.concatenate([walking, waiting[:room]])
            waiting = waiting[room:]
            there = (
                self._here[walking] + self._share[walking, None] * self._step[walking]
            )
            self._heard(walking, there, *functions(walking, there))
            walking = walking[self._going(walking)]

    def ended(self) -> LowestOfMany:
        none = np.zeros((0, *self._bowl.shape[1:]))
        return LowestOfMany(
            self._here, self._value, self._slope, self._gain / 2, none, self._calls
        )

    @property
    def _gain(self) -> Float[ndarray, " many"]:
        gain = -np.einsum("mi,mi->m", self._slope, self._step)
        return np.where(np.isfinite(self._value), gain, np.inf)

    def _going(self, at: Int[ndarray, " ask"]) -> Bool[ndarray, " ask"]:
        able = (self._calls[at] < _CALLS) & (self._share[at] > _SHORTEST)
        return able & np.isfinite(self._value[at]) & (self._gain[at] >= GAIN)

    def _heard(
        self,
        at: Int[ndarray, " ask"],
        there: Float[ndarray, "ask free"],
        value: Float[ndarray, " ask"],
        slope: Float[ndarray, "ask free"],
    ) -> None:
        """Go where it is lower; elsewhere try a shorter step."""
        self._calls[at] += 1
        promised = np.einsum("mi,mi->m", self._slope[at], self._step[at])
        bound = self._value[at] + 1e-4 * self._share[at] * promised
        possible = np.isfinite(value)
        down = possible & (value <= bound)
        self._share[at[~down]] /= np.where(possible[~down], 2, 4)
        self._gone(at[down], there[down], value[down], slope[down])

    def _gone(
        self,
        at: Int[ndarray, " ask"],
        there: Float[ndarray, "ask free"],
        value: Float[ndarray, " ask"],
        slope: Float[ndarray, "ask free"],
    ) -> None:
        # From a first look nothing is learnt: nobody went anywhere.
        self._bowl[at] = learnt(
            self._bowl[at], there - self._here[at], slope - self._slope[at]
        )
        self._here[at], self._value[at], self._slope[at] = there, value, slope
        step = -np.einsum("mij,mj->mi", self._bowl[at], slope)
        far = np.abs(step).max(1, initial=1e-12)
        self._step[at], self._share[at] = step, np.minimum(1.0, FIRST_STEP / far)
