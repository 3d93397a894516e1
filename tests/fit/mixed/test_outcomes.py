"""Data that are odd in some way: a sentence, never a stack trace, never stars."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from securebase.core import DataError, FitError
from securebase.fit.mixed import Diary, DyadicModel, Fit, Outcome
from tests.fit.mixed.made import Truth, diary_frame

MODEL = DyadicModel("closeness ~ support + support_partner", random=["1"])


def frame(couples: int = 20, days: int = 5) -> pd.DataFrame:
    return diary_frame(Truth(), couples=couples, days=days, seed=3)


def diary(frame: pd.DataFrame) -> Diary:
    made = Diary.from_frame(frame, couple="couple", role="role", time="day")
    return made.partner("support")


def equal_persons() -> Diary:
    """Persons of whom each has the same mean."""
    made = frame(days=6)
    means = made.groupby(["couple", "role"])["closeness"].transform("mean")
    return diary(made.assign(closeness=made["closeness"] - means))


def silent(fit: Fit) -> None:
    """Nothing that looks like a test, in tables or in words."""
    assert fit.fixed()[["se", "p", "low", "high"]].isna().all(axis=None)
    assert str(fit.outcome) in fit.summary()
    assert "No tests are reported" in fit.methods_text()
    assert fit.to_frame()["se"].isna().all()


def test_no_row_is_complete() -> None:
    fit = MODEL.fit(diary(frame().assign(closeness=np.nan)))
    assert fit.outcome is Outcome.NO_ROWS
    silent(fit)


def test_the_outcome_is_always_the_same() -> None:
    fit = MODEL.fit(diary(frame().assign(closeness=4.0)))
    assert fit.outcome is Outcome.CONSTANT
    silent(fit)


def test_there_is_one_couple() -> None:
    fit = MODEL.fit(diary(frame(couples=1)))
    assert fit.outcome is Outcome.ONE_COUPLE
    silent(fit)


def test_there_are_too_few_rows() -> None:
    fit = replace(MODEL, random=[]).fit(diary(frame(couples=1, days=1)))
    assert fit.outcome is Outcome.TOO_FEW_ROWS
    silent(fit)


def test_there_is_one_day_so_that_persons_and_days_cannot_be_told_apart() -> None:
    fit = MODEL.fit(diary(frame(days=1)))
    assert fit.outcome is Outcome.FLAT
    silent(fit)


def test_a_variance_at_nought_has_no_standard_error() -> None:
    fit = MODEL.fit(equal_persons())
    assert fit.outcome is Outcome.BOUNDARY_VARIANCE
    table = fit.variances().set_index("part")
    assert table.loc[["random"], ["se", "low", "high"]].isna().all(axis=None)
    assert table.loc[["residual"], "se"].notna().all()
    # What is known of the effects does not depend on it.
    assert fit.fixed()["p"].notna().all()
    assert str(fit.outcome) in fit.summary()
    assert str(fit.outcome) in fit.methods_text()


@pytest.mark.parametrize("exchangeable", [True, False])
def test_a_variance_at_nought_is_as_good_as_none(exchangeable: bool) -> None:
    held = replace(MODEL, exchangeable=exchangeable)
    fit, without = (
        held.fit(equal_persons()),
        replace(held, random=[]).fit(equal_persons()),
    )
    assert_allclose(
        fit.minus_two_log_likelihood, without.minus_two_log_likelihood, rtol=1e-9
    )


def test_a_full_correlation_has_no_standard_error() -> None:
    same = frame(days=8)
    same["closeness"] = same.groupby("couple")["closeness"].transform("mean") + 0.5 * (
        np.random.default_rng(1).normal(size=len(same))
    )
    fit = replace(MODEL, formula="closeness ~ 1").fit(diary(same))
    assert fit.outcome is Outcome.BOUNDARY_CORRELATION
    row = (
        fit.variances().query("part == 'random' and quantity == 'correlation'").iloc[0]
    )
    assert row["estimate"] > 0.99
    assert np.isnan(row["se"])


def test_effects_that_others_make_superfluous_are_named_and_left_out() -> None:
    doubled = frame().assign(again=lambda it: 2 * it["support"] + 1)
    formula = "closeness ~ support + again + support_partner"
    fit = replace(MODEL, formula=formula).fit(diary(doubled))
    assert fit.outcome is Outcome.GOOD
    assert fit.design.aliased == ("again",)
    assert fit.fixed().loc["again"].isna().all()
    assert "the other effects say the same: again." in fit.summary()
    assert_allclose(
        fit.minus_two_log_likelihood,
        MODEL.fit(diary(doubled)).minus_two_log_likelihood,
        rtol=1e-10,
    )


def test_a_partner_who_never_answered_does_no_harm() -> None:
    some = frame()
    alone = some[~((some["couple"] < 5) & (some["role"] == "m"))]
    fit = replace(MODEL, formula="closeness ~ support").fit(diary(alone))
    assert fit.outcome is Outcome.GOOD
    assert fit.design.couples == 20


def test_a_study_of_one_partner_alone_is_fitted_as_it_is() -> None:
    wives = frame().query("role == 'f'")
    fit = replace(MODEL, formula="closeness ~ support").fit(diary(wives))
    assert fit.outcome is Outcome.GOOD
    # A variance of persons and one of days, and nothing of those who never answered.
    assert fit.variances()["first"].tolist() == [
        "Intercept[person]",
        "residual[person]",
    ]


def test_large_numbers_do_no_harm() -> None:
    far = frame().assign(closeness=lambda it: 1e6 + it["closeness"])
    fit, near = MODEL.fit(diary(far)), MODEL.fit(diary(frame()))
    assert_allclose(
        fit.minus_two_log_likelihood, near.minus_two_log_likelihood, rtol=1e-7
    )


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("closeness ~ (support", "must read as outcome ~ predictor"),
        ("support", "must have one outcome of numbers on its left"),
        ("closeness ~ a.b().c + (1", "must read as outcome ~ predictor"),
        ("role ~ support", "must have one outcome of numbers on its left"),
    ],
)
def test_a_formula_that_cannot_be_read_is_refused(formula: str, says: str) -> None:
    with pytest.raises(FitError, match=says):
        DyadicModel(formula).fit(diary(frame()))


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(DataError, match="Perhaps 'support' is meant"):
        DyadicModel("closeness ~ suport").fit(diary(frame()))
    with pytest.raises(DataError, match="column warmth: must be there"):
        replace(MODEL, random=["warmth"]).fit(diary(frame()))


@pytest.mark.parametrize("choice", ["residual", "over_time", "by_role"])
def test_a_choice_that_there_is_not_is_refused(choice: str) -> None:
    with pytest.raises(
        FitError, match=f"{choice} must be one of .* Got 'arma' instead"
    ):
        replace(MODEL, **{choice: "arma"})  # type: ignore[arg-type]
    with pytest.raises(FitError, match="method must be one of reml, ml"):
        MODEL.fit(diary(frame()), "bayes")


def test_random_effects_are_a_list() -> None:
    with pytest.raises(FitError, match=r"Write random=\['1'\]"):
        DyadicModel("closeness ~ support", random="1")


def test_roles_are_needed_where_they_are_asked_for() -> None:
    data = diary(frame())
    nameless = Diary.from_frame(data.frame, couple="couple", person="role", time="day")
    with pytest.raises(FitError, match='residual must be "cs" or "identity"'):
        replace(MODEL, residual="csh").fit(nameless)
    with pytest.raises(FitError, match="by_role must be none"):
        replace(MODEL, by_role="all").fit(nameless)


def test_days_must_be_whole_for_steps_from_day_to_day() -> None:
    odd = frame().assign(day=lambda it: it["day"] * 0.7)
    with pytest.raises(DataError, match="must be a whole number"):
        replace(MODEL, over_time="ar1").fit(diary(odd))
    fit = replace(MODEL, over_time="car1").fit(diary(odd))
    assert fit.outcome is Outcome.GOOD
