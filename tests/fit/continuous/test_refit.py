"""Many studies at once against one after the other."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose

from securebase.core import FitError
from securebase.fit.continuous import ContinuousModel, Fit, Outcome, Priors, Refits
from securebase.fit.continuous._climb import GAIN
from securebase.fit.continuous._natural import in_units, units_of
from securebase.fit.continuous._search import searched
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame
from tests.fit.continuous.plain import Law

COUPLES = ContinuousModel("closeness")
ALONE = ContinuousModel("closeness", single=True, random_intercepts=False)
# Where one more step gains g at most, no number is further from the best one than the
# root of g of its standard errors; two searches have two such distances.
TWINS = 2 * np.sqrt(GAIN)


def diary(*, single: bool, errors: float = 0.3, seed: int = 2) -> Diary:
    truth = Truth(errors=(errors, errors))
    if single:
        truth = replace(truth, intercepts=((0.0, 0.0), (0.0, 0.0)))
    frame = diary_frame(truth, Plan(couples=24, days=16), seed=seed)
    if single:
        own = frame[frame["role"] == "f"]
        return Diary.from_frame(own, couple="couple", person="couple", time="time")
    return Diary.from_frame(frame, couple="couple", role="role", time="time")


@cache
def fitted(name: str) -> Fit:
    if name == "couples":
        return COUPLES.fit(diary(single=False))
    if name == "priors":
        return ALONE.fit(diary(single=True), priors=Priors())
    return ALONE.fit(diary(single=True))


@cache
def refits(name: str) -> Refits:
    fit = fitted(name)
    return fit.refit(fit.simulate(3, seed=4), standard_errors=True)


def alone(fit: Fit, answers: np.ndarray) -> Fit:
    """The same model of one study, by the ordinary search."""
    size, centre = units_of(fit)
    y = np.nan_to_num((answers - centre) / size)
    panel = replace(fit.panel, y=y)
    return searched(fit.model, fit.diary, panel, priors=fit.priors)


@pytest.mark.parametrize("name", ["couples", "alone", "priors"])
def test_all_at_once_is_one_after_the_other(name: str) -> None:
    fit, many = fitted(name), refits(name)
    assert many.converged.all()
    for place, answers in enumerate(fit.simulate(3, seed=4)):
        one = alone(fit, answers)
        assert_allclose(
            many.minus_two_log_likelihood[place], one.minus_two_log_likelihood,
            atol=2 * GAIN,
        )  # fmt: skip
        table = one.to_frame()
        assert table["first"].tolist() == many.named["first"].tolist()
        known = table["se"].notna().to_numpy() & (table["quantity"] == "effect")
        apart = np.abs(many.estimates[place] - table["estimate"]) / table["se"]
        assert (apart[known] < TWINS).all()
        assert_allclose(many.se[place], table["se"], rtol=1e-3)


def test_the_diary_itself_is_fitted_as_it_was() -> None:
    fit = fitted("alone")
    size, centre = units_of(fit)
    many = fit.refit((fit.panel.y * size + centre)[None])
    assert_allclose(many.free[0], fit.free, atol=1e-6)
    assert_allclose(
        many.minus_two_log_likelihood, fit.minus_two_log_likelihood, atol=2 * GAIN
    )
    assert np.isnan(many.se).all()


def test_what_is_drawn_has_the_law_of_the_fit() -> None:
    fit = fitted("couples")
    made = fit.simulate(4000, seed=1)
    assert np.array_equal(np.isnan(made[0]), ~fit.panel.there)
    rows = fit.diary.frame.query("couple == 3")
    times = np.unique(rows["time"])
    mean, covariance = Law(fit, in_units(fit, fit.free)).moments(rows, times)
    there = fit.panel.there[:, :, 3].ravel()
    own = made[..., 3].reshape(4000, -1)[:, there]
    assert_allclose(own.mean(0), mean[there], atol=0.1)
    assert_allclose(np.cov(own.T), covariance[np.ix_(there, there)], atol=0.2)


def test_a_variance_at_nought_may_leave_it_again() -> None:
    """At nought the slope is nought, whatever the answers say."""
    without = ALONE.fit(diary(single=True, errors=0.0, seed=1))
    assert without.outcome is Outcome.BOUNDARY_VARIANCE
    answers = ALONE.fit(diary(single=True, seed=1)).simulate(2, seed=3)
    many = without.refit(answers)
    wanted = [alone(without, it).minus_two_log_likelihood for it in answers]
    assert_allclose(many.minus_two_log_likelihood, wanted, atol=2 * GAIN)


def test_power_is_the_share_of_small_p() -> None:
    fit = fitted("alone")
    many = fit.refit(fit.simulate(40, seed=3), standard_errors=True)
    power = many.power().set_index("part")
    assert power["power"]["rates"] > 0.7
    table = many.to_frame()
    assert len(table) == 40 * len(many.named)
    rates = table.query("part == 'rates' and converged")
    assert power["power"]["rates"] == (rates["p"] < 0.05).mean()
    assert table.query("quantity == 'variance'")["p"].isna().all()
    with pytest.raises(FitError, match="must have standard errors to tell power"):
        fit.refit(fit.simulate(2)).power()


def test_percentiles_of_refits_agree_with_standard_errors() -> None:
    fit = fitted("alone")
    table = fit.bootstrap(200, seed=1)
    found = table.set_index("part").loc["rates"]
    row = fit.rates().iloc[0]
    assert found["estimate"] == pytest.approx(row["estimate"])
    assert found["se"] == pytest.approx(row["se"], rel=0.35)
    assert found["low"] < row["estimate"] < found["high"] < 0
    assert found["studies"] > 190


def test_what_cannot_be_fitted_again_is_a_sentence() -> None:
    fit = fitted("alone")
    with pytest.raises(FitError, match="must be numbers in studies of"):
        fit.refit(np.ones((2, 3, 1, 24)))
    with pytest.raises(FitError, match="studies must be 1 or more"):
        fit.simulate(0)
    empty = fit.diary.frame.assign(closeness=np.nan)
    nothing = ALONE.fit(
        Diary.from_frame(empty, couple="couple", person="couple", time="time")
    )
    with pytest.raises(FitError, match="must have estimates with which"):
        nothing.simulate()
    with pytest.raises(FitError, match="must have estimates to start from"):
        nothing.refit(np.ones((1, *nothing.panel.y.shape)))
    text = "rate of closeness: closeness; closeness is binary"
    binary = replace(fit, model=replace(ALONE, text=text))
    with pytest.raises(FitError, match="must be numbers with equal steps"):
        binary.refit(fit.simulate())
