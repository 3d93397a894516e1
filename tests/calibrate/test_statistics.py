"""The statistics of studies against plain formulas and other libraries."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from securebase.calibrate import _statistics as st


@pytest.fixture
def made() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    x = rng.standard_normal(4000)
    held = 0.5 * x + rng.standard_normal(4000)
    return x, held, 0.4 * x - 0.3 * held + rng.standard_normal(4000)


def test_weights_are_those_of_ordinary_least_squares_on_standard_scores(
    made: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    x, held, y = made
    r_xh, r_xy, r_hy = (
        np.corrcoef(*pair)[0, 1] for pair in ((x, held), (x, y), (held, y))
    )
    by_hand = (r_xy - r_hy * r_xh) / (1 - r_xh**2)
    assert_allclose(st.betas(y, x, held)[0], by_hand, rtol=1e-9)


def test_one_predictor_explains_its_squared_correlation_less_a_little(
    made: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    x, _, y = made
    plain = stats.pearsonr(x, y).statistic ** 2
    adjusted = 1 - (1 - plain) * (len(x) - 1) / (len(x) - 2)
    assert_allclose(st.r2(y, x), adjusted, rtol=1e-9)


def test_noise_explains_nothing_on_average() -> None:
    rng = np.random.default_rng(3)
    found = [
        st.r2(rng.standard_normal(200), *rng.standard_normal((20, 200)))
        for _ in range(200)
    ]
    assert abs(np.mean(found)) < 0.01


def test_shares_between_people_are_recovered() -> None:
    rng = np.random.default_rng(1)
    people = rng.standard_normal(3000) * np.sqrt(0.35)
    values = people + rng.standard_normal((40, 3000)) * np.sqrt(0.65)
    assert st.icc(values) == pytest.approx(0.35, abs=0.02)


def test_odds_of_counts_are_recovered() -> None:
    rng = np.random.default_rng(2)
    x = rng.standard_normal(5000)
    yes = rng.binomial(6, 1 / (1 + np.exp(-(0.2 + 0.7 * x))))
    assert st.log_odds_slope(x, yes, 6 - yes) == pytest.approx(0.7, abs=0.04)


def test_deviations_within_a_person_have_no_mean() -> None:
    values = np.random.default_rng(0).standard_normal((10, 7)) + np.arange(7)
    assert_allclose(st.within(values).mean(axis=0), 0, atol=1e-12)
