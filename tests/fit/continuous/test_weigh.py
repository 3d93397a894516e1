"""Draws that are weighed: against chains, and where they may not be trusted."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from unittest.mock import patch

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import multivariate_t

from proofs._truths import BY_NAME, asked, drawn_answers, drawn_truth
from securebase.core import FitError
from securebase.fit.continuous import ContinuousModel, Fit, Priors, Sample, _weigh
from securebase.fit.continuous._centre import centred, with_rates
from securebase.fit.continuous._nuts import Weighed
from securebase.fit.continuous._priors import laws_of
from securebase.fit.continuous._search import searched
from securebase.fit.continuous._system import parts_of
from securebase.fit.continuous._weigh import (
    _DEGREES,
    TRUSTED,
    WORTH,
    Coordinates,
    _deviances,
    _Law,
    _learnt,
    smoothed,
    weights_of,
)  # fmt: skip
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame
from tests.fit.continuous.test_sample import MODEL, diary, sample


@cache
def weighed() -> Sample:
    return MODEL.sample(diary(), seed=1, draws=4000, chains=1, method="weighing")


def test_weighing_finds_what_chains_find() -> None:
    one = weighed().summary().set_index("part")
    other = sample().summary().set_index("part")
    assert_allclose((one["mean"] - other["mean"]) / other["sd"], 0, atol=0.25)
    assert_allclose(one["sd"] / other["sd"], 1, atol=0.15)
    assert_allclose(one["low"], other["low"], atol=0.4 * other["sd"].max())
    assert weighed().warnings == []
    assert "rhat" not in one


def test_the_density_is_that_of_the_chains() -> None:
    """Both lay claim to the same posterior, each by a route of its own."""
    fit = sample().mode
    laws = laws_of(fit.model, fit.bases, Priors())
    free = sample().draws.free[0, :50]
    deviance = _deviances(fit, free)
    couples = -2 * sample().draws.log_likelihood[0, :50]
    assert_allclose(deviance, couples, rtol=1e-9)
    # Chains go by logarithms.
    stretch = np.log(free[:, laws.sizes]).sum(1)
    log = -(deviance.sum(1) + laws.penalties(free)) / 2 + stretch
    assert_allclose(log, sample().draws.stats["lp"][0, :50], rtol=1e-8)


def test_the_map_stretches_as_its_slopes_say() -> None:
    fit = sample().mode
    around = Coordinates.at(fit, laws_of(fit.model, fit.bases, Priors()))
    n = fit.free.size
    assert_allclose(around.free(np.zeros((1, n)))[0][0], fit.free, rtol=1e-9)
    u = np.random.default_rng(2).normal(size=(5, n))
    for one, stretch in zip(u, around.free(u)[1], strict=True):
        steps = np.concatenate([one + 1e-6 * np.eye(n), one - 1e-6 * np.eye(n)])
        moved = around.free(steps)[0]
        slopes = (moved[:n] - moved[n:]) / 2e-6
        root = np.linalg.slogdet(around.root)[1]
        assert_allclose(np.linalg.slogdet(slopes)[1] - root, stretch, atol=1e-6)


@pytest.mark.parametrize("clock", ["continuous", "steps"])
def test_the_way_from_rates_of_nought_is_as_steep_as_told(clock: str) -> None:
    model = replace(MODEL, clock=clock)
    frame = diary_frame(Truth(errors=(0, 0)), Plan(couples=24, days=16), seed=5)
    own = frame[frame["role"] == "f"].round({"time": 0})
    days = Diary.from_frame(own, couple="couple", person="couple", time="time")
    fit = model.fit(days, priors=Priors())
    away = with_rates(lambda free: (0.0, 0 * free), fit)
    place = parts_of(fit.bases).rates
    for it in np.arange(fit.free.size)[place]:
        step = 1e-5 * np.eye(fit.free.size)[it]
        told = away(fit.free)[1][it]
        found = (away(fit.free + step)[0] - away(fit.free - step)[0]) / 2e-5
        assert_allclose(told, found, rtol=1e-4, atol=1e-6)
    nought = fit.free.copy()
    nought[place] = np.eye(1, len(nought[place]))[0] if clock == "steps" else 0.0
    assert away(nought)[0] == np.inf or away(nought)[0] > away(fit.free)[0]


def fit_of_few_days(number: int) -> Fit:
    """At the mode, of a diary whose truth is from the priors."""
    _, scenario = BY_NAME["sparse"]
    diary, panel = asked(scenario)
    rng = np.random.default_rng(number)
    answers = drawn_answers(panel, drawn_truth(scenario, rng), rng)
    return searched(scenario.model, diary, replace(panel, y=answers), priors=Priors())


def test_a_corner_that_holds_nothing_is_left() -> None:
    """Of six days the mode has rates near nought, where hardly any posterior is."""
    fit = fit_of_few_days(6)
    laws = laws_of(fit.model, fit.bases, Priors())
    elsewhere = centred(fit, laws)
    slow, usual = (
        np.linalg.eigvals(it.around.rates[0]).real for it in (fit, elsewhere)
    )
    assert slow.max() > -0.05
    assert usual.max() < -0.1
    _, weights, shape = weights_of(fit, np.random.default_rng(1))
    assert shape < TRUSTED
    assert 1 / (weights**2).sum() > WORTH
    with patch.object(_weigh, "centred", lambda fit, _: fit):
        assert weights_of(fit, np.random.default_rng(1))[2] > TRUSTED


def test_many_penalties_are_those_of_each() -> None:
    fit = sample().mode
    laws = laws_of(fit.model, fit.bases, Priors())
    free = sample().draws.free[0, :5]
    assert_allclose(laws.penalties(free), [laws.penalty(it)[0] for it in free])


def test_the_law_is_a_multivariate_t() -> None:
    root = np.array([[2.0, 0.0], [-0.5, 0.3]])
    law = _Law(np.array([1.0, -2.0]), root)
    u = law.draw(np.random.default_rng(3), 4000)
    known = multivariate_t(law.mean, root @ root.T, df=_DEGREES)
    assert_allclose(law.log(u), known.logpdf(u))
    ranks = [np.mean(np.abs(u[:, it] - law.mean[it])) for it in (0, 1)]
    other = known.rvs(4000, random_state=4)
    expected = [np.mean(np.abs(other[:, it] - law.mean[it])) for it in (0, 1)]
    assert_allclose(ranks, expected, rtol=0.06)


def test_laws_learn_where_the_weight_lies() -> None:
    """Two heaps far from each other, found from draws around both."""
    rng = np.random.default_rng(5)
    u = 3 * rng.normal(size=(8000, 2))
    heaps = np.array([[3.0, 0.0], [-3.0, 1.0]])
    near = [-((u - it) ** 2).sum(1) / 0.5 for it in heaps]
    found = _learnt(u, np.logaddexp(*near) + (u**2).sum(1) / 18, 2, rng)
    centres = np.array(sorted((law.mean for law in found.laws), key=lambda it: -it[0]))
    assert_allclose(centres, heaps, atol=0.15)
    assert_allclose(found.shares, 0.5, atol=0.1)
    drawn = found.draw(rng, 4000)
    assert_allclose((drawn[:, 0] > 0).mean(), 0.5, atol=0.1)
    parts = [np.exp(law.log(drawn)) for law in found.laws]
    assert_allclose(np.exp(found.log(drawn)), found.shares @ np.array(parts))


def test_weights_with_a_heavy_tail_are_told() -> None:
    """Half of a bell under the whole of a heavy-tailed law, and the other way round."""
    rng = np.random.default_rng(6)
    z = rng.standard_normal(2000)
    good, bad = smoothed(-0.25 * z**2)[1], smoothed(1.5 * z**2)[1]
    assert good < 0.5
    assert bad > 0.7
    doubtful = replace(
        weighed().draws, weighed=Weighed(tail=bad, worth=12.0, tries=5000)
    )
    told = replace(weighed(), draws=doubtful).warnings
    assert len(told) == 2
    assert "Pareto k" in told[0]
    assert "only 12 independent" in told[1]


def test_draws_come_as_often_as_they_weigh() -> None:
    fit = sample().mode
    lot, weights, _ = weights_of(fit, np.random.default_rng(1))
    mean = weights @ lot.free
    spread = np.sqrt(weights @ (lot.free - mean) ** 2)
    drawn = weighed().draws.free[0]
    assert_allclose((drawn.mean(0) - mean) / spread, 0, atol=0.1)
    assert_allclose(drawn.std(0) / spread, 1, atol=0.1)


def test_couples_with_both_partners_and_levels_of_their_own() -> None:
    frame = diary_frame(Truth(), Plan(couples=20, days=12), seed=8)
    both = Diary.from_frame(frame, couple="couple", role="role", time="time")
    found = ContinuousModel("closeness").sample(both, seed=3, method="weighing")
    assert found.warnings == []
    assert found.draws.free.shape == (1, 4000, found.mode.free.size)
    rates = found.summary().query("part == 'rates'")
    se = found.mode.rates()["se"].to_numpy()
    assert_allclose(rates["sd"], se, rtol=0.6)


def test_the_paragraph_tells_how_draws_were_weighed() -> None:
    text = weighed().methods_text()
    assert "away from rates of nought" in text
    for words in ("adaptive importance sampling", "Pareto k", "Cornuet", "Priors, in"):
        assert words in text
    assert "NumPyro" not in text
    assert repr(weighed()) == "Sample(closeness; 4000 draws)"


def test_what_cannot_be_weighed_is_a_sentence() -> None:
    with pytest.raises(FitError, match="method must be one of nuts, weighing"):
        MODEL.sample(diary(), seed=1, method="guessing")
    with pytest.raises(FitError, match="must be drawn by chains"):
        MODEL.sample(diary(), seed=1, method="weighing", random_rates=True)
