"""Chance of the study: each person has an own stream for each purpose.

What one person draws depends on the seed, the couple's number and the person alone, so
couples can be made in any order and in any company. Raw numbers of the Philox generator
are turned here, because only those are promised to stay the same in later NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from math import prod

import numpy as np
from jaxtyping import Float, Float64, Int64
from numpy import ndarray
from numpy.random import Philox
from scipy.special import ndtri

from securebase.dynamics import Cohort


class Purpose(IntEnum):
    """What a stream is for; a new purpose gets a new number."""

    SHEET_OWN_WORDS = 1
    SHEET_OWN_SCALE = 2
    SHEET_MOMENT = 3
    SHEET_SKIPPED = 4
    SHEET_AGAIN = 5
    SHEET_CAME_UP = 6
    DIARY_OWN_WORDS = 7
    DIARY_OWN_SCALE = 8
    DIARY_MOMENT = 9
    DIARY_SKIPPED = 10
    DIARY_CAME_UP = 11
    DIARY_TIME = 12
    KEPT = 13
    SENT = 14
    LEAVING = 15
    LATE = 16
    SHARES = 17
    NAME = 18


_ROLES = 4
_TOGETHER = 2
_SEEDS = 2**64
# Raw numbers have 64 bits, a float holds 53 of them.
_SHIFT, _UNIT = np.uint64(11), 2.0**-53


@dataclass(frozen=True, slots=True)
class Chance:
    """Where the chance of some couples comes from.

    Attributes:
        seed: All of it follows from the seed and the keys.
        keys: One for each partner, in the order of the letters, and couple.
        shared: One for what is common to a couple.
    """

    seed: int
    keys: Int64[ndarray, "2 couple"]
    shared: Int64[ndarray, " couple"]

    @classmethod
    def of(cls, cohort: Cohort, seed: int) -> Chance:
        """The chance of a cohort; who is swapped takes the own stream along."""
        number = cohort.number.astype(np.int64) * _ROLES
        first = cohort.swapped.astype(np.int64)
        keys = np.stack([number + first, number + 1 - first])
        return cls(seed, keys, number + _TOGETHER)

    def uniform(self, purpose: Purpose, *shape: int) -> Float64[ndarray, "... couple"]:
        """Numbers from 0 to 1, ends excluded, of this shape, partner and couple.

        What comes first along the first axis does not depend on its length.
        """
        return self._drawn(self.keys.ravel(), purpose, shape).reshape(
            *shape, *self.keys.shape
        )

    def normal(self, purpose: Purpose, *shape: int) -> Float64[ndarray, "... couple"]:
        """Standard normal numbers, likewise."""
        return ndtri(self.uniform(purpose, *shape))

    def together(self, purpose: Purpose) -> Float[ndarray, " couple"]:
        """One standard normal number for each couple."""
        return ndtri(self._drawn(self.shared, purpose, ()))

    def _drawn(
        self, keys: Int64[ndarray, " person"], purpose: Purpose, shape: tuple[int, ...]
    ) -> Float64[ndarray, "... person"]:
        count = prod(shape)
        start = [0, 0, 0, int(purpose)]
        raw = np.empty((len(keys), count), np.uint64)
        for place, key in enumerate(keys.tolist()):
            stream = Philox(counter=start, key=[self.seed % _SEEDS, key])
            raw[place] = stream.random_raw(count)
        numbers = ((raw >> _SHIFT).astype(np.float64) + 0.5) * _UNIT
        return np.ascontiguousarray(numbers.T).reshape(*shape, len(keys))
