"""Days lived by a cohort, a block of windows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise
from math import gcd

import numpy as np
from jaxtyping import Float32
from numpy import ndarray

from securebase.dynamics import Cohort, Parameters, evolve, out_rows

from ._labels import variables
from ._spells import Spell, practised

# Windows that are held at a time.
BLOCK = 64


@dataclass(frozen=True)
class Windows:
    """How days are gathered: windows of so many, the last one shorter if need be.

    Attributes:
        days: How many days.
        every: Days in a window.
    """

    days: int
    every: int

    def __len__(self) -> int:
        return -(-self.days // self.every)

    @cached_property
    def ends(self) -> ndarray:
        """The last day of each window; the first day is 1."""
        ends = np.arange(1, len(self) + 1, dtype=np.int32) * np.int32(self.every)
        return np.minimum(ends, np.int32(self.days))

    @cached_property
    def lengths(self) -> ndarray:
        """Days in each window."""
        return np.diff(self.ends, prepend=np.int32(0))

    def blocks(self) -> Iterator[tuple[int, int]]:
        """First window and the one after the last, a block at a time."""
        for first in range(0, len(self), BLOCK):
            yield first, min(first + BLOCK, len(self))


@dataclass(frozen=True)
class Life:
    """What cohorts live through.

    Attributes:
        windows: Days, and how they are gathered.
        sets: Sets of parameters.
        seed: All that chance does.
        step: Length of a step in days.
        burn_in: Days that go before the first and are not looked at.
        spells: What is practised, counted from the first day.
    """

    windows: Windows
    sets: tuple[Parameters, ...]
    seed: int
    step: float
    burn_in: int
    spells: tuple[Spell, ...]

    def after_burn_in(self, cohort: Cohort, workers: int) -> Cohort:
        """The cohort on the first day."""
        if not self.burn_in:
            return cohort
        days = self.burn_in
        return self._evolved(cohort, days, days, workers)[0]

    def lived(
        self, cohort: Cohort, workers: int
    ) -> Iterator[tuple[slice, Float32[ndarray, "window row couple"]]]:
        """Blocks of windows, and what came out in each."""
        constants = cohort.fixed
        for first, stop in self.windows.blocks():
            edges = self._edges(first, stop)
            parts = []
            for start, end in pairwise(edges):
                plain = replace(cohort, fixed=constants)
                now = practised(plain, self.spells, start)
                inner = gcd(start, end, self.windows.every)
                cohort, out = self._evolved(now, end - start, inner, workers)
                parts.append((start, inner, out))
            yield slice(first, stop), self._gathered(first, stop, parts)

    def _evolved(
        self, cohort: Cohort, days: int, every: int, workers: int
    ) -> tuple[Cohort, ndarray]:
        return evolve(
            cohort,
            self.sets,
            days,
            seed=self.seed,
            every=every,
            step=self.step,
            workers=workers,
        )

    def _edges(self, first: int, stop: int) -> list[int]:
        """Days at which something changes, in a block of windows."""
        every, ends = self.windows.every, self.windows.ends
        begin, end = first * every, int(ends[stop - 1])
        # The windows before a shorter last one stay whole.
        inside = {end // every * every}
        for spell in self.spells:
            inside |= {spell.from_day, spell.to_day}
        return sorted({begin, end, *(it for it in inside if begin < it < end)})

    def _gathered(
        self, first: int, stop: int, parts: Sequence[tuple[int, int, ndarray]]
    ) -> ndarray:
        """Windows out of the pieces of them that were computed."""
        if len(parts) == 1 and len(parts[0][2]) == stop - first:
            return parts[0][2]
        pieces: list[list[tuple[int, ndarray]]] = [[] for _ in range(first, stop)]
        for start, inner, out in parts:
            for place, values in enumerate(out):
                window = (start + place * inner) // self.windows.every
                pieces[window - first].append((inner, values))
        return np.stack([_together(each) for each in pieces])


def _together(pieces: Sequence[tuple[int, ndarray]]) -> ndarray:
    """One window out of shorter ones: means by their lengths, events by their sum."""
    if len(pieces) == 1:
        return pieces[0][1]
    means = _means()[:, None]
    days = sum(inner for inner, _ in pieces)
    total = np.zeros(pieces[0][1].shape)
    for inner, values in pieces:
        total += values * np.where(means, inner / days, 1.0)
    return total.astype(np.float32)


@cache
def _means() -> ndarray:
    """Which rows are means, and not numbers of events."""
    counted = {p for it in variables().values() if it.count for p in it.places}
    return np.array([place not in counted for place in range(len(out_rows()))])
