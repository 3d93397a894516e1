import math

import pytest
from hypothesis import given, settings, strategies as st

from securebase.core import Basis, Estimate, Sureness, normal_cdf


def estimate(value: float, se: float = 0.5) -> Estimate:
    return Estimate(
        value=value, se=se, lo=0.0, hi=6.0, basis=Basis.ASSUMED, answered=3, asked=3
    )


def test_the_band_is_value_plus_minus_1_96_standard_errors() -> None:
    it = estimate(3.0, se=1.0)
    assert it.low == pytest.approx(1.040036, abs=1e-6)
    assert it.high == pytest.approx(4.959964, abs=1e-6)


def test_the_band_never_leaves_the_scale() -> None:
    assert estimate(0.2).low == 0
    assert estimate(5.9).high == 6


def test_a_level_above_a_threshold_by_one_error_is_84_percent_probable() -> None:
    # Standard normal table: Phi(1) = .8413.
    assert estimate(4.5).probability_above(4.0) == pytest.approx(0.8413, abs=1e-4)


@given(st.floats(0.0, 6.0), st.floats(0.0, 6.0), st.floats(0.1, 2), st.floats(0.1, 2))
@settings(deadline=None)
def test_of_two_levels_one_is_above_the_other(
    a: float, b: float, sa: float, sb: float
) -> None:
    first, second = estimate(a, sa), estimate(b, sb)
    total = first.probability_above_estimate(second)
    total += second.probability_above_estimate(first)
    assert total == pytest.approx(1.0)


@given(st.floats(-5, 5))
def test_the_normal_distribution_function_is_symmetric(z: float) -> None:
    assert normal_cdf(z) + normal_cdf(-z) == pytest.approx(1.0)


def test_the_normal_distribution_function_keeps_the_far_tail() -> None:
    assert normal_cdf(-10.0) == pytest.approx(7.619853e-24, rel=1e-6)
    assert math.isclose(normal_cdf(0.0), 0.5)


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (1.0, Sureness.VERY),
        (0.95, Sureness.VERY),
        (0.9499, Sureness.FAIRLY),
        (0.80, Sureness.FAIRLY),
        (0.7999, Sureness.LEANING),
        (0.60, Sureness.LEANING),
        (0.5999, Sureness.UNKNOWN),
        (0.0, Sureness.UNKNOWN),
    ],
)
def test_the_words_change_at_the_documented_probabilities(
    probability: float, word: Sureness
) -> None:
    assert Sureness.of(probability) is word
