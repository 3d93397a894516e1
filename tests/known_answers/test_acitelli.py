"""Printed results for 148 married couples, from SAS and from R.

The couples are those of Acitelli (1997), as published with the R package dyadr (CC0);
see tests/data/README.md. Satisfaction by how positively one sees the other. SAS's
PROC MIXED printed the first nine, nlme the last.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from securebase.fit.mixed import Diary, DyadicModel, Fit, compare, distinguishability

DATA = Path(__file__).parents[1] / "data" / "acitelli.csv"
WIFE, HUSBAND = "-1", "1"
APIM = "satisfaction ~ other_pos + other_pos_partner"


@cache
def couples() -> Diary:
    diary = Diary.from_csv(DATA, couple="cuplid", role="gender")
    diary = diary.partner("other_pos", "self_pos")
    own, other = diary.frame["other_pos"], diary.frame["other_pos_partner"]
    made = diary.frame.assign(
        total=own + other,
        difference=own - other,
        actor=own - 4.2635,
        partner=other - 4.2635,
    )
    return Diary.from_frame(made, couple="cuplid", role="gender")


@cache
def fitted(formula: str, method: str = "reml", **choices: str | bool) -> Fit:
    return DyadicModel(formula, **choices).fit(couples(), method)  # type: ignore[arg-type]


def alike(formula: str = APIM, method: str = "reml") -> Fit:
    return fitted(formula, method, exchangeable=True)


def apart(method: str = "reml") -> Fit:
    return fitted(APIM, method, by_role="all", residual="csh")


def printed(value: float, as_printed: str) -> None:
    """The value, rounded to as many digits as were printed."""
    digits = len(as_printed.partition(".")[2])
    assert f"{value:.{digits}f}" == as_printed


def deviance(fit: Fit, as_printed: str) -> None:
    """As printed to seven digits, and no higher: SAS stops just before the best."""
    short = float(as_printed) - fit.minus_two_log_likelihood
    assert -5e-9 < short < 2e-8


def estimate(fit: Fit, effect: str, value: str, se: str = "") -> None:
    table = fit.fixed()
    printed(float(table["estimate"][effect]), value)
    if se:
        printed(float(table["se"][effect]), se)


def correlation(fit: Fit) -> float:
    table = fit.variances()
    return float(table.loc[table["quantity"] == "correlation", "estimate"].iloc[0])


def variances(fit: Fit) -> pd.Series[float]:
    table = fit.variances()
    return table[table["quantity"] == "variance"].set_index("first")["estimate"]


def test_alike_by_reml() -> None:
    fit = alike()
    deviance(fit, "296.71826295")
    estimate(fit, "Intercept", "0.6698", "0.3224")
    estimate(fit, "other_pos", "0.4004", "0.04731")
    estimate(fit, "other_pos_partner", "0.2880", "0.04731")
    printed(correlation(fit), "0.4693")
    (total,) = variances(fit)
    printed(total, "0.17419")
    printed(total * correlation(fit), "0.08176")
    printed(total * (1 - correlation(fit)), "0.09244")


def test_alike_by_reml_has_satterthwaites_degrees_of_freedom() -> None:
    df = alike().fixed()["df"]
    for value, wanted in zip(df, ("146", "273", "273"), strict=True):
        printed(value, wanted)


def test_alike_by_ml() -> None:
    printed(alike(method="ml").minus_two_log_likelihood, "282.9")


def test_apart_by_reml() -> None:
    fit = apart()
    deviance(fit, "300.22159959")
    estimate(fit, f"other_pos[{WIFE}]", "0.3777", "0.07392")
    estimate(fit, f"other_pos[{HUSBAND}]", "0.4244", "0.06772")
    estimate(fit, f"other_pos_partner[{WIFE}]", "0.3215", "0.08152")
    estimate(fit, f"other_pos_partner[{HUSBAND}]", "0.2616", "0.06140")
    estimate(fit, f"Intercept[{WIFE}]", "0.6112")
    estimate(fit, f"Intercept[{HUSBAND}]", "0.6905")
    printed(variances(fit)[f"residual[{WIFE}]"], "0.2075")
    printed(variances(fit)[f"residual[{HUSBAND}]"], "0.1431")
    printed(correlation(fit), "0.4751")


def test_apart_by_reml_in_digits_beyond_the_printed_ones() -> None:
    printed(variances(apart())[f"residual[{WIFE}]"], "0.20746")
    printed(variances(apart())[f"residual[{HUSBAND}]"], "0.14314")
    estimate(alike(), "Intercept", "0.66975")
    estimate(alike(), "other_pos", "0.40042")
    estimate(alike(), "other_pos_partner", "0.28797")


def test_the_restricted_likelihood_depends_on_the_coding_as_printed() -> None:
    coded = fitted("satisfaction ~ gender * (other_pos + other_pos_partner)")
    deviance(coded, "304.38048267")
    # Each pair of effects was turned by a matrix with the determinant two.
    ours = apart().minus_two_log_likelihood + 6 * np.log(2)
    assert coded.minus_two_log_likelihood == pytest.approx(ours, abs=1e-9)


def test_apart_by_ml() -> None:
    printed(apart("ml").minus_two_log_likelihood, "275.6")
    printed(apart("ml").minus_two_log_likelihood, "275.6070")
    printed(alike(method="ml").minus_two_log_likelihood, "282.8841")


def test_the_test_of_distinguishability() -> None:
    row = compare(alike(method="ml"), apart("ml")).iloc[0]
    printed(row["chi2"], "7.277")
    printed(round(row["chi2"], 1), "7.3")
    assert row["df"] == 4
    battery = distinguishability(DyadicModel(APIM), couples()).loc["everything"]
    assert battery["chi2"] == pytest.approx(row["chi2"], abs=1e-8)
    assert battery["df"] == 4


def test_sum_and_difference() -> None:
    fit = alike("satisfaction ~ total + difference")
    estimate(fit, "total", "0.3442", "0.03766")
    estimate(fit, "difference", "0.05623", "0.02865")
    printed(fit.minus_two_log_likelihood, "298.1")


def test_sum_and_difference_are_combinations_of_actor_and_partner() -> None:
    half = {"other_pos": 0.5, "other_pos_partner": -0.5}
    row = alike().combine(half).iloc[0]
    printed(row["estimate"], "0.05623")
    printed(row["se"], "0.02865")


def test_product() -> None:
    fit = alike("satisfaction ~ actor * partner")
    estimate(fit, "actor", "0.4059")
    estimate(fit, "partner", "0.2934")
    estimate(fit, "actor:partner", "-0.2953", "0.1246")
    printed(fit.minus_two_log_likelihood, "293.5")


def test_the_readme_of_dyadr() -> None:
    fit = alike("satisfaction ~ tension + self_pos_partner")
    estimate(fit, "Intercept", "4.7190", "0.2366")
    estimate(fit, "tension", "-0.3454", "0.0329")
    estimate(fit, "self_pos_partner", "-0.0656", "0.0516")
    printed(correlation(fit), "0.4715039")
    printed(float(np.sqrt(variances(fit).iloc[0])), "0.4052903")
    printed(fit.explained(), "0.3348468")
