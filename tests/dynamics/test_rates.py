import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from securebase.core import ModelError
from securebase.dynamics import (
    amplification,
    arm_gain,
    carry_over,
    decay,
    drift,
    loop_gain,
    rate,
)

YEAR = 365.25
CROSS_LAG = 0.08  # both ways between growth and relationship, over a year or two


# Worked out by hand from a D exp(-kD): .08 / .6 = .1333, .08 / .7 = .1143.
@pytest.mark.parametrize(("stability", "per_year"), [(0.6, 0.1333), (0.7, 0.1143)])
def test_a_cross_lag_of_a_year_becomes_a_rate(
    stability: float, per_year: float
) -> None:
    assert rate(CROSS_LAG, stability, YEAR) * YEAR == pytest.approx(per_year, abs=5e-5)


# .05 / (3.8 x .4) = .0329 and .05 / (3.8 x .6) = .0219.
@pytest.mark.parametrize(("stability", "per_year"), [(0.4, 0.0329), (0.6, 0.0219)])
def test_a_cross_lag_of_several_years_becomes_a_small_rate(
    stability: float, per_year: float
) -> None:
    found = rate(0.05, stability, 3.8 * YEAR) * YEAR
    assert found == pytest.approx(per_year, abs=5e-5)


def test_a_carry_over_of_fifty_minutes_is_forgotten_within_an_hour() -> None:
    per_hour = decay(0.375, 50 / 60 / 24) / 24
    assert per_hour == pytest.approx(1.177, abs=5e-4)
    assert 1 / per_hour == pytest.approx(0.850, abs=5e-4)


# c / (-s ln s): .08 / .3065 = .261, .08 / .1785 = .448, .12 / .1785 = .672.
@pytest.mark.parametrize(
    ("cross_lag", "stability", "arm", "loop"),
    [(0.08, 0.6, 0.261, 0.068), (0.08, 0.8, 0.448, 0.201), (0.12, 0.8, 0.672, 0.452)],
)
def test_the_loop_of_growth_amplifies_and_does_not_run_away(
    cross_lag: float, stability: float, arm: float, loop: float
) -> None:
    gain = arm_gain(cross_lag, stability)
    assert gain == pytest.approx(arm, abs=5e-4)
    assert loop_gain(gain, gain) == pytest.approx(loop, abs=5e-4)
    assert 1 < amplification(loop_gain(gain, gain)) < 2


@given(st.floats(0.05, 0.95), st.floats(0.01, 2000.0), st.floats(-0.3, 0.3))
@settings(deadline=None)
def test_the_closed_form_agrees_with_the_matrix_exponential(
    stability: float, days: float, cross_lag: float
) -> None:
    k = decay(stability, days)
    one_way = np.array([[-k, 0.0], [rate(cross_lag, stability, days), -k]])
    found = carry_over(one_way, days)
    np.testing.assert_allclose(np.diag(found), stability, rtol=1e-9)
    np.testing.assert_allclose(found[1, 0], cross_lag, atol=1e-9)


@given(st.integers(0, 2**32 - 1), st.floats(0.05, 30.0))
@settings(deadline=None, max_examples=30)
def test_rates_and_lagged_effects_are_each_others_inverse(
    seed: int, days: float
) -> None:
    rng = np.random.default_rng(seed)
    true = rng.normal(0, 0.02, (3, 3)) - np.diag(rng.uniform(0.03, 0.1, 3))
    found = drift(carry_over(true, days), days)
    np.testing.assert_allclose(found, true, atol=1e-7)


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 20.0), st.floats(0.1, 20.0))
@settings(deadline=None, max_examples=30)
def test_two_spans_after_each_other_are_one_long_span(
    seed: int, first: float, second: float
) -> None:
    rng = np.random.default_rng(seed)
    rates = rng.normal(0, 0.05, (2, 2)) - 0.1 * np.eye(2)
    together = carry_over(rates, second) @ carry_over(rates, first)
    np.testing.assert_allclose(together, carry_over(rates, first + second), atol=1e-10)


def test_dividing_by_the_span_would_be_wrong() -> None:
    naive = CROSS_LAG / YEAR
    assert rate(CROSS_LAG, 0.6, YEAR) > 1.5 * naive


def test_effects_that_no_rates_can_give_are_refused() -> None:
    with pytest.raises(ModelError, match=r"real logarithm.*Got eigenvalues"):
        drift(np.array([[-0.3, 0.0], [0.1, 0.5]]), 1.0)


@pytest.mark.parametrize("stability", [0.0, 1.0, -0.2, math.nan])
def test_a_stability_that_is_none_is_refused(stability: float) -> None:
    with pytest.raises(ModelError, match="between 0 and 1"):
        decay(stability, 1.0)


def test_a_loop_that_runs_away_has_no_amplification() -> None:
    with pytest.raises(ModelError, match="below 1"):
        amplification(1.2)
