"""What is expected of the coefficients of mechanisms before a cohort is heard.

Each lies in its range of evidence. As a logarithm of odds in that range it is normal
about the calibrated set, as far off as the other sets that calibration kept are, root
mean square. In the sets that were kept coefficients go together no more than chance
lets so many in so few, so each stands by itself.

How people answer is not known either: each habit has the range of a judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtri

from securebase.calibrate import Ranges
from securebase.core import Z95
from securebase.dynamics import (
    Parameter,
    Parameters,
    calibrated,
    ensemble,
    mechanisms,
    parameters,
    states,
)
from securebase.evidence import Label, row as evidence_row
from securebase.simulate import Habit, habits

# Ends of classes of equal probability, whose middles stand for a law.
_CLASSES = 400


@dataclass(frozen=True, eq=False, repr=False)
class Expected:
    """What coefficients may be, as numbers that are standard normal beforehand.

    Attributes:
        free: The coefficients and time constants that calibration could move; not how
            far homes lie apart, which `cohort` fits.
        ranges: Lowest and highest value of each, by evidence or judgement.
        middle: Logarithms of odds, in its range, of the calibrated value.
        doubt: Their standard deviations.
    """

    free: tuple[Parameter, ...]
    ranges: Ranges
    middle: Float[ndarray, " coefficient"]
    doubt: Float[ndarray, " coefficient"]

    def __len__(self) -> int:
        return len(self.free)

    def values(
        self, numbers: Float[ndarray, "*many coefficient"]
    ) -> Float[ndarray, "*many coefficient"]:
        """Coefficients in the model's units that standard numbers stand for."""
        return self.ranges.bound(self.middle + self.doubt * numbers)

    def sets(
        self, numbers: Float[ndarray, "set coefficient"]
    ) -> tuple[Parameters, ...]:
        """Sets of the model's parameters; what is not among the free is calibrated."""
        start, found = calibrated(), []
        names = {it.name for it in self.free}
        here = [place for place, it in enumerate(parameters()) if it.name in names]
        for row in self.values(numbers):
            values = start.values.copy()
            values[here] = row
            found.append(Parameters.of(values))
        return tuple(found)

    def spread(
        self, mean: Float[ndarray, " coefficient"], sd: Float[ndarray, " coefficient"]
    ) -> Float[ndarray, "part coefficient"]:
        """Mean, standard deviation, and ends of the middle 95% of coefficients.

        Args:
            mean: Of the standard numbers.
            sd: Their standard deviations.
        """
        classes = ndtri((np.arange(_CLASSES) + 0.5) / _CLASSES)[:, None]
        values = self.values(mean + sd * classes)
        ends = self.values(mean + sd * np.array([[-Z95], [Z95]]))
        return np.stack([values.mean(axis=0), values.std(axis=0), *ends])


@cache
def expected() -> Expected:
    """What calibration left of doubt about the coefficients."""
    free = tuple(it for it in parameters() if it.free and not _apart(it))
    low, high = (np.array([getattr(it, end) for it in free]) for end in ("low", "high"))
    ranges = Ranges(low, high)
    kept = np.array([
        ranges.free(np.array([float(one[it.name]) for it in free]))
        for one in ensemble()
    ])  # fmt: skip
    away = kept[1:] - kept[0]
    return Expected(free, ranges, kept[0], np.sqrt((away**2).mean(axis=0)))


def _apart(it: Parameter) -> bool:
    return it.name.endswith(".home")


# What shapes an answer: how much of it is the day, the person, the moment.
_ANSWERING = (
    "questionnaire.lasting",
    "questionnaire.yes_saying",
    "diary.sd",
    "diary.state",
    "diary.own_words",
    "diary.own_scale",
)


@cache
def answering() -> tuple[Habit, ...]:
    """The habits of answering that are not known."""
    return tuple(it for it in habits() if it.name in _ANSWERING)


def habits_of(numbers: Float[ndarray, " habit"]) -> dict[str, float]:
    """Habits that standard numbers stand for, within their ranges."""
    found = {}
    for it, number in zip(answering(), numbers.tolist(), strict=True):
        value = it.value + (it.high - it.low) / (2 * Z95) * number
        found[it.name] = min(max(value, it.low), it.high)
    return found


@cache
def serves() -> dict[str, tuple[str, ...]]:
    """Statements of the theory that a mechanism or a state serves, by its name."""
    of_states = {it.id: it.statements for it in states()}
    return of_states | {it.id: it.statements for it in mechanisms()}


def label(it: Parameter) -> Label:
    """How a coefficient must be introduced: as the weakest of what stands behind it."""
    if not it.direct:
        return Label.ASSUMPTION
    return max((evidence_row(name).label for name in it.rows), key=_weak)


def _weak(it: Label) -> int:
    order: Sequence[Label] = tuple(Label)
    return order.index(it)
