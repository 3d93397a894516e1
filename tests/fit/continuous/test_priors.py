"""The posterior mode: what priors do, and that they are told."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from securebase.core import FitError
from securebase.fit.continuous import ContinuousModel, Fit, Outcome, Priors, compare
from securebase.fit.continuous._priors import laws_of
from securebase.fit.continuous._system import bases_of
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame

MODEL = ContinuousModel("closeness")


@cache
def diary(errors: float = 0.3, couples: int = 24) -> Diary:
    frame = diary_frame(
        Truth(errors=(errors, errors)), Plan(couples=couples, days=16), seed=2
    )
    return Diary.from_frame(frame, couple="couple", role="role", time="time")


@cache
def mode(errors: float = 0.3) -> Fit:
    return MODEL.fit(diary(errors), priors=Priors())


def test_the_penalty_is_the_density_of_the_laws_it_names() -> None:
    laws = laws_of(MODEL, bases_of(MODEL), Priors())
    rng = np.random.default_rng(0)
    one, other = np.abs(rng.normal(size=(2, laws.mean.size))) + 0.1

    def log_density(free: np.ndarray) -> float:
        gamma = stats.gamma(2, scale=laws.width).logpdf(free)
        normal = stats.norm(laws.mean, laws.width).logpdf(free)
        return float(np.where(laws.sizes, gamma, normal).sum())

    gain = laws.penalty(one)[0] - laws.penalty(other)[0]
    assert_allclose(gain, -2 * (log_density(one) - log_density(other)))
    step = 1e-6 * np.eye(one.size)
    slopes = [(laws.penalty(one + h)[0] - laws.penalty(one - h)[0]) / 2e-6
        for h in step]  # fmt: skip
    assert_allclose(laws.penalty(one)[1], slopes, rtol=1e-5, atol=1e-6)
    one[laws.sizes] = -0.1
    assert laws.penalty(one)[0] == np.inf


def test_draws_from_the_prior_have_its_moments() -> None:
    laws = laws_of(MODEL, bases_of(MODEL), Priors())
    rng = np.random.default_rng(1)
    drawn = np.array([laws.drawn(rng) for _ in range(4000)])
    mean = np.where(laws.sizes, 2 * laws.width, laws.mean)
    width = np.where(laws.sizes, np.sqrt(2), 1) * laws.width
    assert_allclose(drawn.mean(0), mean, atol=5 * width.max() / np.sqrt(4000))
    assert_allclose(drawn.std(0), width, rtol=0.1)


def test_priors_keep_a_variance_from_nought() -> None:
    assert mode(0.0).outcome is Outcome.GOOD
    table = mode(0.0).variances()
    assert (table.query("part == 'error'")["estimate"] > 0).all()
    assert table["se"].notna().all()


def test_weak_priors_change_little_and_only_for_the_worse() -> None:
    likely = MODEL.fit(diary())
    assert mode().outcome is Outcome.GOOD
    lost = mode().minus_two_log_likelihood - likely.minus_two_log_likelihood
    assert 0 < lost < 2
    one, other = mode().rates(), likely.rates()
    assert (np.abs(one["estimate"] - other["estimate"]) < other["se"]).all()
    narrow = MODEL.fit(diary(), priors=Priors(other=0.001))
    partner = narrow.rates().query("to != source")
    assert_allclose(partner["estimate"], 0, atol=0.01)


def test_priors_are_told() -> None:
    text = mode().methods_text()
    assert "estimates are the posterior mode" in text
    assert "standard deviations Gamma(2, scale 0.5)" in text
    assert "maximum likelihood" not in text
    assert "at the posterior mode: -2 log-likelihood" in mode().summary()
    assert (
        mode()
        .to_datatree(draws=2)["posterior"]
        .attrs["inference"]
        .startswith("posterior mode")
    )


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(FitError, match="prior of size must have a width above nought"):
        Priors(size=0.0)
    with pytest.raises(FitError, match="must be by maximum likelihood to be compared"):
        compare(mode(), mode())
