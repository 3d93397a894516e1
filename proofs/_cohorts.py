"""Made-up cohorts that differ from everybody in a known way, and what they answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy import ndarray

from proofs._diaries import diaries
from securebase.dynamics import calibrated
from securebase.fit.couple import Belief, _cohort, _corrected
from securebase.fit.couple._differ import Before, Law
from securebase.fit.couple._likelihood import less_doubt
from securebase.fit.couple._sites import Sites, everybody, sites
from securebase.fit.couple._twins import among_law, twins
from securebase.fit.couple._update import after


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
        at_random=True, changed=lambda it: among_law(it, law, parameters),
    )  # fmt: skip
    return tuple(after(events) for events in found.events)


@contextmanager
def _instead(module: ModuleType, name: str, wrong: Any) -> Iterator[None]:
    with patch.object(module, name, wrong):
        yield


def expected_twice() -> AbstractContextManager[None]:
    """What was expected of a couple is taken for something that was heard of it."""
    expected = np.linalg.inv(everybody().alike)

    def wrong(beliefs: Iterable[Belief]) -> Sites:
        found = sites(beliefs)
        return replace(found, precision=found.precision + expected)

    return _instead(_cohort, "sites", wrong)


def heard_twice() -> AbstractContextManager[None]:
    """Each answer counts twice."""

    def wrong(beliefs: Iterable[Belief]) -> Sites:
        found = sites(beliefs)
        return Sites(2 * found.precision, 2 * found.shift)

    return _instead(_cohort, "sites", wrong)


def couples_known() -> AbstractContextManager[None]:
    """Standard errors as if it were known what each couple is."""
    right = less_doubt

    def wrong(numbers: ndarray, known: Before, heard: Sites) -> ndarray:
        sure = 1e6 * np.eye(heard.shift.shape[1])
        return right(numbers, known, replace(heard, precision=heard.precision + sure))

    return _instead(_corrected, "less_doubt", wrong)


def added() -> AbstractContextManager[None]:
    """What the account gets wrong is added, and not taken off."""
    right = _corrected._seen

    def wrong(*given: Any) -> _corrected._Seen:
        seen = right(*given)
        turned = seen.account - 2 * seen.account.mean(axis=0)
        return _corrected._Seen(turned, seen.true)

    return _instead(_corrected, "_seen", wrong)


def of_everybody() -> AbstractContextManager[None]:
    """Couples are made up of everybody, and not of the cohort's law."""

    def wrong(law: Law, *given: Any, **more: Any) -> Any:
        still = Law(0 * law.mean, np.ones(len(law.mean)), everybody().alike)
        return twins(still, *given, **more)

    return _instead(_corrected, "twins", wrong)


PLAIN = {
    "what was expected counted as heard": expected_twice,
    "each answer counted twice": heard_twice,
    "errors as if couples were known": couples_known,
}
"""Mistakes in the straight account's fit, each with the way to make it."""
CORRECTED = {
    "what the account gets wrong is added": added,
    "couples are made up of everybody": of_everybody,
}
"""Mistakes in the correction."""
