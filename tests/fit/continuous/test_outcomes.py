"""Data that are odd in some way: a sentence, never a stack trace, never stars."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from securebase.core import DataError, FitError
from securebase.fit.continuous import ContinuousModel, Fit, Outcome
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame

MODEL = ContinuousModel("closeness")


@cache
def frame() -> pd.DataFrame:
    return diary_frame(Truth(), Plan(couples=24, days=16), seed=3)


def diary(frame: pd.DataFrame) -> Diary:
    return Diary.from_frame(frame, couple="couple", role="role", time="time")


def silent(fit: Fit) -> None:
    """Nothing that looks like a test, in tables or in words."""
    for table in (fit.rates(), fit.lagged(), fit.levels()):
        assert table[["se", "z", "p", "low", "high"]].isna().all(axis=None)
    assert fit.variances()[["se", "low", "high"]].isna().all(axis=None)
    assert fit.to_frame()["se"].isna().all()
    assert str(fit.outcome) in fit.summary()
    assert "No tests are reported" in fit.methods_text()
    assert fit.equations()
    assert fit.to_datatree()["posterior"].sizes["draw"] == 1


ODD = {
    Outcome.NO_ROWS: lambda it: it.assign(closeness=np.nan),
    Outcome.CONSTANT: lambda it: it.assign(closeness=4.0),
    Outcome.ONE_COUPLE: lambda it: it[it["couple"] == 0],
    Outcome.ONE_OCCASION: lambda it: it.groupby(["couple", "role"]).head(1),
    Outcome.SILENT_PARTNER: lambda it: it.assign(
        closeness=it["closeness"].where(it["role"] == "f")
    ),
    Outcome.TOO_FEW_ROWS: lambda it: it[it["couple"] < 2].groupby(
        ["couple", "role"]).head(2),
    Outcome.SAME: lambda it: it.assign(
        closeness=it.groupby(["couple", "time"])["closeness"].transform("mean")
        + (it["role"] == "m")
    ),
}  # fmt: skip


@pytest.mark.parametrize("outcome", ODD)
def test_where_nothing_can_be_known_the_fit_says_why(outcome: Outcome) -> None:
    fit = MODEL.fit(diary(ODD[outcome](frame())))
    assert fit.outcome is outcome
    assert not outcome.has_estimates
    silent(fit)


def test_nobody_at_all() -> None:
    assert MODEL.fit(diary(frame()[:0])).outcome is Outcome.NO_ROWS


def test_a_variance_at_nought_has_no_standard_error() -> None:
    exact = diary_frame(Truth(errors=(0.0, 0.0)), Plan(couples=24, days=16), seed=2)
    fit = MODEL.fit(diary(exact))
    assert fit.outcome is Outcome.BOUNDARY_VARIANCE
    table = fit.variances().set_index("part")
    assert table.loc[["error"], ["se", "low", "high"]].isna().all(axis=None)
    assert table.loc[["intercept"], "se"].notna().all()
    assert fit.rates()["p"].notna().all()
    assert str(fit.outcome) in fit.summary()
    assert str(fit.outcome) in fit.methods_text()


def test_a_variance_at_nought_is_as_good_as_none() -> None:
    equal = frame().assign(
        closeness=lambda it: (
            it["closeness"]
            - it.groupby(["couple", "role"])["closeness"].transform("mean")
        )
    )
    fit = MODEL.fit(diary(equal))
    without = replace(MODEL, random_intercepts=False).fit(diary(equal))
    assert fit.outcome is Outcome.BOUNDARY_VARIANCE
    gain = without.minus_two_log_likelihood - fit.minus_two_log_likelihood
    assert gain == pytest.approx(0, abs=1e-5)


def test_what_never_returns_is_told() -> None:
    rng = np.random.default_rng(1)
    growing = frame().assign(closeness=lambda it: it["time"] + rng.normal(size=len(it)))
    fit = replace(MODEL, random_intercepts=False).fit(diary(growing))
    assert fit.outcome is Outcome.NO_RETURN
    silent(fit)


def test_what_grows_may_have_a_level_that_does() -> None:
    growing = frame().assign(
        closeness=lambda it: it["closeness"] + it["time"], day=lambda it: it["time"]
    )
    text = "rate of closeness: closeness + closeness_partner\nlevel of closeness: day"
    fit = ContinuousModel(text).fit(diary(growing))
    assert fit.outcome is Outcome.GOOD
    shifts = fit.levels().query("part == 'shifts'")
    assert np.allclose(shifts["estimate"], 1.0, atol=0.05)


def test_one_couple_alone_can_be_fitted_without_levels_of_others() -> None:
    long = diary_frame(Truth(), Plan(couples=1, days=300), seed=5)
    fit = ContinuousModel("closeness", random_intercepts=False).fit(diary(long))
    assert fit.outcome.trusted
    own = fit.rates().query("to == source")
    assert (own["low"] < -0.5).all()
    assert (own["high"] > -0.8).all()


def test_answers_that_are_missing_together_are_counted() -> None:
    some = frame()
    some.loc[:9, "weekend"] = np.nan
    some.loc[20:29, "quarrel"] = np.nan
    text = (
        "rate of closeness: closeness\nlevel of closeness: weekend\n"
        "push on closeness: quarrel"
    )
    fit = ContinuousModel(text).fit(diary(some))
    gone = int(some["closeness"][:10].notna().sum())
    assert f"{gone} answers were left out" in fit.summary()
    assert "10 missing values of what pushes" in fit.methods_text()


def test_the_model_must_go_with_the_couples() -> None:
    alike = Diary.from_frame(frame(), couple="couple", person="role", time="time")
    with pytest.raises(FitError, match="exchangeable must be True for partners whom"):
        MODEL.fit(alike)
    mixed = frame().assign(person=lambda it: it["role"])
    mixed.loc[mixed["couple"] < 9, "role"] = "f"
    both = Diary.from_frame(
        mixed, couple="couple", role="role", person="person", time="time"
    )
    with pytest.raises(FitError, match=r"must be of one kind .* Got f-f, f-m instead"):
        MODEL.fit(both)
    assert replace(MODEL, exchangeable=True).fit(both).outcome is Outcome.GOOD


def test_the_columns_must_be_there_and_hold_numbers() -> None:
    with pytest.raises(DataError, match="Perhaps 'closeness' is meant"):
        ContinuousModel("closenes").fit(diary(frame()))
    with pytest.raises(DataError, match="column role: must be a number"):
        ContinuousModel("role").fit(diary(frame()))
    with pytest.raises(DataError, match="must have one row per person and time"):
        diary(pd.concat([frame(), frame()[:1]]))
    once = frame().groupby(["couple", "role"]).head(1)
    untimed = Diary.from_frame(once, couple="couple", role="role")
    with pytest.raises(DataError, match="must have a column of times"):
        MODEL.fit(untimed)


def test_steps_need_whole_times_and_not_too_many() -> None:
    steps = replace(MODEL, clock="steps")
    with pytest.raises(DataError, match="must be a whole number"):
        steps.fit(diary(frame()))
    seconds = frame().assign(time=lambda it: (it["time"] * 86400).round())
    with pytest.raises(FitError, match="must have 50,000 steps at most"):
        steps.fit(diary(seconds))
