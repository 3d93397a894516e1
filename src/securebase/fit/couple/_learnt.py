"""What was learnt of a cohort, number by number, and how much the answers say of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from numpy import ndarray

from securebase.core import Z95
from securebase.dynamics import states

from ._corrected import Doubted
from ._differ import Before
from ._likelihood import explained
from ._sites import Sites, everybody

# Shares of the doubt about a cohort, as variance, that must be gone.
SOMETHING, ROUGHLY, WELL = 0.1, 0.5, 0.75
# So small a share of everybody's spread is as good as none.
_NONE = 0.05


class Said(StrEnum):
    """How much the answers say of something, beside what was expected."""

    NOTHING = "the data said nothing about it"
    LITTLE = "the data said a little"
    ROUGHLY = "known roughly"
    WELL = "known well"


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """One number about a cohort, before and after its answers.

    Attributes:
        value: The estimate.
        se: Its standard error; of a spread, that of its logarithm times the spread.
        expected: What was expected beforehand.
        expected_se: With which doubt.
        low: Lower end of the 95% range.
        high: Upper end.
        learnt: Share of the doubt beforehand that is gone, as variance.
    """

    value: float
    se: float
    expected: float
    expected_se: float
    low: float
    high: float
    learnt: float

    @property
    def said(self) -> Said:
        """How much the answers say of it."""
        marks = ((WELL, Said.WELL), (ROUGHLY, Said.ROUGHLY), (SOMETHING, Said.LITTLE))
        return next((it for least, it in marks if self.learnt >= least), Said.NOTHING)

    @property
    def moved(self) -> float:
        """How far it lies from what was expected, in doubts beforehand."""
        return (self.value - self.expected) / self.expected_se


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortParameter:
    """What a cohort is like in one lasting thing, the same for both partners.

    Attributes:
        name: The model's: a trait, or ``home_`` and a state, for where it is at home.
        label: Words for a reader.
        mean: Mean of the cohort, in the model's units: standard deviations between
            persons, nought the average person.
        spread: Standard deviation between persons of the cohort (of couples, for what
            both share).
        at_nought: Whether the answers are explained as well without any spread.
    """

    name: str
    label: str
    mean: Learnt
    spread: Learnt
    at_nought: bool


def learnt(ended: Doubted, known: Before, heard: Sites) -> tuple[CohortParameter, ...]:
    """What was learnt of each kind of lasting thing.

    Args:
        ended: Standard numbers, with their doubt.
        known: What they stand for.
        heard: What was heard of each couple.
    """
    now = explained(ended.numbers, known, heard).log

    def at_nought(place: int) -> bool:
        # Whether couples are explained as well if they do not differ in one thing.
        none = ended.numbers.copy()
        none[place] = math.log(_NONE) / known.widen[place - len(known.widen)]
        return explained(none, known, heard).log >= now

    count = len(known.widen)
    return tuple(_parameter(kind, ended, known, at_nought) for kind in range(count))


def _parameter(
    kind: int, ended: Doubted, known: Before, at_nought: Callable[[int], bool]
) -> CohortParameter:
    one, half = everybody(), len(known.widen)
    place, own = one.kind.index(kind), half + kind
    sd, name = float(one.sd[place]), one.kinds[kind]
    number, doubt = float(ended.numbers[own]), float(ended.doubt[own, own])
    spread = _spread(sd, float(known.widen[kind]), number, doubt)
    said = spread.said is not Said.NOTHING
    return CohortParameter(
        name=name,
        label=_label(name),
        mean=_mean(
            float(one.mean[place]), sd * known.shift[kind],
            ended.numbers[:half], ended.doubt[:half, :half],
        ),
        spread=spread,
        at_nought=said and at_nought(own),
    )  # fmt: skip


def _mean(expected: float, slope: ndarray, numbers: ndarray, doubt: ndarray) -> Learnt:
    value, variance = expected + float(slope @ numbers), float(slope @ doubt @ slope)
    before_ = float(slope @ slope)
    se = math.sqrt(variance)
    return Learnt(
        value=value, se=se, expected=expected, expected_se=math.sqrt(before_),
        low=value - Z95 * se, high=value + Z95 * se,
        learnt=max(1 - variance / before_, 0.0),
    )  # fmt: skip


def _spread(expected: float, widen: float, number: float, variance: float) -> Learnt:
    value, log_se = expected * math.exp(widen * number), widen * math.sqrt(variance)
    return Learnt(
        value=value, se=value * log_se, expected=expected, expected_se=expected * widen,
        low=value * math.exp(-Z95 * log_se), high=value * math.exp(Z95 * log_se),
        learnt=max(1 - float(variance), 0.0),
    )  # fmt: skip


def _label(name: str) -> str:
    if name.startswith("home_"):
        labels = {state.id: state.label for state in states()}
        return f"where {labels[name.removeprefix('home_')]} is at home"
    return name.removeprefix("trait_").replace("_", " ") + _of_attachment(name)


def _of_attachment(name: str) -> str:
    return " in attachment" if name.startswith("trait_") else ""
