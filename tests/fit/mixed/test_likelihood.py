"""The likelihood against its definition, and its derivatives against differences."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from securebase.fit.mixed import Diary, DyadicModel, Fit
from securebase.fit.mixed._likelihood import evaluate
from securebase.fit.mixed._search import Objective
from tests.fit.mixed.made import Truth, diary_frame
from tests.fit.mixed.plain import slow_covariance, slow_minus_two

FORMULA = "closeness ~ support + support_partner"
CHOICES = {
    "residuals alone": DyadicModel(FORMULA),
    "roles": DyadicModel(FORMULA, random=["1"], by_role="all", over_time="ar1"),
    "slopes": DyadicModel(FORMULA, random=["1", "support"], over_time="car1"),
    "alike": DyadicModel(
        FORMULA, random=["1", "support"], exchangeable=True, over_time="ar1"
    ),
    "uncorrelated": DyadicModel(
        FORMULA, random=["1", "support"], correlated=False, residual="diagonal"
    ),
    "one variance": DyadicModel(
        FORMULA, random=["1"], residual="identity", random_alike=True
    ),
}


@cache
def small() -> Diary:
    truth = Truth(slopes=0.2)
    frame = diary_frame(truth, couples=24, days=6, missing=0.15, seed=4)
    return Diary.from_frame(frame, couple="couple", role="role", time="day").partner(
        "support"
    )


@cache
def both_kinds() -> Diary:
    """Couples with two roles and couples with one, as in a study of all couples."""
    frame = diary_frame(Truth(), couples=30, days=5, missing=0.1, seed=5)
    frame["person"] = frame["role"]
    frame.loc[frame["couple"] >= 20, "role"] = "f"
    return Diary.from_frame(
        frame, couple="couple", role="role", person="person", time="day"
    ).partner("support")


@pytest.mark.parametrize("method", ["reml", "ml"])
@pytest.mark.parametrize("name", CHOICES)
def test_the_likelihood_is_that_of_one_big_normal(name: str, method: str) -> None:
    fit = CHOICES[name].fit(small(), method)
    assert_allclose(fit.minus_two_log_likelihood, slow_minus_two(fit), rtol=1e-10)


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_two_kinds_of_couples_have_covariances_of_their_own(method: str) -> None:
    fit = DyadicModel(FORMULA, random=["1"], over_time="ar1").fit(both_kinds(), method)
    assert_allclose(fit.minus_two_log_likelihood, slow_minus_two(fit), rtol=1e-10)
    assert {it.name: it.apart for it in fit.design.kinds.kinds} == {
        "f-f": False,
        "f-m": True,
    }


def test_kinds_that_share_nothing_are_fitted_as_if_alone() -> None:
    frame = both_kinds().frame.assign(alike=lambda it: 1.0 * (it["couple"] >= 20))
    formula = "closeness ~ C(alike) + C(alike):(support + support_partner)"

    def minus_two(rows: pd.Series[bool] | slice, formula: str) -> float:
        part = Diary.from_frame(
            frame[rows], couple="couple", role="role", person="person", time="day"
        )
        return (
            DyadicModel(formula, random=["1"]).fit(part, "ml").minus_two_log_likelihood
        )

    apart = minus_two(frame["alike"] == 0, FORMULA)
    alike = minus_two(frame["alike"] == 1, FORMULA)
    assert_allclose(minus_two(slice(None), formula), apart + alike, rtol=1e-9)


def objective_of(fit: Fit) -> Objective:
    assert fit.covariance is not None
    return Objective(fit.batches, fit.covariance, fit.method == "reml")


@pytest.mark.parametrize("method", ["reml", "ml"])
@pytest.mark.parametrize("name", CHOICES)
def test_gradient_and_hessian_are_slopes(name: str, method: str) -> None:
    objective = objective_of(CHOICES[name].fit(small(), method))
    # Off the best fit, so that nothing is nought by chance.
    free = objective.covariance.start() + 0.05 * np.arange(objective.covariance.size)
    steps = 1e-5 * np.eye(free.size)
    slopes = [objective.value(free + s) - objective.value(free - s) for s in steps]
    bends = [objective.gradient(free + s) - objective.gradient(free - s) for s in steps]
    gradient, hessian = objective.gradient(free), objective.hessian(free)
    assert_allclose(gradient, np.array(slopes) / 2e-5, rtol=1e-5, atol=1e-5)
    assert_allclose(hessian, np.stack(bends) / 2e-5, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("name", CHOICES)
def test_what_is_masked_counts_as_little_as_what_was_dropped(name: str) -> None:
    fit = CHOICES[name].fit(small())
    dropped = small().frame.dropna()
    diary = Diary.from_frame(dropped, couple="couple", role="role", time="day")
    # The partner's answers were made before rows were dropped.
    again = CHOICES[name].fit(diary)
    assert_allclose(
        again.minus_two_log_likelihood, fit.minus_two_log_likelihood, rtol=1e-10
    )
    padded = {it.over.there.mean() for it in fit.batches}
    assert min(padded) < 1


def test_every_couple_alone_gives_the_same_sum_as_all_at_once() -> None:
    fit = CHOICES["slopes"].fit(small())
    assert fit.covariance is not None
    total = sum(
        float(np.linalg.slogdet(slow_covariance(fit, rows))[1])
        for couple in np.unique(fit.design.couple)
        if (rows := np.flatnonzero(fit.design.couple == couple).tolist())
    )
    sums = evaluate(fit.batches, fit.covariance, fit.entries, reml=True, order=0).sums
    assert_allclose(sums.log_determinant, total, rtol=1e-10)


def test_satterthwaites_slopes_are_slopes_of_the_covariance() -> None:
    fit = CHOICES["slopes"].fit(small())
    assert fit.evaluation is not None
    assert fit.covariance is not None
    for place, step in enumerate(1e-6 * np.eye(fit.entries.size)):
        up, down = (
            evaluate(fit.batches, fit.covariance, fit.entries + sign * step, reml=True)
            for sign in (1, -1)
        )
        slope = (up.unscaled - down.unscaled) / 2e-6
        assert_allclose(fit.evaluation.sway[place], slope, rtol=1e-5, atol=1e-9)
