"""What `python -m proofs.coefficients` rests on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy import ndarray

from proofs._cohorts import Study
from proofs._cohorts_told import WRONG, Wrong, numbers, wrong_learner
from proofs.coefficients import (
    QUICK,
    STUDIES,
    Judged,
    Tried,
    committed_lock,
    judge,
    lock,
    tries,
)
from securebase.fit.couple._coefficients_prior import expected

STUDY = Study(name="small", couples=8, days=5)
COUNT = len(expected())


@pytest.fixture(scope="module")
def tried() -> list[Tried]:
    return tries(STUDY, replace(QUICK, cohorts=3))


def test_errors_are_those_of_each_cohort_and_coefficient(tried: list[Tried]) -> None:
    found = judge(tried)
    assert found.z.shape == found.learnt.shape == found.error.shape == (3, COUNT)
    assert (np.abs(found.z) >= np.abs(found.error) - 1e-9).all()


def test_errors_that_are_too_large_or_aside_are_wrong() -> None:
    z = np.random.default_rng(1).standard_normal((400, COUNT))
    learnt = np.zeros_like(z)
    learnt[:, :12] = 0.3
    good = Judged(z, learnt, z)
    assert good.wrong == []
    assert {"80% intervals", "95% intervals"} <= set(replace(good, z=1.3 * z).wrong)
    aside = replace(good, z=z + 0.5 * (np.arange(COUNT) == 3)).wrong
    assert aside == [f"{expected().free[3].name} not uniform"]
    assert replace(good, z=z + 0.5 * (np.arange(COUNT) >= 12)).wrong == [
        "others not uniform"
    ]


@pytest.mark.parametrize("name", WRONG)
def test_a_planted_mistake_changes_numbers_and_leaves_no_trace(
    tried: list[Tried], name: str
) -> None:
    (one,) = tried

    def told(how: Wrong) -> ndarray:
        found = wrong_learner(one.made, len(one.asked), how)
        moved = found.scale.T @ (numbers(one.told[0], how) - found.middle)
        return np.concatenate([found.ways.ravel(), moved])

    true, wrong = told(Wrong()), told(WRONG[name])
    assert np.abs(true - wrong).max() > 1e-3
    np.testing.assert_array_equal(told(Wrong()), true)


def test_the_committed_report_is_of_this_code() -> None:
    kept = committed_lock()
    if kept != lock():
        pytest.skip(
            "The report in proofs/results is older than the code. Make it anew with "
            "`python -m proofs.coefficients`."
        )


def test_studies_differ_in_what_is_asked() -> None:
    assert len({(it.couples, it.days, it.sheets) for it in STUDIES}) == len(STUDIES)
