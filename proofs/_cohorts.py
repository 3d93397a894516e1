"""Made-up cohorts that differ from everybody in a known way, and what they answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy import ndarray

from proofs._diaries import diaries
from securebase.dynamics import (
    Cohort,
    Parameters,
    calibrated,
    fixed_rows,
    starting_homes,
    state_rows,
)
from securebase.fit.couple import Belief, _cohort
from securebase.fit.couple._differ import Before, Law
from securebase.fit.couple._model import lasts
from securebase.fit.couple._search import Found
from securebase.fit.couple._sites import Sites, everybody, sites
from securebase.fit.couple._space import lasting
from securebase.fit.couple._update import after
from securebase.simulate._cohort import settled_at


@dataclass(frozen=True, kw_only=True)
class Study:
    """How a cohort was studied.

    Attributes:
        name: For the report.
        couples: In each cohort.
        days: Of the diary.
        sheets: Whether questionnaires are heard too.
    """

    name: str
    couples: int
    days: int
    sheets: bool = True


def answered(study: Study, law: Law, *, seed: int) -> tuple[Belief, ...]:
    """What is known of each couple of a cohort that follows a law."""
    parameters = calibrated()
    found = diaries(
        parameters, study.couples, study.days, seed=seed, sheets=study.sheets,
        at_random=True, changed=lambda it: changed(it, law, parameters),
    )  # fmt: skip
    return tuple(after(events) for events in found.events)


def changed(cohort: Cohort, law: Law, parameters: Parameters) -> Cohort:
    """Couples of everybody become couples of a law, each settled where it is then."""
    one = everybody()
    before = lasts(cohort.home, cohort.fixed)
    standard = (before - one.mean[:, None]) / one.sd[:, None]
    there = law.mean[:, None] + law.scale[:, None] * standard
    now = one.mean[:, None] + one.sd[:, None] * there
    fixed = cohort.fixed.copy()
    traits = [name for name in lasting() if name in fixed_rows()]
    for name in traits:
        fixed[fixed_rows().index(name)] = now[lasting().index(name)]
    # Homes that traits explain in full are not among what lasts: they follow.
    home = cohort.home + starting_homes(fixed, parameters)
    home -= starting_homes(cohort.fixed, parameters)
    for place, name in enumerate(lasting()):
        if name not in traits:
            home[state_rows().index(name.replace(".home_", "."))] = now[place]
    moved = settled_at(home, parameters) - settled_at(cohort.home, parameters)
    state = np.clip(cohort.state + moved, -5.0, 5.0)
    return replace(cohort, state=state, home=home, fixed=fixed)


@contextmanager
def _sites_as(wrong: Any) -> Iterator[None]:
    with patch.object(_cohort, "sites", wrong):
        yield


def expected_twice() -> AbstractContextManager[None]:
    """What was expected of a couple is taken for something that was heard of it."""
    expected = np.linalg.inv(everybody().alike)

    def wrong(beliefs: tuple[Belief, ...]) -> Sites:
        found = sites(beliefs)
        return replace(found, precision=found.precision + expected)

    return _sites_as(wrong)


def heard_twice() -> AbstractContextManager[None]:
    """Each answer counts twice."""

    def wrong(beliefs: tuple[Belief, ...]) -> Sites:
        found = sites(beliefs)
        return Sites(2 * found.precision, 2 * found.shift)

    return _sites_as(wrong)


@contextmanager
def left_where_it_was() -> Iterator[None]:
    """Nothing is searched for: the cohort is taken for everybody."""

    def wrong(known: Before, heard: Sites) -> Found:
        return Found(np.zeros(2 * len(known.widen)), converged=True)

    with patch.object(_cohort, "search", wrong):
        yield


@contextmanager
def couples_known() -> Iterator[None]:
    """Standard errors as if it were known what each couple is."""

    def wrong(numbers: ndarray, known: Before, heard: Sites) -> ndarray:
        sure = 1e6 * np.eye(heard.shift.shape[1])
        return right(numbers, known, replace(heard, precision=heard.precision + sure))

    right = _cohort.less_doubt
    with patch.object(_cohort, "less_doubt", wrong):
        yield


PLANTED = {
    "what was expected counted as heard": expected_twice,
    "each answer counted twice": heard_twice,
    "the cohort taken for everybody": left_where_it_was,
    "errors as if couples were known": couples_known,
}
"""Each mistake with the way to make it."""
