"""What is read off a fit."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy.linalg import expm
from scipy.stats import norm

from securebase import __version__
from securebase.core import FitError
from securebase.fit.continuous import (
    ContinuousModel,
    Fit,
    Outcome,
    compare,
    distinguishability,
)
from securebase.fit.continuous._natural import in_units
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame

MODEL = ContinuousModel("closeness")


@cache
def diary() -> Diary:
    frame = diary_frame(Truth(), Plan(couples=56, days=16), seed=7)
    return Diary.from_frame(frame, couple="couple", role="role", time="time")


@cache
def fitted(**choices: str | bool | tuple[str, ...]) -> Fit:
    return replace(MODEL, **choices).fit(diary())  # type: ignore[arg-type]


def matrix(table: pd.DataFrame) -> np.ndarray:
    return table["estimate"].to_numpy().reshape(2, 2)


def test_the_table_of_rates_hangs_together() -> None:
    table = fitted().rates()
    assert list(table) == ["to", "source", "estimate", "se", "z", "p", "low", "high"]
    assert table["to"].tolist() == ["closeness[f]"] * 2 + ["closeness[m]"] * 2
    assert_allclose(table["z"], table["estimate"] / table["se"])
    assert_allclose(table["p"], 2 * norm.sf(table["z"].abs()))
    assert_allclose((table["low"] + table["high"]) / 2, table["estimate"])


def test_effects_later_are_the_exponential_of_the_rates() -> None:
    rates, later = matrix(fitted().rates()), fitted().lagged(1, 7, 2.5)
    for interval, table in later.groupby("interval"):
        after = float(str(interval))
        assert_allclose(matrix(table), expm(rates * after), rtol=1e-10)


def test_a_day_and_a_week_are_shown_whatever_the_unit() -> None:
    assert fitted().lagged()["interval"].unique().tolist() == [1, 7]
    hours = diary().frame.assign(time=lambda it: 24 * it["time"])
    again = Diary.from_frame(hours, couple="couple", role="role", time="time")
    fit = replace(MODEL, unit="hour").fit(again)
    assert fit.lagged()["interval"].unique().tolist() == [1, 24, 168]
    for one, other in ((1, 24), (7, 168)):
        assert_allclose(
            fit.lagged(other)[["estimate", "se"]],
            fitted().lagged(one)[["estimate", "se"]],
            rtol=1e-4,
        )
    for words in ("1 hour", "1 day", "1 week", "These depend on the interval"):
        assert words in fit.summary()


def test_an_interval_must_be_one() -> None:
    with pytest.raises(FitError, match="must be a time above nought"):
        fitted().lagged(-1)


def test_standard_errors_by_the_delta_method_are_those_of_draws() -> None:
    fit, rng = fitted(), np.random.default_rng(1)
    draws = rng.multivariate_normal(fit.free, fit.doubt / 100, 4000)
    drawn = np.array([expm(in_units(fit, it).rates).ravel() for it in draws])
    assert_allclose(fit.lagged(1)["se"] / 10, drawn.std(0), rtol=0.06)


def test_variances_are_those_of_the_parts() -> None:
    table = fitted().variances().set_index(["part", "first", "second"])["estimate"]
    m = in_units(fitted(), fitted().free)
    noise = m.noise @ m.noise.T
    assert_allclose(table["noise", "closeness[f]", ""], noise[0, 0])
    assert_allclose(
        table["noise", "closeness[f]", "closeness[m]"],
        noise[0, 1] / np.sqrt(noise[0, 0] * noise[1, 1]),
    )
    kept = table["process", "closeness[f]", ""]
    rates = matrix(fitted().rates())
    long = expm(rates * 200)
    assert_allclose(long, 0, atol=1e-6)
    assert kept > 0


def test_intervals_of_variances_keep_to_what_is_possible() -> None:
    table = fitted().variances()
    assert (table["low"] < table["estimate"]).all()
    assert (table["estimate"] < table["high"]).all()
    assert (table.query("quantity == 'variance'")["low"] > 0).all()
    assert (table.query("quantity == 'correlation'")["high"] < 1).all()


def test_everything_in_one_table_for_saving() -> None:
    table = fitted().to_frame()
    assert {
        "rates",
        "lagged",
        "levels",
        "rate_intercept",
        "noise",
        "error",
        "intercept",
        "process",
    } == set(table["part"])
    assert all(str(name).isidentifier() for name in table)


def test_a_tree_has_labels_and_draws() -> None:
    tree = fitted().to_datatree(draws=400, seed=3)
    assert set(tree.children) == {"posterior", "point_estimate", "observed_data"}
    posterior = tree["posterior"]
    assert dict(posterior["lagged"].sizes) == {
        "chain": 1, "draw": 400, "interval": 2, "process": 2, "source": 2
    }  # fmt: skip
    one = posterior["rates"].sel(process="closeness[f]", source="closeness[m]")
    row = fitted().rates().iloc[1]
    assert_allclose(float(one.std()), row["se"], rtol=0.15)
    assert_allclose(float(one.mean()), row["estimate"], atol=4 * row["se"] / 20)
    answers = tree["observed_data"]["closeness"]
    assert int(answers.notnull().sum()) == fitted().panel.answers
    first = diary().frame.iloc[0]
    assert_allclose(
        float(answers.sel(couple=0, partner="f").isel(occasion=0)), first["closeness"]
    )


def test_partners_who_are_alike_have_one_row_each() -> None:
    fit = fitted(exchangeable=True)
    assert fit.rates()["source"].tolist() == ["closeness", "closeness_partner"]
    parts = fit.variances()["part"].value_counts().to_dict()
    assert parts == {"noise": 2, "intercept": 2, "process": 2, "error": 1}
    assert fit.parameters == 8


def test_nested_models_are_compared_by_their_likelihoods() -> None:
    row = compare(fitted(exchangeable=True), fitted()).iloc[0]
    assert row["df"] == 6
    assert row["chi2"] > 0
    assert row["note"] == ""
    edge = compare(fitted(random_intercepts=False), fitted())["note"].iloc[0]
    assert "p is too large" in edge


def test_what_cannot_be_compared_is_refused() -> None:
    frame = diary().frame[:800]
    some = Diary.from_frame(frame, couple="couple", role="role", time="time")
    with pytest.raises(FitError, match="must be of the same answers"):
        compare(MODEL.fit(some), fitted())


def test_all_questions_on_roles_are_asked_at_once() -> None:
    table = distinguishability(MODEL, diary())
    assert table["df"].to_dict() == {
        "everything": 6, "rates": 2, "levels": 1, "noise": 1, "errors": 1,
        "intercepts": 1,
    }  # fmt: skip
    assert (table["chi2"] > -1e-6).all()
    parts = table.drop(index="everything")
    assert table["chi2"]["everything"] >= parts["chi2"].max() - 1e-6


@pytest.mark.long
def test_steps_of_a_day_are_the_same_process_where_days_are_whole() -> None:
    plan = Plan(couples=56, days=16, jitter=0.0)
    whole = Diary.from_frame(
        diary_frame(Truth(), plan, seed=7), couple="couple", role="role", time="time"
    )
    steps = replace(MODEL, clock="steps").fit(whole)
    time = MODEL.fit(whole)
    assert_allclose(
        steps.minus_two_log_likelihood, time.minus_two_log_likelihood, atol=1e-5
    )
    assert_allclose(
        steps.rates()["estimate"], time.lagged(1)["estimate"], rtol=1e-3, atol=1e-4
    )
    assert_allclose(steps.lagged(7)["se"], time.lagged(7)["se"], rtol=1e-2)
    assert "Effects from step to step" in steps.summary()
    assert "vector autoregressive model in discrete time" in steps.methods_text()
    with pytest.raises(FitError, match="must be a whole number of steps"):
        steps.lagged(0.5)


def test_equations_hold_the_estimates() -> None:
    text = fitted().equations()
    rate = fitted().rates()["estimate"].iloc[1]
    assert f"{rate:.4g} closeness[m]" in text
    assert "rate of closeness[f] per day = -" in text
    assert "var(error: closeness[m]) = " in text


def test_the_paragraph_for_a_paper_says_what_was_done() -> None:
    text = fitted().methods_text()
    for words in (
        "stochastic differential equation model in continuous time",
        "56 couples",
        "distinguishable",
        "random intercepts of couples, correlated across partners",
        f"securebase {__version__}",
        "https://doi.org/10.1037/a0027543",
    ):
        assert words in text
    alike = fitted(alike=("rates", "noise")).methods_text()
    assert "Held equal for both roles: rates, noise." in alike


def test_a_fit_shows_no_answers() -> None:
    assert fitted().outcome is Outcome.GOOD
    assert (
        repr(fitted())
        == f"Fit(closeness; 56 couples, {fitted().panel.answers} answers)"
    )
