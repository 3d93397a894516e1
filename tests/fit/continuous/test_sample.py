"""Draws from the posterior: against the mode, and of couples who differ."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose

from securebase.core import FitError
from securebase.fit.continuous import ContinuousModel, Priors, Sample
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame

MODEL = ContinuousModel("closeness", single=True, errors=False)


@cache
def diary() -> Diary:
    """People alone: one process, so that everything is quick."""
    frame = diary_frame(Truth(errors=(0, 0)), Plan(couples=24, days=16), seed=5)
    own = frame[frame["role"] == "f"]
    return Diary.from_frame(own, couple="couple", person="couple", time="time")


@cache
def sample() -> Sample:
    return MODEL.sample(diary(), seed=1, draws=250, warmup=100, chains=2)


@cache
def differing() -> Sample:
    return MODEL.sample(
        diary(), seed=2, draws=100, warmup=100, chains=2, random_rates=True
    )


def test_draws_lie_around_the_mode_as_its_doubt_says() -> None:
    row = sample().mode.rates().iloc[0]
    table = sample().summary().set_index("part")
    assert table["mean"]["rates"] == pytest.approx(row["estimate"], abs=row["se"] / 2)
    assert table["sd"]["rates"] == pytest.approx(row["se"], rel=0.25)
    assert (table["rhat"] < 1.05).all()
    assert not sample().draws.stats["diverging"].any()


def test_the_posterior_is_likelihood_times_prior_on_a_grid() -> None:
    """The level alone, the rest at its mode, is not needed: compare whole densities."""
    from securebase.fit.continuous._compiled import objective_of
    from securebase.fit.continuous._priors import laws_of

    fit = sample().mode
    objective = objective_of(fit.model, fit.panel, fit.bases)
    laws = laws_of(fit.model, fit.bases, Priors())
    for draw in (0, 17, 99):
        free = sample().draws.free[1, draw]
        log = -(objective(free)[0] + laws.penalty(free)[0]) / 2
        stretch = np.log(free[laws.sizes]).sum()
        lp = sample().draws.stats["lp"][1, draw]
        assert_allclose(lp, log + stretch, rtol=1e-8)
        couples = sample().draws.log_likelihood[1, draw].sum()
        assert_allclose(couples, -objective(free)[0] / 2, rtol=1e-9)


def test_the_tree_has_what_arviz_needs() -> None:
    tree = sample().tree
    assert set(tree.children) == {
        "posterior", "sample_stats", "log_likelihood", "observed_data"
    }  # fmt: skip
    assert tree["log_likelihood"]["answers"].sizes == {
        "chain": 2, "draw": 250, "couple": 24
    }  # fmt: skip
    whole = float(tree["log_likelihood"]["answers"].sum("couple").max())
    assert whole == pytest.approx(-sample().mode.minus_two_log_likelihood / 2, abs=1)
    left_out = sample().loo()
    assert left_out.elpd < whole
    assert left_out.n_data_points == 24


def test_couples_may_have_rates_of_their_own() -> None:
    posterior = differing().tree["posterior"]
    rates = posterior["couple_rates"]
    assert rates.sizes["couple"] == 24
    assert float(rates.max()) < 0
    # Of the logarithm; nobody differs in these data.
    assert float(posterior["rates_sd"].mean()) < 0.3
    ratio = np.log(rates / posterior["rates"])
    assert_allclose(ratio.std(), posterior["rates_sd"].mean(), rtol=0.5)
    assert "Rates differed between couples" in differing().methods_text()


def test_the_paragraph_tells_priors_and_agreement() -> None:
    text = sample().methods_text()
    for words in (
        "No-U-Turn",
        "Priors, in standard deviations",
        "R-hat was",
        "NumPyro",
    ):
        assert words in text
    assert repr(sample()) == "Sample(closeness; 2 chains of 250 draws)"


def test_what_cannot_be_drawn_from_is_a_sentence() -> None:
    with pytest.raises(FitError, match="draws must be 4 or more"):
        MODEL.sample(diary(), seed=1, draws=1)
    empty = diary().frame.assign(closeness=np.nan)
    nothing = Diary.from_frame(empty, couple="couple", person="couple", time="time")
    with pytest.raises(FitError, match="must tell something to draw from"):
        MODEL.sample(nothing, seed=1)


def test_a_forest_has_a_row_for_each_couple() -> None:
    made = differing().plot("couples").to_dict()
    rows = [it for rows in made["datasets"].values() for it in rows if "couple" in it]
    rates = differing().tree["posterior"]["couple_rates"]
    assert len(rows) == 24
    wanted = rates.mean(("chain", "draw")).to_numpy().ravel()
    assert_allclose([it["estimate"] for it in rows], wanted)
    assert all(it["low"] < it["estimate"] < it["high"] for it in rows)
    assert made["title"].startswith("Rate per day, by person")
    effects = sample().plot("effects").to_dict()["datasets"].values()
    assert any("closeness → closeness" in str(rows) for rows in effects)
    with pytest.raises(FitError, match="must have rates of their own for this picture"):
        sample().plot("couples")
    with pytest.raises(FitError, match="A plot must be one of effects, couples"):
        sample().plot("moon")
