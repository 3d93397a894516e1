"""The linear system of days against the model that it was learnt from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy import ndarray

from securebase.dynamics import calibrated, evolve
from securebase.fit.couple import known_of, model_names, population_moments, prior
from securebase.fit.couple._belief import live_on
from securebase.fit.couple._learn import BATCHES, PAIRS, learn, moved
from securebase.fit.couple._space import moving, swap, swapped
from securebase.fit.couple._surrogate import Surrogate, surrogate, write_surrogate
from securebase.simulate._people import BATCH, people
from securebase.simulate._sets import digest, model_digest

COUPLES, SETTLE = 4096, 56
# How new all is to a couple only fades, by a law without chance: nothing is left over
# but the rounding of numbers, which is not to be compared.
FADING = "us.freshness"
MOVING = np.array([name != FADING for name in moving()])
KNOWN = np.array([name != FADING for name in model_names()])


@cache
def learnt_again() -> Surrogate:
    """From the first batch alone: two looks at 1,024 couples."""
    return learn(calibrated(), batches=1)


@cache
def lived() -> tuple[ndarray, ndarray]:
    """Where couples that nothing was learnt from stand, and four weeks of theirs."""
    parameters = calibrated()
    cohort = people(77, [parameters], 0, COUPLES)
    cohort, _ = evolve(cohort, [parameters], SETTLE, seed=77, every=SETTLE)
    _, out = evolve(cohort, [parameters], 28, seed=78)
    return known_of(cohort), out


def spread_of(slopes: ndarray) -> ndarray:
    """How much linear predictions differ over the population."""
    return np.sqrt(((slopes @ surrogate().spread) * slopes).sum(axis=1))


def sd(covariance: ndarray) -> ndarray:
    return np.sqrt(np.diag(covariance))


def test_the_committed_system_belongs_to_the_committed_model() -> None:
    assert surrogate().model == f"{model_digest()}-{digest([calibrated()])}"


def test_the_mark_changes_with_every_number() -> None:
    found, other = surrogate(), learnt_again()
    assert found.model == other.model
    assert found.mark != other.mark


def test_what_is_written_is_read_to_single_precision(tmp_path: Path) -> None:
    write_surrogate(surrogate(), tmp_path / "again.npz")
    with np.load(tmp_path / "again.npz") as kept:
        np.testing.assert_array_equal(kept["stay"], np.float32(surrogate().stay))
        assert str(kept["model"]) == surrogate().model


def test_the_partners_are_alike_in_it() -> None:
    found = surrogate()
    count, known = len(moving()), len(model_names())
    order = np.array(swap()[:known])
    turned = found.spread[np.ix_(order, order)]
    np.testing.assert_array_equal(turned, found.spread)
    np.testing.assert_array_equal(found.mean[order], found.mean)
    np.testing.assert_allclose(
        found.unrest[np.ix_(order[:count], order[:count])],
        found.unrest, rtol=0, atol=1e-6,
    )  # fmt: skip
    slopes = np.hstack([found.stay, found.pull])
    np.testing.assert_allclose(
        slopes[np.ix_(order[:count], order)], slopes, rtol=0, atol=1e-5
    )
    assert [swapped(model_names()[k]) for k in order] == list(model_names())


def test_couples_and_their_differences_are_learnt_again_from_few() -> None:
    few, found, size = learnt_again(), surrogate(), sd(surrogate().spread)
    # Standard errors of means and of covariances, five of them.
    bar = 5 / BATCH**0.5
    assert (np.abs(few.mean - found.mean) / size < bar).all()
    assert (np.abs(few.spread - found.spread) / np.outer(size, size) < bar).all()


def test_a_day_is_learnt_again_from_few() -> None:
    few, found = learnt_again(), surrogate()
    slopes = np.hstack([few.stay - found.stay, few.pull - found.pull])
    # A prediction errs by the root of numbers fitted per day looked at; twice that.
    # Days of one couple are not all new, so that there is somewhat more of it.
    bar = 2 * (len(model_names()) / (2 * BATCH * PAIRS)) ** 0.5
    assert (spread_of(slopes) / sd(found.unrest))[MOVING].max() < bar
    ratio = (sd(few.unrest) / sd(found.unrest))[MOVING]
    np.testing.assert_allclose(ratio, 1, rtol=0, atol=0.03)


def test_questions_and_scores_are_learnt_again_from_few() -> None:
    few, found = learnt_again(), surrogate()
    share = (len(model_names()) / BATCH) ** 0.5
    left, again = (
        np.sqrt(it.asked_left + (it.asked_curve**2).sum(axis=0)) for it in (found, few)
    )
    assert (spread_of(few.asked - found.asked) < 1.5 * share * left + 1e-3).all()
    np.testing.assert_allclose(again, left, rtol=0, atol=0.03)
    # What questions about one partner's giving have in common is told by those two.
    mine, yours = found.asked_curve
    np.testing.assert_array_equal(mine, np.roll(yours, len(yours) // 2))
    assert np.abs(mine).max() > 0.1
    left = sd(found.sheet_left)
    assert (spread_of(few.sheet - found.sheet) < 1.5 * share * left).all()
    np.testing.assert_allclose(sd(few.sheet_left) / left, 1, rtol=0, atol=0.15)


@pytest.mark.parametrize("days", [1, 7, 28])
def test_days_are_predicted_as_the_model_lives_them(days: int) -> None:
    start, out = lived()
    found, count = surrogate(), len(moving())
    state, lasting = start[:count], start[count:]
    doubt = np.zeros_like(found.unrest)
    for _ in range(days):
        state = found.stay @ state + found.pull @ lasting + found.constant[:, None]
        doubt = found.stay @ doubt @ found.stay.T + found.unrest
    gap = (moved(out[days - 1]) - state)[MOVING]
    doubt = doubt[np.ix_(MOVING, MOVING)]
    size = sd(doubt)
    # Four standard errors of a mean over the couples, and of a correlation.
    chance = 4 / COUPLES**0.5
    assert np.abs(gap.mean(axis=1) / size).max() < chance + 0.02
    ratio = gap.std(axis=1) / size
    np.testing.assert_allclose(ratio, 1, rtol=0, atol=0.05)
    alike = np.cov(gap) / np.outer(size, size)
    np.testing.assert_allclose(
        alike, doubt / np.outer(size, size), rtol=0, atol=chance + 0.05
    )


def test_couples_that_nothing_was_learnt_from_are_the_prior_s() -> None:
    start, _ = lived()
    mean, spread = population_moments()
    size, chance = sd(spread), 5 / COUPLES**0.5
    assert (np.abs(start.mean(axis=1) - mean) / size < chance).all()
    np.testing.assert_allclose((start.std(axis=1) / size)[KNOWN], 1, atol=0.06)


@pytest.mark.parametrize("days", [1, 28])
def test_a_couple_of_which_nothing_is_heard_stays_one_of_many(days: int) -> None:
    before, later = prior(), live_on(prior(), days)
    size, known = sd(before.spread), len(model_names())
    assert (np.abs(later.mean - before.mean) / size).max() < 0.05
    ratio = (sd(later.spread) / size)[:known][KNOWN]
    np.testing.assert_allclose(ratio, 1, rtol=0, atol=0.02)


def test_nothing_grows_without_end() -> None:
    assert np.abs(np.linalg.eigvals(surrogate().stay)).max() < 1
    assert np.linalg.eigvalsh(surrogate().unrest)[0] > 0
    assert np.linalg.eigvalsh(surrogate().sheet_left)[0] > 0
    assert BATCHES * BATCH > 40_000
