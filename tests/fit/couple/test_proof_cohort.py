"""What `python -m proofs.cohort` rests on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from proofs._cohorts import CORRECTED, PLAIN, Study, answered
from proofs.cohort import STUDIES, Judged, Made, committed_lock, judge, lock
from securebase.fit.couple import cohort
from securebase.fit.couple._differ import before, law

STUDY = Study(name="small", couples=8, days=3)


@pytest.fixture(scope="module")
def made() -> Made:
    known = before()
    numbers = np.random.default_rng(2).standard_normal(2 * len(known.widen))
    drawn = law(numbers, known)
    return Made(drawn, answered(STUDY, drawn, seed=2))


def test_errors_are_counted_where_something_was_learnt(made: Made) -> None:
    found = judge([made], twins=0)
    assert found.z.shape == found.learnt.shape == (1, 38, 2)
    assert len(found.told()) == (found.learnt >= 0.1).sum() > 0
    assert found.outcomes == ["too_few"]


def test_errors_that_are_too_large_are_wrong() -> None:
    z = np.random.default_rng(1).standard_normal((40, 38, 2))
    good = Judged(z, np.ones_like(z), np.zeros((40, 38), bool), ["good"] * 40)
    assert good.wrong == []
    assert len(replace(good, z=1.4 * z).wrong) == 4
    assert len(replace(good, z=0.6 * z).wrong) == 4


@pytest.mark.parametrize("name", [*PLAIN, *CORRECTED])
def test_a_planted_mistake_changes_the_cohort_and_leaves_no_trace(
    made: Made, name: str
) -> None:
    twins = 0 if name in PLAIN else 4

    def numbers() -> list[float]:
        found = cohort(made.beliefs, twins=twins)
        return [one.se + one.value for it in found.parameters for one in (it.mean,)]

    true = numbers()
    with {**PLAIN, **CORRECTED}[name]():
        wrong = numbers()
    assert np.abs(np.array(true) - wrong).max() > 1e-3
    assert numbers() == true


def test_studies_differ_in_what_is_asked() -> None:
    assert len({(it.couples, it.days, it.sheets) for it in STUDIES}) == len(STUDIES)


def test_the_committed_report_is_of_this_code() -> None:
    kept = committed_lock()
    if kept != lock():
        pytest.skip(
            "The report in proofs/results is older than the code. Make it anew with "
            "`python -m proofs.cohort`."
        )
