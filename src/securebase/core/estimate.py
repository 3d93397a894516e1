from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

# Half-width of a 95% band in standard errors, and the normal's own constant.
Z95 = 1.959963984540054


class Basis(StrEnum):
    """What a standard error rests on."""

    MEASURED = "measured"  # reliability computed from answers of a comparison sample
    ASSUMED = "assumed"  # a working assumption, because nobody has measured it yet
    SPREAD = "spread"  # the spread of a person's own repeated answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with its doubt.

    Attributes:
        value: The point estimate, in the units of its scale.
        se: Standard error, same units.
        lo: Lowest value that the scale allows.
        hi: Highest value that the scale allows.
        basis: What the standard error rests on.
        answered: How many answers stand behind it.
        asked: How many were asked.
    """

    value: float
    se: float
    lo: float
    hi: float
    basis: Basis
    answered: int
    asked: int

    @property
    def low(self) -> float:
        """Lower end of the 95% band, kept on the scale."""
        return max(self.lo, self.value - Z95 * self.se)

    @property
    def high(self) -> float:
        """Upper end of the 95% band, kept on the scale."""
        return min(self.hi, self.value + Z95 * self.se)

    def probability_above(self, threshold: float) -> float:
        """How probable it is that the true value lies above a threshold."""
        return normal_cdf((self.value - threshold) / self.se)

    def probability_above_estimate(self, other: Estimate) -> float:
        """How probable it is that this true value lies above another's."""
        gap = self.value - other.value
        return normal_cdf(gap / math.hypot(self.se, other.se))


def normal_cdf(z: float) -> float:
    """Standard normal distribution function."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


class Sureness(StrEnum):
    """How sure a sentence is; the value is the word the reader sees."""

    VERY = "very sure"
    FAIRLY = "fairly sure"
    LEANING = "leaning this way"
    UNKNOWN = "a guess so far"

    @classmethod
    def of(cls, probability: float) -> Sureness:
        """The word for a probability (of the statement that is made).

        At least .95 very sure, .80 fairly sure, .60 leaning this way, else
        a guess so far.
        """
        if probability >= 0.95:
            return cls.VERY
        if probability >= 0.80:
            return cls.FAIRLY
        if probability >= 0.60:
            return cls.LEANING
        return cls.UNKNOWN
