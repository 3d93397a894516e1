"""What `python -m proofs.continuous` rests on, and that it runs."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from proofs.continuous import SCENARIOS, at_truth, committed_lock, judge, lock
from securebase.fit.continuous._natural import in_units


def test_free_numbers_are_those_of_the_truth() -> None:
    for scenario in SCENARIOS[1:5]:
        blank, free = at_truth(scenario)
        m = in_units(blank, free)
        truth = scenario.truth
        assert_allclose(m.rates, truth.rates, atol=1e-12)
        assert_allclose(m.noise @ m.noise.T, truth.noise, atol=1e-12)
        assert_allclose(m.errors @ m.errors.T, np.diag(truth.errors), atol=1e-12)
        if scenario.model.random_intercepts:
            own = m.intercepts @ m.intercepts.T
            assert_allclose(own, truth.intercepts, atol=1e-12)


@pytest.mark.long
def test_a_scenario_runs() -> None:
    found = judge(SCENARIOS[1], seed=1, times=2)
    assert found.fits == 2
    assert set(found.bias) == set(found.band) == set(found.places)
    assert len(found.band) == 10


def test_the_report_is_of_this_code() -> None:
    assert committed_lock() == lock()
