import numpy as np
import pytest
from hypothesis import given, strategies as st
from numpy.random import default_rng

from securebase.simulate._collect_cut import answer, behind

MANY = 200_000


@pytest.mark.parametrize(
    ("mean", "sd", "lo", "hi"),
    [(3.0, 1.5, 0, 6), (4.4, 1.5, 0, 6), (1.1, 1.2, 0, 6), (3.9, 1.1, 1, 5)],
)
def test_answers_have_the_wanted_mean_and_spread(
    mean: float, sd: float, lo: int, hi: int
) -> None:
    found = behind(mean, sd, lo, hi)
    before = default_rng(1).normal(found.centre, found.spread, MANY)
    answers = answer(before, lo, hi).astype(float)
    # Means of so many are known to about .003.
    assert answers.mean() == pytest.approx(mean, abs=0.015)
    assert answers.std() == pytest.approx(sd, abs=0.015)
    assert np.corrcoef(before, answers)[0, 1] == pytest.approx(found.kept, abs=0.005)


def test_far_from_the_ends_only_rounding_is_undone() -> None:
    found = behind(50.0, 2.0, 0, 100)
    # Sheppard: rounding adds a twelfth to the variance.
    assert found.spread**2 == pytest.approx(4 - 1 / 12, abs=1e-6)
    assert found.centre == pytest.approx(50, abs=1e-6)


def test_a_spread_that_the_scale_cannot_hold_is_met_as_near_as_it_goes() -> None:
    found = behind(3.0, 10.0, 0, 6)
    assert found.spread <= 6


@given(st.floats(-1e6, 1e6), st.integers(-3, 3), st.integers(1, 9))
def test_answers_are_whole_and_on_the_scale(value: float, lo: int, more: int) -> None:
    found = int(answer(np.array([value]), lo, lo + more)[0])
    assert lo <= found <= lo + more
    if lo <= value <= lo + more:
        assert abs(found - value) <= 0.5
