"""Many couples by the couple model: what they are like, and how far they differ."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy import ndarray

from securebase.core import Z95
from securebase.couples import View
from securebase.dynamics import states
from securebase.fit._threads import one_thread

from ._belief import Belief
from ._differ import Before, Law, before, doubts, law
from ._likelihood import among, explained, less_doubt
from ._search import search
from ._sites import Sites, believed_among, everybody, sites
from ._update import update

if TYPE_CHECKING:
    import pandas as pd

# Shares of the doubt about a cohort, as variance, that must be gone.
SOMETHING, ROUGHLY, WELL = 0.1, 0.5, 0.75
# So small a share of everybody's spread is as good as none.
_NONE = 0.05
# Less curvature than this share of what was expected is none: a saddle, or level.
_LEVEL = 1e-3


class Outcome(StrEnum):
    """How the fit of a cohort ended; the text says what it means and what helps."""

    GOOD = ""
    NO_ANSWERS = (
        "No couple has an answer that may be seen, so nothing was learnt: what stands "
        "here is what was expected of any cohort. Look with another viewer, or collect "
        "check-ins."
    )
    NOT_CONVERGED = (
        "The search stopped before it found the best fit. Look for couples whose "
        "answers are all alike or that are there twice, and leave them out."
    )
    TOO_FEW = (
        "There are too few couples to say how they differ: spreads stand near what was "
        "expected. Read the means, with their errors, and collect more couples."
    )
    NOTHING_SAID = (
        "The answers say next to nothing of what these couples lastingly are: all "
        "stands near what was expected. Collect longer diaries, or questionnaires."
    )
    BOUNDARY = (
        "A spread between couples is no better explained than by none at all. Its "
        "estimate is what was expected beforehand holds up; read it as small, and "
        "collect more couples or longer diaries to tell it from nought."
    )

    @property
    def learnt(self) -> bool:
        """Whether anything was learnt, be it to be read with care."""
        return self not in (Outcome.NO_ANSWERS, Outcome.NOTHING_SAID)


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


@dataclass(frozen=True, eq=False, repr=False)
class Cohort:
    """Couples as one population, by the couple model.

    Attributes:
        parameters: All that couples lastingly differ in.
        population: The law of what these couples lastingly are.
        begun: What was known of each couple as one of everybody.
        heard: How many of them have an answer.
        outcome: How it ended.
        gain: How much better the answers are explained than by everybody, as a
            logarithm of probability; what was expected is not counted.
        surprise: How far answers to check-ins fell from what each couple's own past
            let expect, in units of how far they were expected to (root mean square);
            1 where couples move as the model does.
    """

    parameters: tuple[CohortParameter, ...]
    population: Law
    begun: tuple[Belief, ...]
    heard: int
    outcome: Outcome
    gain: float
    surprise: float

    def __repr__(self) -> str:
        return f"Cohort({len(self.begun)} couples, {self.heard} of them heard)"

    def of(self, name: str) -> CohortParameter:
        """One lasting thing, such as ``"home_security"``."""
        return next(it for it in self.parameters if it.name == name)

    def couple(self, place: int) -> Belief:
        """What is known of a couple, drawn towards its cohort.

        Args:
            place: Of the couple among those that were given.
        """
        one, begun = everybody(), self.begun[place]
        with one_thread():
            mean, spread = among(self.population, sites([begun]))
            units = np.outer(one.sd, one.sd)
            return believed_among(
                begun, one.mean + one.sd * mean[0], units * spread[0]
            )

    def to_frame(self) -> pd.DataFrame:
        """All estimates, a row a number.

        Returns:
            Columns name, label, part (``mean`` or ``spread``), estimate, se, low, high,
            expected, expected_se, learnt, said and at_nought.
        """
        import pandas as pd

        return pd.DataFrame([
            {
                "name": it.name, "label": it.label, "part": part,
                "estimate": one.value, "se": one.se, "low": one.low, "high": one.high,
                "expected": one.expected, "expected_se": one.expected_se,
                "learnt": one.learnt, "said": str(one.said),
                "at_nought": part == "spread" and it.at_nought,
            }
            for it in self.parameters
            for part, one in (("mean", it.mean), ("spread", it.spread))
        ])  # fmt: skip


def cohort(
    couples: Iterable[View | Belief], *, apart: float | None = None
) -> Cohort:
    r"""Fit the couple model to many couples at once.

    What couples lastingly are (homes of states, traits) comes from one population,
    whose means and spreads are unknown. Beforehand it is everybody's, the calibrated
    one, give or take what `doubts` says. Each couple's answers are heard once, by
    `update`; what they say of the couple apart from any expectation is a normal site,
    so the couple can be integrated out, and means and logarithms of spreads are those
    at which answers and expectation together are most probable (empirical Bayes; Morris
    1983, doi:10.1080/01621459.1983.10477920). Standard errors are from the curvature
    there. `Cohort.couple` draws each couple's own belief towards its cohort.

    Which partner is a and which b does not matter: both come from one population. How
    a day follows from the day before is taken from the calibrated model as it is.

    Args:
        couples: What a viewer may see of each, or what `update` made of it from the
            beginning.

    Other Args:
        apart: Standard deviation of cohorts' means about everybody's, in standard
            deviations between persons; 0.5 if left out.

    Returns:
        The cohort. If something stood in the way, its ``outcome`` says what.
    """
    begun = tuple(it if isinstance(it, Belief) else update(it) for it in couples)
    known = before(apart)
    with one_thread():
        told = [it for it in begun if _heard(it)]
        heard = sites(told)
        found = search(known, heard)
        doubt, top = _doubt(less_doubt(found.numbers, known, heard))
        parameters = _parameters(found.numbers, doubt, known, heard)
        gain = _log(found.numbers, known, heard) - _log(0 * found.numbers, known, heard)
    return Cohort(
        parameters=parameters, population=law(found.numbers, known), begun=begun,
        heard=len(told), gain=gain, surprise=_surprise(told),
        outcome=_came(found.converged and top, parameters, len(told)),
    )  # fmt: skip


def _heard(belief: Belief) -> bool:
    return belief.day is not None


def _doubt(less: ndarray) -> tuple[ndarray, bool]:
    """Covariance from the curvature, and whether the place is a top at all.

    A direction in which it is none keeps the doubt that it had beforehand.
    """
    sizes, ways = np.linalg.eigh(less)
    top = sizes > _LEVEL
    return (ways / np.where(top, sizes, 1.0)) @ ways.T, bool(top.all())


def _surprise(told: Sequence[Belief]) -> float:
    sides = [side for it in told for side in it.surprise]
    square, count = sum(it for it, _ in sides), sum(many for _, many in sides)
    return math.sqrt(square / count) if count else 1.0


def _log(numbers: ndarray, known: Before, heard: Sites) -> float:
    return explained(numbers, known, heard).log


def _parameters(
    numbers: ndarray, doubt: ndarray, known: Before, heard: Sites
) -> tuple[CohortParameter, ...]:
    one, half = everybody(), len(known.widen)
    found = []
    for kind, name in enumerate(one.kinds):
        place = one.kind.index(kind)
        mean, sd = float(one.mean[place]), float(one.sd[place])
        mean_ = _mean(mean, sd * known.shift[kind], numbers[:half], doubt[:half, :half])
        own = half + kind
        spread = _spread(sd, float(known.widen[kind]), numbers[own], doubt[own, own])
        nought = spread.said is not Said.NOTHING and _at_nought(
            numbers, own, known, heard
        )
        found.append(
            CohortParameter(
                name=name, label=_label(name), mean=mean_, spread=spread,
                at_nought=nought,
            )
        )  # fmt: skip
    return tuple(found)


def _mean(expected: float, slope: ndarray, numbers: ndarray, doubt: ndarray) -> Learnt:
    value, variance = expected + float(slope @ numbers), float(slope @ doubt @ slope)
    before_ = float(slope @ slope)
    se = math.sqrt(variance)
    return Learnt(
        value=value, se=se, expected=expected, expected_se=math.sqrt(before_),
        low=value - Z95 * se, high=value + Z95 * se, learnt=1 - variance / before_,
    )  # fmt: skip


def _spread(expected: float, widen: float, number: float, variance: float) -> Learnt:
    value, log_se = expected * math.exp(widen * number), widen * math.sqrt(variance)
    return Learnt(
        value=value, se=value * log_se, expected=expected, expected_se=expected * widen,
        low=value * math.exp(-Z95 * log_se), high=value * math.exp(Z95 * log_se),
        learnt=1 - float(variance),
    )  # fmt: skip


def _at_nought(numbers: ndarray, place: int, known: Before, heard: Sites) -> bool:
    """Whether couples are explained as well if they do not differ in one thing."""
    none = numbers.copy()
    none[place] = math.log(_NONE) / known.widen[place - len(known.widen)]
    return _log(none, known, heard) >= _log(numbers, known, heard)


def _came(converged: bool, parameters: Sequence[CohortParameter], heard: int) -> Outcome:
    if heard == 0:
        return Outcome.NO_ANSWERS
    if not converged:
        return Outcome.NOT_CONVERGED
    if heard < doubts()["few"]["couples"]:
        return Outcome.TOO_FEW
    each = [one.said for it in parameters for one in (it.mean, it.spread)]
    if all(it is Said.NOTHING for it in each):
        return Outcome.NOTHING_SAID
    return Outcome.BOUNDARY if any(it.at_nought for it in parameters) else Outcome.GOOD


def _label(name: str) -> str:
    if name.startswith("home_"):
        labels = {state.id: state.label for state in states()}
        return f"where {labels[name.removeprefix('home_')]} is at home"
    return name.removeprefix("trait_").replace("_", " ") + _of_attachment(name)


def _of_attachment(name: str) -> str:
    return " in attachment" if name.startswith("trait_") else ""
