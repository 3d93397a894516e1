from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from scipy.optimize import approx_fprime, minimize

from securebase.measures import ScaleStatistics, describe
from securebase.measures._omega import _misfit, omega_total, one_factor
from tests.measures.made import one_scale

NAN = np.nan
LOADINGS = np.array([0.8, 0.7, 0.6, 0.5, 0.4])


def seen(
    answers: Sequence[Sequence[float]], keys: str, **more: object
) -> ScaleStatistics:
    form = one_scale(keys, **more)  # type: ignore[arg-type]
    return describe(np.array(answers, float).reshape(-1, len(keys)), form)[0]


def correlation_of(loadings: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.outer(loadings, loadings) + np.diag(1 - loadings**2)


def test_figures_worked_by_hand() -> None:
    # Two items, the second reversed on 1..5: keyed (1,2) (2,2) (3,5) (4,5) (5,1)
    # Item variances 2.5 and 3.5, covariance 1 / 4: sum of all 2.5 + 3.5 + 2 / 4 = 6.5.
    # alpha = 2 / 1 * (1 - 6 / 6.5) = 2 / 13. Scores 1.5 2 4 4.5 3: mean 3, variance
    # 6.5 / 4.
    found = seen([[1, 4], [2, 4], [3, 1], [4, 1], [5, 5]], "+-")
    assert found.n == 5
    assert found.mean == pytest.approx(3.0)
    assert found.sd == pytest.approx((6.5 / 4) ** 0.5)
    assert found.alpha == pytest.approx(2 / 13)
    assert found.sem == pytest.approx((6.5 / 4 * 11 / 13) ** 0.5)
    r = 0.25 / (2.5 * 3.5) ** 0.5
    assert found.item_rest == {"Q1": pytest.approx(r), "Q2": pytest.approx(r)}
    assert found.reasons == {"omega": "one factor needs at least three items"}


def test_a_sum_has_the_alpha_of_the_mean_and_k_times_its_spread() -> None:
    answers: list[list[float]] = [[1, 2, 2], [2, 2, 3], [3, 5, 4], [4, 5, 5], [5, 1, 2]]
    mean, total = seen(answers, "+++"), seen(answers, "+++", method="sum")
    assert mean.alpha == pytest.approx(total.alpha)
    assert mean.sd is not None
    assert mean.sem is not None
    assert total.sd == pytest.approx(3 * mean.sd)
    assert total.sem == pytest.approx(3 * mean.sem)


def test_only_complete_cases_count_and_outside_is_incomplete() -> None:
    whole: list[list[float]] = [[1, 2], [2, 2], [3, 5], [4, 5]]
    holes: list[list[float]] = [[NAN, 3], [9, 3], [2, 0]]
    assert seen(whole + holes, "++") == seen(whole, "++")


@pytest.mark.parametrize(
    ("answers", "figure", "reason"),
    [
        ([], "mean", "nobody"),
        ([], "alpha", "fewer than two people"),
        ([[1, 2, 3]], "sd", "fewer than two people"),
        ([[1, 2, 3], [3, 2, 1]], "alpha", "the same score"),
        ([[1, 2, 3], [3, 2, 2]], "omega", "more complete cases"),
        ([[1, 2, 3], [3, 2, 2], [4, 2, 1], [5, 2, 4]], "omega", "alike by everybody"),
        ([[1, 2, 3], [3, 2, 2], [4, 2, 1], [5, 2, 4]], "item_rest", "alike"),
        ([[1, 1, 3], [3, 3, 2], [4, 4, 1], [5, 5, 4]], "omega", "exactly"),
    ],
)
def test_what_cannot_be_estimated_says_why(
    answers: list[list[float]], figure: str, reason: str
) -> None:
    found = seen(answers, "+++")
    if figure != "item_rest":
        assert getattr(found, figure) is None
    assert reason in found.reasons[figure]


def test_a_single_item_has_no_internal_consistency() -> None:
    found = seen([[1], [2], [5]], "+")
    assert found.alpha is None
    assert found.reasons["alpha"] == "it has a single item"
    assert found.sd is not None


def test_a_weighted_sum_has_no_alpha() -> None:
    weights = {"Q1": 1, "Q2": -1}
    found = seen([[1, 5], [2, 2], [5, 1]], "++", method="sum", weights=weights)
    assert found.mean == pytest.approx(0.0)
    assert found.alpha is None
    assert "weighted" in found.reasons["alpha"]


def test_an_exact_one_factor_matrix_gives_its_loadings_back() -> None:
    loadings, unique = one_factor(correlation_of(LOADINGS))
    assert_allclose(loadings, LOADINGS, atol=1e-6)
    assert_allclose(unique, 1 - LOADINGS**2, atol=1e-6)


def test_omega_of_an_exact_matrix_is_its_formula() -> None:
    sd = np.array([1.0, 2.0, 0.5, 1.5, 1.0])
    covariance = correlation_of(LOADINGS) * np.outer(sd, sd)
    common = (sd @ LOADINGS) ** 2
    expected = common / (common + sd**2 @ (1 - LOADINGS**2))
    found, _ = omega_total(covariance, 500)
    assert found == pytest.approx(expected, abs=1e-8)


def test_equal_loadings_make_omega_equal_alpha() -> None:
    # Tau-equivalent items: k r / (1 + (k - 1) r) with r = .36 and k = 4.
    found, _ = omega_total(correlation_of(np.full(4, 0.6)), 500)
    assert found == pytest.approx(4 * 0.36 / (1 + 3 * 0.36), abs=1e-8)


def noisy_matrix(seed: int) -> NDArray[np.float64]:
    draws = np.random.default_rng(seed).normal(size=(300, 6))
    return np.corrcoef(draws[:, :5] + 1.2 * draws[:, 5:] * LOADINGS, rowvar=False)


@pytest.mark.parametrize("seed", range(5))
def test_the_profiled_fit_agrees_with_the_whole_likelihood(seed: int) -> None:
    observed = noisy_matrix(seed)

    def misfit(both: NDArray[np.float64]) -> float:
        loadings, unique = both[:5], np.exp(both[5:])
        implied = np.outer(loadings, loadings) + np.diag(unique)
        _, size = np.linalg.slogdet(implied)
        return float(size + np.trace(np.linalg.solve(implied, observed)))

    start = np.concatenate([np.full(5, 0.5), np.log(np.full(5, 0.6))])
    whole = minimize(misfit, start, method="BFGS", options={"gtol": 1e-7})
    loadings, unique = one_factor(observed)
    assert_allclose(loadings, whole.x[:5], atol=1e-4)
    assert_allclose(unique, np.exp(whole.x[5:]), atol=1e-4)


def test_the_slope_of_the_misfit_is_its_derivative() -> None:
    observed, at = noisy_matrix(0), np.array([0.3, 0.5, 0.7, 0.8, 0.9])

    def misfit(unique: NDArray[np.float64]) -> float:
        return _misfit(unique, observed)[0]

    numeric = approx_fprime(at, misfit, 1e-7)
    assert_allclose(_misfit(at, observed)[1], numeric, rtol=1e-4, atol=1e-5)


def test_a_heywood_case_is_named() -> None:
    # r12 r13 / r23 = .9 * .9 / .6 = 1.35 would be the first item's common variance.
    observed = np.array([[1, 0.9, 0.9], [0.9, 1, 0.65], [0.9, 0.65, 1]])
    found, reason = omega_total(observed, 500)
    assert found is None
    assert "Heywood" in reason


def test_a_scale_keyed_the_wrong_way_shows_in_its_items() -> None:
    rng = np.random.default_rng(1)
    trait = rng.integers(1, 6, 300).astype(float)
    answers = np.column_stack([trait, trait, 6 - trait]) + rng.integers(0, 2, (300, 3))
    found = describe(answers, one_scale("+++", 1, 6))[0]
    lowest = found.item_rest["Q3"]
    assert lowest is not None
    assert lowest < -0.1
