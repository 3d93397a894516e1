"""What is read off a fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from securebase import __version__
from securebase.core import FitError
from securebase.fit.mixed import (
    Diary,
    DyadicModel,
    Fit,
    compare,
    distinguishability,
)
from tests.fit.mixed.made import Truth, diary_frame

MODEL = DyadicModel(
    "closeness ~ support + support_partner", random=["1"], over_time="ar1"
)


@cache
def diary() -> Diary:
    frame = diary_frame(Truth(), couples=40, days=8, missing=0.1, seed=7)
    return Diary.from_frame(frame, couple="couple", role="role", time="day").partner(
        "support"
    )


@cache
def fitted(**choices: str) -> Fit:
    return replace(MODEL, **choices).fit(diary())  # type: ignore[arg-type]


def test_the_table_of_effects_hangs_together() -> None:
    table = fitted().fixed()
    assert list(table) == ["estimate", "se", "df", "t", "p", "low", "high"]
    assert_allclose(table["t"], table["estimate"] / table["se"])
    assert_allclose((table["low"] + table["high"]) / 2, table["estimate"])
    assert ((table["p"] < 0.05) == (table["low"] * table["high"] > 0)).all()


def test_sandwich_and_model_agree_where_the_model_is_true() -> None:
    plain, robust = fitted().fixed(), fitted().fixed(robust=True)
    assert_allclose(robust["se"], plain["se"], rtol=0.4)
    assert (robust["df"] == 39).all()


def test_the_sandwich_of_least_squares_is_the_plain_formula() -> None:
    fit = DyadicModel(MODEL.formula, residual="identity").fit(diary())
    x, y = fit.design.x, fit.design.y
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    pull = pd.DataFrame(x * left[:, None]).groupby(fit.design.couple).sum().to_numpy()
    bread = np.linalg.inv(x.T @ x)
    wanted = np.sqrt(np.diag(bread @ pull.T @ pull @ bread) * 40 / 39)
    assert_allclose(fit.fixed(robust=True)["se"], wanted, rtol=1e-6)


def test_least_squares_has_its_usual_degrees_of_freedom() -> None:
    fit = DyadicModel(MODEL.formula, residual="identity").fit(diary())
    assert_allclose(fit.fixed()["df"], len(fit.design.y) - 3, rtol=1e-6)
    test = fit.test("support", "support_partner").iloc[0]
    assert_allclose(test["df_error"], len(fit.design.y) - 3, rtol=1e-4)


def test_the_standard_error_of_a_lone_variance_is_the_usual_one() -> None:
    fit = DyadicModel(MODEL.formula, residual="identity").fit(diary())
    row = fit.variances().iloc[0]
    df = len(fit.design.y) - 3
    assert_allclose(row["se"], row["estimate"] * np.sqrt(2 / df), rtol=1e-6)


def test_a_test_of_one_effect_is_its_t_squared() -> None:
    row, test = fitted().fixed().loc["support"], fitted().test("support").iloc[0]
    assert_allclose(test["f"], row["t"] ** 2)
    assert_allclose(test["p"], row["p"])


def test_a_combination_is_named_after_its_parts() -> None:
    table = fitted().combine({"support": 1, "support_partner": -1})
    assert list(table.index) == ["+1 support -1 support_partner"]


def test_an_effect_that_there_is_not_is_refused() -> None:
    asks: tuple[Callable[[], object], ...] = (
        lambda: fitted().combine({"warmth": 1}),
        lambda: fitted().test("warmth"),
        lambda: fitted().k_ratio("support", "warmth"),
    )
    for ask in asks:
        with pytest.raises(FitError, match="must be one of Intercept, support"):
            ask()
    with pytest.raises(FitError, match="must have one effect at least"):
        fitted().test()


def test_both_intervals_of_k_agree_where_the_actor_effect_is_clear() -> None:
    row = fitted().k_ratio("support", "support_partner").iloc[0]
    assert_allclose(row["estimate"], 0.5, atol=0.2)
    assert_allclose(row["low"], row["mc_low"], atol=0.05)
    assert_allclose(row["high"], row["mc_high"], atol=0.05)
    assert row["note"] == ""


def test_k_says_where_it_may_be_anything() -> None:
    nothing = diary().frame.assign(noise=np.random.default_rng(2).normal(size=640))
    data = Diary.from_frame(nothing, couple="couple", role="role", time="day")
    fit = DyadicModel("closeness ~ noise + support").fit(data)
    assert "the ratio may be anything" in fit.k_ratio("noise", "support")["note"][0]


def test_fiellers_interval_is_the_roots_of_its_quadratic() -> None:
    frame = diary_frame(Truth(), couples=60, days=1, seed=3)
    data = Diary.from_frame(frame, couple="couple", role="role").partner("support")
    fit = DyadicModel(MODEL.formula, residual="identity").fit(data)
    a, p = fit.estimates[1:]
    v = fit.estimates_covariance[1:, 1:]
    # Least squares: as many degrees of freedom for every contrast.
    t2 = float(stats.t.ppf(0.975, len(fit.design.y) - 3)) ** 2
    wanted = np.roots(
        [a**2 - t2 * v[0, 0], -2 * (a * p - t2 * v[0, 1]), p**2 - t2 * v[1, 1]]
    )
    row = fit.k_ratio("support", "support_partner").iloc[0]
    assert_allclose(
        [row["fieller_low"], row["fieller_high"]], sorted(wanted), rtol=1e-6
    )


def test_all_intervals_of_k_agree_in_a_large_study() -> None:
    fit = MODEL.fit(diary(), "ml")
    row = fit.k_ratio("support", "support_partner", profile=True, bootstrap=400).iloc[0]
    for name in ("mc", "fieller", "profile", "bootstrap"):
        assert_allclose(row[f"{name}_low"], row["low"], atol=0.07)
        assert_allclose(row[f"{name}_high"], row["high"], atol=0.07)
    # At an end of the profile, the model with this ratio is worse by as much.
    k = row["profile_high"]
    frame = diary().frame.assign(
        both=lambda it: it["support"] + k * it["support_partner"]
    )
    data = Diary.from_frame(frame, couple="couple", role="role", time="day")
    held = replace(MODEL, formula="closeness ~ both").fit(data, "ml")
    loss = held.minus_two_log_likelihood - fit.minus_two_log_likelihood
    assert_allclose(loss, stats.chi2.ppf(0.95, 1), rtol=1e-3)


def test_k_turns_over_where_actor_and_partner_do() -> None:
    one = fitted().k_ratio("support", "support_partner").iloc[0]
    other = fitted().k_ratio("support_partner", "support").iloc[0]
    assert_allclose(other["fieller_low"], 1 / one["fieller_high"], rtol=1e-6)
    assert_allclose(other["fieller_high"], 1 / one["fieller_low"], rtol=1e-6)


def test_an_interval_of_k_without_bounds_says_what_it_rules_out() -> None:
    noise = np.random.default_rng(2).normal(size=640)
    data = Diary.from_frame(
        diary().frame.assign(noise=noise, dust=noise[::-1]),
        couple="couple", role="role", time="day",
    )  # fmt: skip
    fit = DyadicModel("closeness ~ noise + dust + support").fit(data, "ml")
    rays = fit.k_ratio("noise", "support", profile=True).iloc[0]
    for name in ("fieller", "profile"):
        assert (rays[f"{name}_low"], rays[f"{name}_high"]) == (-np.inf, np.inf)
    assert "anything but between -" in rays["note"]
    whole = fit.k_ratio("noise", "dust").iloc[0]
    assert whole["fieller_high"] == np.inf
    assert "may be anything. Read" in whole["note"]


def test_what_cannot_be_asked_of_k_is_refused() -> None:
    with pytest.raises(FitError, match="must be of a fit by ML"):
        fitted().k_ratio("support", "support_partner", profile=True)
    with pytest.raises(FitError, match="must have 20 studies or more"):
        fitted().k_ratio("support", "support_partner", bootstrap=3)


def test_everything_in_one_table_for_saving() -> None:
    table = fitted().to_frame()
    assert set(table["part"]) == {"fixed", "random", "residual", "over_time"}
    assert all(str(name).isidentifier() for name in table)
    assert len(table) == len(fitted().fixed()) + len(fitted().variances())


def test_nested_models_are_compared_by_their_likelihoods() -> None:
    row = compare(fitted(over_time="none"), fitted()).iloc[0]
    assert row["df"] == 1
    assert row["chi2"] > 0
    assert row["p"] < 0.001
    assert row["note"] == ""


def test_a_variance_at_the_edge_is_said_to_make_p_too_large() -> None:
    none = replace(MODEL, random=[]).fit(diary())
    assert "p is too large" in compare(none, fitted())["note"].iloc[0]


def test_models_that_are_not_nested_are_found_out() -> None:
    note = compare(fitted(), fitted(over_time="none", residual="csh")).iloc[0]
    assert np.isnan(note["p"])


def test_what_cannot_be_compared_is_refused() -> None:
    ml = MODEL.fit(diary(), "ml")
    with pytest.raises(FitError, match="must be by the same likelihood"):
        compare(ml, fitted())
    fewer = replace(MODEL, formula="closeness ~ support").fit(diary())
    with pytest.raises(FitError, match="must have the same fixed effects"):
        compare(fewer, fitted())
    some = Diary.from_frame(
        diary().frame[:300], couple="couple", role="role", time="day"
    )
    with pytest.raises(FitError, match="must be of the same rows"):
        compare(MODEL.fit(some), fitted())


def test_all_questions_on_roles_are_asked_at_once() -> None:
    table = distinguishability(MODEL, diary())
    assert table["df"].to_dict() == {
        "everything": 5,
        "fixed_effects": 3,
        "intercepts": 1,
        "slopes": 2,
        "residual_variances": 1,
        "random_effects": 1,
    }
    # Only the residuals differ in what these data were made from.
    assert float(table["p"]["residual_variances"]) < 0.05
    assert float(table["p"]["fixed_effects"]) > 0.01


def test_roles_are_needed_to_test_whether_they_matter() -> None:
    nameless = Diary.from_frame(
        diary().frame, couple="couple", person="role", time="day"
    )
    with pytest.raises(FitError, match="must have two different roles"):
        distinguishability(MODEL, nameless)


def test_equations_hold_every_number_once() -> None:
    text = fitted(by_role="all").equations()
    assert text.startswith("closeness = ")
    assert text.count("support_partner[f]") == 1
    assert "cor(e[t], e[s]) = 0." in text
    assert replace(MODEL, by_role="all").equations() == (
        "closeness = b0[role] + b1[role] support + b2[role] support_partner "
        "+ u0[person] + e[person, time]"
    )


def test_the_paragraph_for_a_paper_says_what_was_done() -> None:
    text = fitted().methods_text()
    for words in (
        "restricted maximum likelihood",
        "distinguishable (40 couples",
        "first-order autoregressive",
        "Satterthwaite",
        f"securebase {__version__}",
        "(Giesbrecht & Burns, 1985)",
        "\nGiesbrecht, F. G.",
        "\nPatterson, H. D.",
    ):
        assert words in text


def test_a_paper_that_is_not_named_is_not_listed() -> None:
    text = MODEL.fit(diary(), "ml").methods_text()
    assert "Patterson" not in text
    assert "Kenny, D. A." in text


def test_the_summary_counts_what_was_left_out() -> None:
    gone = int(diary().frame["closeness"].isna().sum())
    assert f"{gone} rows left out for missing values" in fitted().summary()


def test_a_fit_shows_no_answers() -> None:
    assert repr(fitted()) == (
        "Fit('closeness ~ support + support_partner', reml, 40 couples, 584 rows)"
    )
