"""Courses over time: four random effects that all go together, from any start."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf  # type: ignore[import-untyped]
from numpy.testing import assert_allclose
from scipy.optimize import minimize

from securebase.fit.mixed import Diary, DyadicModel, Fit, Outcome
from securebase.fit.mixed._search import Objective
from tests.fit.mixed.plain import slow_minus_two

GROWTH = DyadicModel("income ~ year", by_role="all", random=["1", "year"])
BETWEEN = np.array(
    [[400, 12, 150, 3], [12, 4, 2, 1.2], [150, 2, 500, -10], [3, 1.2, -10, 6]]
)


@cache
def courses(seed: int = 3) -> pd.DataFrame:
    """Sixty couples for ten years, in hundreds, with a tenth missing."""
    rng = np.random.default_rng(seed)
    year = np.linspace(0, 10, 6)
    own = rng.multivariate_normal(np.zeros(4), BETWEEN, 60).reshape(60, 1, 2, 2)
    noise = rng.multivariate_normal([0, 0], [[100, 30], [30, 64]], (60, 6))
    start = np.array([520, 480]) + own[..., 0]
    income = start + (np.array([8, 6]) + own[..., 1]) * year[:, None] + noise
    couple, time, role = (it.ravel() for it in np.indices(income.shape))
    frame = pd.DataFrame({"couple": couple, "year": year[time], "income": income.flat})
    frame["role"] = np.array(["f", "m"])[role]
    frame.loc[rng.random(len(frame)) < 0.1, "income"] = np.nan
    return frame.sample(frac=1, random_state=seed)


@cache
def fitted(residual: str, method: str) -> Fit:
    diary = Diary.from_frame(courses(), couple="couple", role="role", time="year")
    return DyadicModel(
        GROWTH.formula, by_role="all", random=GROWTH.random, residual=residual
    ).fit(diary, method)


@pytest.mark.filterwarnings("ignore::Warning:statsmodels")
def test_statsmodels_finds_the_same_and_not_quite_as_high() -> None:
    frame = courses().dropna()
    frame = frame.assign(f=1.0 * (frame["role"] == "f"), m=1.0 * (frame["role"] == "m"))
    other = smf.mixedlm(
        "income ~ 0 + f + f:year + m + m:year", frame, groups="couple",
        re_formula="0 + f + f:year + m + m:year",
    ).fit(reml=False, method="powell", maxiter=20)  # fmt: skip
    fit = fitted("identity", "ml")
    best, theirs = fit.minus_two_log_likelihood, -2 * other.llf
    assert best - 1e-6 < theirs < best + 1
    assert_allclose(other.fe_params, fit.estimates[[0, 2, 1, 3]], rtol=0.02)


@pytest.mark.parametrize(("residual", "method"), [("csh", "reml"), ("identity", "ml")])
def test_no_other_start_leads_to_a_better_fit(residual: str, method: str) -> None:
    fit = fitted(residual, method)
    assert fit.outcome is Outcome.GOOD
    assert_allclose(fit.minus_two_log_likelihood, slow_minus_two(fit), rtol=1e-10)
    assert fit.covariance is not None
    objective = Objective(fit.batches, fit.covariance, method == "reml")
    rng = np.random.default_rng(1)
    start = objective.covariance.start()
    start = start * np.exp(rng.normal(size=start.size))
    start += 0.4 * rng.normal(size=start.size)
    found = minimize(objective.value, start, jac=objective.gradient)
    assert fit.minus_two_log_likelihood < found.fun + 1e-6


@pytest.mark.parametrize("shift", [-5, 2010])
def test_where_time_begins_and_its_unit_do_not_matter(shift: int) -> None:
    moved = courses().assign(year=lambda it: 365 * (it["year"] + shift))
    diary = Diary.from_frame(moved, couple="couple", role="role", time="year")
    fit, plain = GROWTH.fit(diary, "ml"), fitted("csh", "ml")
    assert fit.outcome is Outcome.GOOD
    assert_allclose(
        fit.minus_two_log_likelihood, plain.minus_two_log_likelihood, rtol=1e-9
    )
    assert_allclose(fit.estimates[2:] * 365, plain.estimates[2:], rtol=1e-6)


def test_ten_covariances_of_persons_and_three_of_days_are_told() -> None:
    table = fitted("csh", "reml").variances()
    assert table.groupby("part").size().to_dict() == {"random": 10, "residual": 3}
    variances = table.query("part == 'random' and quantity == 'variance'")
    true = np.diag(BETWEEN)
    inside = (variances["low"] < true) & (true < variances["high"])
    assert inside.sum() >= 3


def test_exchangeable_partners_have_courses_too() -> None:
    diary = Diary.from_frame(courses(), couple="couple", person="role", time="year")
    fit = DyadicModel("income ~ year", random=["1", "year"]).fit(diary, "ml")
    assert fit.outcome is Outcome.GOOD
    assert fit.parameters == 2 + 6 + 2
    assert_allclose(fit.minus_two_log_likelihood, slow_minus_two(fit), rtol=1e-10)
