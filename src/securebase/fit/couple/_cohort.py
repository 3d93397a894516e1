"""Many couples by the couple model: what they are like, and how far they differ."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from securebase.core import FitError
from securebase.couples import View
from securebase.fit._threads import one_thread

from ._belief import Belief
from ._corrected import LEAST, SEED, TIMES, corrected, plain
from ._differ import Law, before, doubts, law
from ._learnt import CohortParameter, Said, learnt
from ._likelihood import among, explained
from ._search import search
from ._sites import believed_among, everybody, sites
from ._update import update

if TYPE_CHECKING:
    import pandas as pd


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
        "A spread between couples explains the answers no better than none at all. "
        "What was expected beforehand keeps it from nought: read it as small, and "
        "collect more couples or longer diaries to tell it from nought."
    )

    @property
    def learnt(self) -> bool:
        """Whether anything was learnt, be it to be read with care."""
        return self not in (Outcome.NO_ANSWERS, Outcome.NOTHING_SAID)


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
            logarithm of probability by the straight account; what was expected is not
            counted.
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
            return believed_among(begun, one.mean + one.sd * mean[0], units * spread[0])

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
    couples: Iterable[View | Belief],
    *,
    apart: float | None = None,
    twins: int | None = None,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> Cohort:
    r"""Fit the couple model to many couples at once.

    What couples lastingly are (homes of states, traits) comes from one population,
    whose means and spreads are unknown. Beforehand it is everybody's, the calibrated
    one, give or take what `doubts` says. Each couple's answers are heard once, by
    `update`; what they say of the couple apart from any expectation is a normal site,
    so the couple can be integrated out, and means and logarithms of spreads are those
    at which answers and expectation together are most probable (empirical Bayes; Morris
    1983, doi:10.1080/01621459.1983.10477920).

    `update` takes a straight account of the model, which is best where everybody is.
    So couples of the population that was found are made up, live in the real model and
    are heard in the same way; what the account gets wrong in them is taken off, twice
    (see `corrected`), and standard errors know of it. `Cohort.couple` draws each
    couple's own belief towards its cohort.

    Which partner is a and which b does not matter: both come from one population. How
    a day follows from the day before is taken from the calibrated model as it is.

    Args:
        couples: What a viewer may see of each, or what `update` made of it from the
            beginning.

    Other Args:
        apart: Standard deviation of cohorts' means about everybody's, in standard
            deviations between persons; 0.5 if left out.
        twins: How many couples are made up, twice; four times as many as there are
            couples, and 600 at least, if left out. 0 leaves the straight account as it
            is, which takes seconds, with standard errors that are too small where the
            cohort is far from everybody.
        seed: What chance does in them follows from it.
        progress: Told how many made-up couples were heard by now, and how many will.

    Returns:
        The cohort. If something stood in the way, its ``outcome`` says what.

    Raises:
        FitError: If ``apart`` or ``twins`` is none that can be.
    """
    _check(apart, twins)
    begun = tuple(it if isinstance(it, Belief) else update(it) for it in couples)
    known = before(apart)
    with one_thread():
        told = [it for it in begun if _heard(it)]
        heard = sites(told)
        first = search(known, heard)
        count = max(LEAST, TIMES * len(told)) if twins is None else twins
        if told and count:
            found = corrected(
                known, told, first, count, seed=seed, progress=progress or _nobody
            )
        else:
            found = plain(known, heard, first)
        parameters = learnt(found, known, heard)
        gain = explained(first.numbers, known, heard).log
        gain -= explained(0 * first.numbers, known, heard).log
    return Cohort(
        parameters=parameters, population=law(found.numbers, known), begun=begun,
        heard=len(told), gain=gain, surprise=_surprise(told),
        outcome=_came(found.converged, parameters, len(told)),
    )  # fmt: skip


def _check(apart: float | None, twins: int | None) -> None:
    if apart is not None and not 0 < apart < math.inf:
        raise FitError(
            "How far cohorts lie apart must be above nought. "
            f"Got {apart} instead. Leave it out, or give 0.5, for example."
        )
    if twins is not None and (twins < 0 or twins == 1):
        raise FitError(
            "Couples that are made up must be two at least, or none. "
            f"Got {twins} instead. Leave the number out, or give 0 for none."
        )


def _nobody(_: int, __: int) -> None:
    pass


def _heard(belief: Belief) -> bool:
    return belief.day is not None


def _surprise(told: Sequence[Belief]) -> float:
    sides = [side for it in told for side in it.surprise]
    square, count = sum(it for it, _ in sides), sum(many for _, many in sides)
    return math.sqrt(square / count) if count else 1.0


def _came(
    converged: bool, parameters: Sequence[CohortParameter], heard: int
) -> Outcome:
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
