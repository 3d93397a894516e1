"""Fitted diaries, residuals, and data that the model would have made."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose

from securebase.core import FitError
from securebase.fit.continuous import ContinuousModel, Fit
from securebase.fit.continuous._natural import in_units
from securebase.fit.continuous._smooth import course_of
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame
from tests.fit.continuous.plain import Law

MODEL = ContinuousModel("closeness")


@cache
def diary(days: int = 16) -> Diary:
    frame = diary_frame(Truth(), Plan(couples=56, days=days), seed=7)
    return Diary.from_frame(frame, couple="couple", role="role", time="time")


@cache
def fitted(**choices: str | bool) -> Fit:
    return replace(MODEL, **choices).fit(diary())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "choices",
    [
        {},
        pytest.param({"initial": "free"}, marks=pytest.mark.long),
        {"random_intercepts": False},
    ],
)
def test_the_way_there_gives_the_same_likelihood(choices: dict[str, str]) -> None:
    fit = fitted(**choices)
    assert fit.found is not None
    assert_allclose(course_of(fit).deviance, fit.found.value, rtol=1e-10)


def test_fitted_diaries_are_what_one_big_normal_expects() -> None:
    fit, table = fitted(), fitted().fitted()
    law = Law(fit, in_units(fit, fit.free))
    rows = fit.diary.frame.query("couple == 3")
    times = np.unique(rows["time"])
    mean, covariance = law.moments(rows, times)
    y = np.full((len(times), 2), np.nan)
    place = np.searchsorted(times, rows["time"])
    y[place, law.member(rows)] = rows["closeness"]
    there = np.isfinite(y.ravel())
    error = np.kron(np.eye(len(times)), law.m.errors @ law.m.errors.T)
    cross = (covariance - error)[:, there]
    inverse = np.linalg.inv(covariance[np.ix_(there, there)])
    wanted = mean + cross @ inverse @ (y.ravel()[there] - mean[there])
    spread = np.diag(covariance - error - cross @ inverse @ cross.T)
    for member, role in enumerate("fm"):
        own = table[(table["couple"] == 3) & (table["partner"] == role)]
        assert_allclose(own["fitted"], wanted.reshape(-1, 2)[:, member], rtol=1e-9)
        half = (own["high"] - own["low"]) / 2 / 1.959964
        assert_allclose(half**2, spread.reshape(-1, 2)[:, member], rtol=1e-5)
        assert_allclose(own["answer"], y[:, member])


def test_residuals_are_standard_and_not_foreseen() -> None:
    table = fitted().residuals()
    assert len(table) == fitted().panel.answers
    assert table["residual"].mean() == pytest.approx(0, abs=0.1)
    assert table["residual"].std() == pytest.approx(1, abs=0.05)
    after = fitted().autocorrelation(lags=4)
    assert after["variable"].unique().tolist() == ["closeness[f]", "closeness[m]"]
    assert (after["estimate"].abs() < 2 * after["high"]).all()


def test_a_model_that_forgets_something_shows_it() -> None:
    """Without errors of measurement what was answered a day ago is trusted too much."""
    noisy = diary_frame(Truth(errors=(1.5, 1.5)), Plan(couples=56, days=16), seed=1)
    data = Diary.from_frame(noisy, couple="couple", role="role", time="time")
    wrong = ContinuousModel("closeness", errors=False, random_intercepts=False)
    lag = wrong.fit(data).autocorrelation(lags=3).query("lag > 1")
    assert (lag["estimate"] > lag["high"]).any()


def test_the_model_would_have_made_such_data() -> None:
    table = fitted().predictive_check(draws=60, seed=2)
    assert set(table["statistic"]) == {
        "mean", "sd within", "sd of means", "lag 1", "same time"
    }  # fmt: skip
    assert (table["low"] < table["high"]).all()
    assert (table["p"] > 0.01).all()
    uneven = diary().frame.assign(
        closeness=lambda it: it["closeness"] * (1 + (it["role"] == "m"))
    )
    data = Diary.from_frame(uneven, couple="couple", role="role", time="time")
    alike = ContinuousModel("closeness", exchangeable=True).fit(data)
    wrong = alike.predictive_check(draws=60, seed=2)
    assert (wrong.query("statistic == 'sd within'")["p"] < 0.05).all()


def test_what_cannot_be_looked_at_is_a_sentence() -> None:
    empty = diary().frame.assign(closeness=np.nan)
    nothing = MODEL.fit(
        Diary.from_frame(empty, couple="couple", role="role", time="time")
    )
    with pytest.raises(FitError, match="must have estimates for this"):
        nothing.fitted()
    with pytest.raises(FitError, match="lags must be one or more"):
        fitted().autocorrelation(lags=0)
    with pytest.raises(FitError, match="draws must be 20 or more"):
        fitted().predictive_check(draws=1)
