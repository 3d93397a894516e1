"""Coefficients of mechanisms from many couples: laws, limits and recovery."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy import ndarray

from securebase.core import FitError, Partner, Viewer
from securebase.couples import View, look
from securebase.dynamics import calibrated, ensemble
from securebase.evidence import Label
from securebase.fit.couple import (
    Coefficients,
    Cohort,
    Ended,
    Said,
    coefficients,
    cohort,
)
from securebase.fit.couple._coefficients import numbers_of
from securebase.fit.couple._coefficients_answers import Answers, answers_of, design
from securebase.fit.couple._coefficients_learn import Learner, learner
from securebase.fit.couple._coefficients_pool import Pool, Truth, drawn, lived, pool
from securebase.fit.couple._coefficients_prior import (
    answering,
    expected,
    habits_of,
    label,
)
from securebase.fit.couple._coefficients_sums import summary
from securebase.fit.couple._differ import before, law
from securebase.fit.couple._sites import everybody
from securebase.simulate import collect
from securebase.simulate._people import people

COUPLES, DAYS, FEWEST = 12, 6, 32
PAIRS, LONG, MANY = 64, 14, 400
NOWHERE = np.zeros(2 * len(everybody().kinds))
USUAL = np.zeros(len(answering()))


@pytest.fixture(scope="module")
def views() -> list[View]:
    parameters = [calibrated()]
    found = collect(people(4, parameters, 0, COUPLES), parameters, days=DAYS, seed=4)
    return [look(it, Viewer.OURS) for it in found.couples()]


@pytest.fixture(scope="module")
def fitted(views: list[View]) -> Cohort:
    return cohort(views, twins=0)


@pytest.fixture(scope="module")
def far() -> list[tuple[int, int]]:
    return []


@pytest.fixture(scope="module")
def found(
    fitted: Cohort, views: list[View], far: list[tuple[int, int]]
) -> Coefficients:
    return coefficients(
        fitted, views, pairs=FEWEST, progress=lambda *now: far.append(now)
    )


def values(it: Coefficients) -> ndarray:
    return np.array([[one.number.value, one.number.se] for one in it.parameters])


def exchanged(view: View) -> View:
    a, b = view.people[Partner.A], view.people[Partner.B]
    return replace(view, people={Partner.A: b, Partner.B: a})


def test_neither_order_nor_letters_matter(
    found: Coefficients, fitted: Cohort, views: list[View]
) -> None:
    turned = [exchanged(it) if place % 2 else it for place, it in enumerate(views)]
    other = coefficients(fitted, turned[::-1], pairs=FEWEST)
    np.testing.assert_allclose(values(other), values(found), rtol=1e-4)


def test_numbers_of_a_cohort_do_not_depend_on_order_or_letters() -> None:
    rng = np.random.default_rng(5)
    diary = rng.integers(0, 7, (9, 31, 2, 7)).astype(np.float32)
    diary[rng.random(diary.shape) < 0.5] = np.nan
    told = Answers(diary, rng.standard_normal((41, 2, 7)).astype(np.float32))
    other = told.turned(rng.random(7) < 0.5).of(rng.permutation(7))
    one, same = summary(told), summary(other)
    np.testing.assert_allclose(one.mean, same.mean, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(one.each.sum(axis=0), 0.0, atol=1e-3)
    first, second = design(told), design(other)
    np.testing.assert_array_equal(first.diary, second.diary)
    np.testing.assert_array_equal(first.sheets, second.sheets)


def test_of_no_answers_nothing_is_learnt(fitted: Cohort) -> None:
    none = coefficients(fitted, [])
    assert none.outcome is Ended.NO_ANSWERS
    assert not none.outcome.learnt
    assert none.told() == ()
    for it in none.parameters:
        assert it.number.value == it.number.expected
        assert it.said is Said.NOTHING


def test_every_coefficient_tells_where_it_comes_from(found: Coefficients) -> None:
    for it in found.parameters:
        assert it.statements
        assert it.low <= it.number.low < it.number.value < it.number.high <= it.high
        assert it.number.se > 0
        assert 0 <= it.number.learnt < 1
    by_name = {it.name: it for it in found.parameters}
    assert by_name["care.spread"].label is Label.ASSUMPTION
    assert by_name["starting_points.agreeableness"].rows == (
        "agreeableness_to_provision",
    )
    untested = by_name["starting_points.encouraging_openness"]
    assert untested.label is Label.ASSUMPTION
    assert "S14" in untested.statements
    assert not any(it.name.endswith(".home") for it in found.parameters)


def test_the_table_tells_standing_and_range(found: Coefficients) -> None:
    table = found.to_frame()
    assert len(table) == len(found.parameters)
    assert set(table["standing"]) <= {str(it) for it in Label}
    assert (table["range_low"] <= table["low"]).all()
    assert "of 269 told of" in repr(found)


def test_what_is_expected_is_what_calibration_left() -> None:
    known = expected()
    middle = known.values(np.zeros(len(known)))
    names = [it.name for it in known.free]
    own = [float(calibrated()[name]) for name in names]
    # As near as an edge of its range lets it be.
    np.testing.assert_allclose(
        middle, own, atol=0.02 * (known.ranges.high - known.ranges.low).max()
    )
    kept = np.array([[float(it[name]) for name in names] for it in ensemble()])
    _, _, low, high = known.spread(0 * middle, np.ones(len(middle)))
    inside = (kept >= low) & (kept <= high)
    assert 0.93 < inside.mean() < 0.99
    assert label(known.free[0]) is Label.ASSUMPTION


def test_sets_are_the_calibrated_one_but_for_what_is_free() -> None:
    known = expected()
    (one,) = known.sets(np.ones((1, len(known))))
    names = {it.name for it in known.free}
    assert float(one["security.home"]) == float(calibrated()["security.home"])
    assert "security.home" not in names
    assert float(one["care.spread"]) > float(calibrated()["care.spread"])


def test_ways_of_answering_lie_in_their_ranges() -> None:
    assert habits_of(USUAL) == {it.name: it.value for it in answering()}
    far = habits_of(USUAL + 9.0)
    assert far == {it.name: it.high for it in answering()}


def test_a_law_and_its_numbers_are_each_other() -> None:
    numbers = np.random.default_rng(1).standard_normal(len(NOWHERE))
    known = before()
    np.testing.assert_allclose(numbers_of(law(numbers, known), known), numbers)


@pytest.fixture(scope="module")
def whole() -> Answers:
    """Thirty-two couples who answer everything for two weeks."""
    return Answers(
        np.zeros((LONG, 31, 2, 32), np.float32), np.zeros((41, 2, 32), np.float32)
    )


@pytest.fixture(scope="module")
def made(whole: Answers) -> Pool:
    return pool(whole, NOWHERE, PAIRS, seed=3, progress=lambda _, __: None)


@pytest.fixture(scope="module")
def learnt(made: Pool) -> Learner:
    return learner(made, MANY)


def test_a_moved_coefficient_is_seen_to_move(learnt: Learner) -> None:
    """Energy that moves more by itself from day to day, or less."""
    place = [it.name for it in expected().free].index("energy.spread")
    moved = np.zeros((2, len(expected())))
    moved[:, place] = 2.0, -2.0
    told = lived(Truth(moved, np.zeros((2, len(NOWHERE)))), USUAL, MANY, LONG, seed=11)
    up, down = (summary(it).mean - learnt.middle for it in told.by(MANY))
    # So few pairs as here say which way it moved, and not yet how far.
    assert up @ learnt.ways[:, place] > 0.2
    assert down @ learnt.ways[:, place] < -0.2


STRAIGHT = {"coefficient": 5, "population": 4, "habit": 3, "number": 30}


def straight(seed: int, pairs: int, each: int) -> Pool:
    """Cohorts whose numbers follow straight from what is true, with chance."""
    count, slopes = STRAIGHT, np.random.default_rng(1)
    rng = np.random.default_rng([2, seed])
    true = rng.standard_normal((pairs, count["coefficient"] + count["population"]))
    true = np.concatenate([true, -true])
    habits = rng.standard_normal((pairs, count["habit"]))
    means = rng.standard_normal((2 * pairs, count["number"])) / each**0.5
    means += true @ slopes.normal(0.0, 0.1, (true.shape[1], count["number"]))
    means += np.tile(habits, (2, 1)) @ slopes.normal(0, 0.1, (3, count["number"]))
    truth = Truth(true[:, : count["coefficient"]], true[:, count["coefficient"] :])
    return Pool(truth, habits, means, np.eye(count["number"]), each)


def test_what_is_said_is_as_sure_as_it_should_be() -> None:
    """In larger cohorts than were made up, where the law is normal."""
    found, fresh = learner(straight(1, 600, 32), 100), straight(2, 2000, 100)
    told = np.array([found.mean(it) for it in fresh.means])
    off = fresh.truth.coefficients - told
    np.testing.assert_allclose((off**2).mean(axis=0), found.doubt, rtol=0.25)
    assert (found.doubt < 0.6).all()
    slope = (told * fresh.truth.coefficients).mean(axis=0) / (told**2).mean(axis=0)
    np.testing.assert_allclose(slope, 1.0, atol=0.1)


def test_more_couples_say_more() -> None:
    made = straight(1, 600, 32)
    few, many = learner(made, 32), learner(made, 400)
    assert (many.doubt < few.doubt).all()
    assert (few.doubt < 1).all()


def test_chance_is_no_knowledge() -> None:
    made = straight(1, 600, 32)
    rng = np.random.default_rng(3)
    none = replace(made, means=rng.standard_normal(made.means.shape))
    found = learner(none, 100)
    np.testing.assert_array_equal(found.doubt, 1.0)
    np.testing.assert_array_equal(found.mean(none.means[0]), 0.0)


def test_mates_of_a_pair_share_their_luck(made: Pool) -> None:
    """Half their difference holds less of chance than a cohort by itself."""
    half = len(made.means) // 2
    np.testing.assert_allclose(
        made.truth.coefficients[:half], -made.truth.coefficients[half:]
    )
    sd = np.sqrt(np.diag(made.spread))
    one, other = made.means[:half] / sd, made.means[half:] / sd
    apart = ((one - other) / 2).var(axis=0)
    assert np.median(apart) < 0.6 * np.median(one.var(axis=0))


def test_couples_that_answer_otherwise_are_told_from_the_model(
    learnt: Learner, whole: Answers
) -> None:
    truth = drawn(np.random.default_rng(2), 2, NOWHERE)
    told = next(
        lived(truth, USUAL, MANY, LONG, seed=13)
        .as_told_by(whole.of([0] * 2 * MANY))
        .by(MANY)
    )
    assert learnt.far(summary(told).mean) < learnt.farthest
    noise = np.random.default_rng(3).integers(0, 7, told.diary.shape)
    odd = replace(told, diary=np.where(np.isnan(told.diary), np.nan, noise))
    assert learnt.far(summary(odd).mean) > learnt.farthest


def test_too_few_pairs_are_refused(fitted: Cohort) -> None:
    with pytest.raises(FitError, match="32 pairs of made-up cohorts at least"):
        coefficients(fitted, [], pairs=31)


@pytest.mark.usefixtures("found")
def test_how_far_it_is_is_told(far: list[tuple[int, int]]) -> None:
    assert far == [(16, 64), (32, 64), (48, 64), (64, 64)]


def test_only_the_first_weeks_count(views: list[View]) -> None:
    assert answers_of(views).diary.shape == (DAYS, 31, 2, COUPLES)
    assert len(answers_of([])) == 0
