"""Many couples by the couple model: laws, limits, recovery, and a slow twin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy import ndarray

from proofs._cohorts import Study, answered
from securebase.core import FitError, Partner, Viewer
from securebase.couples import View, look
from securebase.dynamics import calibrated, starting_homes, state_rows
from securebase.fit.couple import (
    Belief,
    Cohort,
    Outcome,
    Said,
    cohort,
    prior,
    update,
)
from securebase.fit.couple._differ import before, by_kind, law
from securebase.fit.couple._items import questions
from securebase.fit.couple._likelihood import (
    among,
    explained,
    less_doubt,
    slopes,
    slopes_of,
)
from securebase.fit.couple._model import lasts
from securebase.fit.couple._sites import Sites, everybody, rows, sites
from securebase.fit.couple._space import lasting, swap
from securebase.fit.couple._twins import among_law, design, twins
from securebase.simulate import collect
from securebase.simulate._people import people

COUPLES = 24


@pytest.fixture(scope="module")
def views() -> list[View]:
    """Couples of everybody who keep a diary for a week, some of them silent."""
    parameters = [calibrated()]
    found = collect(people(4, parameters, 0, COUPLES), parameters, days=7, seed=4)
    return [look(it, Viewer.OURS) for it in found.couples()]


@pytest.fixture(scope="module")
def beliefs(views: list[View]) -> list[Belief]:
    return [update(view) for view in views]


@pytest.fixture(scope="module")
def fitted(beliefs: list[Belief]) -> Cohort:
    return plainly(beliefs)


def plainly(couples: Iterable[View | Belief]) -> Cohort:
    """By the straight account alone, which is quick."""
    return cohort(couples, twins=0)


def numbers_of(one: Cohort) -> ndarray:
    return np.array(
        [(it.mean.value, it.mean.se, it.spread.value, it.spread.se)
         for it in one.parameters]
    )  # fmt: skip


def test_views_and_what_was_made_of_them_are_one(
    views: list[View], beliefs: list[Belief]
) -> None:
    few = slice(0, 3)
    np.testing.assert_array_equal(
        numbers_of(plainly(views[few])), numbers_of(plainly(beliefs[few]))
    )


def test_every_lasting_thing_is_there_once_for_both(fitted: Cohort) -> None:
    names = [it.name for it in fitted.parameters]
    assert {name.partition(".")[2] for name in lasting()} == set(names)
    assert len(names) == len(set(names))
    assert fitted.of("home_security").label == "where felt security is at home"
    assert fitted.of("trait_anxiety").label == "anxiety in attachment"


def test_the_order_of_couples_does_not_matter(
    fitted: Cohort, beliefs: list[Belief]
) -> None:
    order = np.random.default_rng(1).permutation(COUPLES)
    other = plainly([beliefs[place] for place in order])
    np.testing.assert_allclose(numbers_of(other), numbers_of(fitted), atol=2e-3)
    for place in (0, 5):
        mine, there = other.couple(place), fitted.couple(int(order[place]))
        np.testing.assert_allclose(mine.mean, there.mean, atol=5e-3)


def swapped(belief: Belief) -> Belief:
    turn = np.array(swap())
    return replace(
        belief, mean=belief.mean[turn], spread=belief.spread[np.ix_(turn, turn)]
    )


def test_letters_of_partners_do_not_matter(
    fitted: Cohort, beliefs: list[Belief]
) -> None:
    turned = [swapped(it) if place % 2 else it for place, it in enumerate(beliefs)]
    other = plainly(turned)
    np.testing.assert_allclose(numbers_of(other), numbers_of(fitted), atol=2e-3)
    turn = np.array(swap())
    np.testing.assert_allclose(
        other.couple(1).mean[turn], fitted.couple(1).mean, atol=5e-3
    )


def test_exchanged_answers_are_exchanged_beliefs(views: list[View]) -> None:
    view = views[0]
    a, b = view.people[Partner.A], view.people[Partner.B]
    turned = replace(view, people={Partner.A: b, Partner.B: a})
    one, other = update(view), swapped(update(turned))
    np.testing.assert_allclose(one.mean, other.mean, atol=1e-3)


def test_couples_without_answers_give_back_what_was_expected() -> None:
    found = cohort([prior()] * 20)
    assert found.outcome is Outcome.NO_ANSWERS
    assert not found.outcome.learnt
    assert found.heard == 0
    for it in found.parameters:
        for one in (it.mean, it.spread):
            assert one.value == one.expected
            assert one.se == pytest.approx(one.expected_se)
            assert one.said is Said.NOTHING
    np.testing.assert_allclose(found.couple(0).mean, prior().mean, atol=1e-6)
    np.testing.assert_allclose(found.couple(0).spread, prior().spread, atol=1e-6)


def test_of_no_couples_nothing_is_learnt() -> None:
    assert cohort([]).outcome is Outcome.NO_ANSWERS


def test_silent_couples_change_nothing_but_are_there(
    fitted: Cohort, beliefs: list[Belief]
) -> None:
    other = plainly([prior(), *beliefs])
    np.testing.assert_array_equal(numbers_of(other), numbers_of(fitted))
    assert other.heard == fitted.heard
    name = "a.home_security"
    silent, mean = other.couple(0).of(name), other.of("home_security").mean.value
    assert silent[0] == pytest.approx(mean, abs=1e-6)


def test_few_couples_are_told_so(beliefs: list[Belief]) -> None:
    found = plainly(beliefs[:3])
    assert found.outcome is Outcome.TOO_FEW
    assert "too few couples" in found.outcome


def test_a_cohort_that_must_be_everybody_leaves_couples_as_they_are(
    beliefs: list[Belief],
) -> None:
    known = before(apart=1e-9)
    still = law(np.zeros(2 * len(known.widen)), known)
    mean, spread = among(still, sites(beliefs[:2]))
    one, here = everybody(), np.array(rows())
    np.testing.assert_allclose(
        one.mean + one.sd * mean[0], beliefs[0].mean[here], atol=1e-6
    )
    own = beliefs[0].spread[np.ix_(here, here)]
    np.testing.assert_allclose(np.outer(one.sd, one.sd) * spread[0], own, atol=1e-6)


def test_what_was_heard_has_no_direction_below_nought(beliefs: list[Belief]) -> None:
    least = np.linalg.eigvalsh(sites(beliefs).precision).min()
    assert least > -1e-6


@pytest.fixture(scope="module")
def somewhere() -> ndarray:
    rng = np.random.default_rng(7)
    return 0.5 * rng.standard_normal(2 * len(everybody().kinds))


def test_slopes_are_those_of_the_logarithm(
    beliefs: list[Belief], somewhere: ndarray
) -> None:
    heard, known = sites(beliefs[:6]), before()
    slope = explained(somewhere, known, heard).slope
    rng = np.random.default_rng(8)
    for _ in range(4):
        way = rng.standard_normal(len(somewhere))
        up = explained(somewhere + 1e-5 * way, known, heard).log
        down = explained(somewhere - 1e-5 * way, known, heard).log
        assert (up - down) / 2e-5 == pytest.approx(float(slope @ way), rel=1e-5)


def test_slopes_of_couples_add_up(beliefs: list[Belief], somewhere: ndarray) -> None:
    heard, known = sites(beliefs[:6]), before()
    np.testing.assert_allclose(
        slopes(somewhere, known, heard).sum(axis=0),
        explained(somewhere, known, heard).slope,
        atol=1e-9,
    )


def test_slopes_are_sharpest_where_it_is_known_what_couples_are(
    somewhere: ndarray,
) -> None:
    """Very many exact sightings of what a couple is are as good as knowing it."""
    known, rng = before(), np.random.default_rng(4)
    true = rng.standard_normal((3, len(lasting())))
    sure = 1e9 * np.eye(len(lasting()))
    heard = Sites(np.repeat(sure[None], 3, axis=0), 1e9 * true)
    np.testing.assert_allclose(
        slopes(somewhere, known, heard), slopes_of(somewhere, known, true), atol=1e-5
    )


def test_the_curvature_is_that_of_the_logarithm(
    beliefs: list[Belief], somewhere: ndarray
) -> None:
    heard, known = sites(beliefs[:6]), before()
    found = less_doubt(somewhere, known, heard)
    np.testing.assert_allclose(found, found.T)
    way = np.random.default_rng(9).standard_normal(len(somewhere))
    up = explained(somewhere + 1e-4 * way, known, heard).slope
    down = explained(somewhere - 1e-4 * way, known, heard).slope
    np.testing.assert_allclose(found @ way, way - (up - down) / 2e-4, atol=1e-3)


def test_the_logarithm_is_that_of_a_normal_law() -> None:
    """By hand: sites that are single noisy sightings of single numbers."""
    one, known = everybody(), before()
    rng = np.random.default_rng(3)
    numbers = rng.standard_normal(2 * len(one.kinds))
    it = law(numbers, known)
    count, noise = len(it.mean), 0.7
    seen = rng.standard_normal((count, 5)).T
    look_ = rng.standard_normal((3, count))
    told = seen @ look_.T
    heard = replace(
        sites([]),
        precision=np.repeat((look_.T @ look_ / noise)[None], 5, axis=0),
        shift=told @ look_ / noise,
    )

    def log(mean: ndarray, spread: ndarray) -> float:
        inner = look_ @ spread @ look_.T + noise * np.eye(3)
        gap = told - look_ @ mean
        square = (gap * np.linalg.solve(inner, gap.T).T).sum()
        return float(-square / 2 - 5 * np.linalg.slogdet(inner)[1] / 2)

    nowhere = np.zeros(len(numbers))
    expected = log(it.mean, it.spread) - log(0 * it.mean, one.alike)
    found = explained(numbers, known, heard).log - explained(nowhere, known, heard).log
    assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("made_up", [0, 60])
def test_a_shifted_population_is_found(made_up: int) -> None:
    known, one = before(), everybody()
    shift = np.zeros(len(one.kinds))
    shift[one.kinds.index("home_security")] = -1.0
    shift[one.kinds.index("neuroticism")] = 1.0
    numbers = np.concatenate([np.linalg.solve(known.shift, shift), 0 * known.widen])
    study = Study(name="test", couples=40, days=7)
    found = cohort(answered(study, law(numbers, known), seed=5), twins=made_up)
    assert found.gain > 10
    for name, way in (("home_security", -1.0), ("neuroticism", 1.0)):
        it = found.of(name)
        sd = one.sd[one.kind.index(one.kinds.index(name))]
        truth = it.mean.expected + way * sd
        assert abs(it.mean.value - truth) < 3 * it.mean.se
        assert way * it.mean.moved > 0.7
        assert it.mean.said in (Said.ROUGHLY, Said.WELL, Said.LITTLE)
    assert found.outcome in (Outcome.GOOD, Outcome.BOUNDARY)


def test_made_up_couples_follow_their_law(somewhere: ndarray) -> None:
    it, one, known = law(somewhere, before()), everybody(), calibrated()
    found = among_law(people(6, [known], 0, 4096), it, known)
    standard = (lasts(found.home, found.fixed).T - one.mean) / one.sd
    away = (standard.mean(axis=0) - it.mean) / it.scale
    np.testing.assert_allclose(away, 0.0, atol=0.07)
    np.testing.assert_allclose(standard.std(axis=0), it.scale, rtol=0.06)
    follows = state_rows().index("a.avoidance")
    explained_ = starting_homes(found.fixed, known)[follows]
    np.testing.assert_allclose(found.home[follows], explained_)


def test_made_up_couples_are_asked_as_much_as_the_cohort(
    beliefs: list[Belief],
) -> None:
    still = law(np.zeros(2 * len(everybody().kinds)), before())
    designs = sorted(map(design, beliefs))
    made = [belief for belief, _ in twins(still, designs, COUPLES, seed=3)]
    for belief, one in zip(made, designs, strict=True):
        assert belief.days_heard[0] <= one.days[0]
        assert belief.days_heard[1] <= one.days[1]
        assert belief.questions_heard <= set(one.asked)
        assert all(
            asked or not heard
            for asked, heard in zip(one.sheets, belief.sheets_heard, strict=True)
        )
    days = sum(sum(it.days_heard) for it in made)
    assert days > 0.9 * sum(sum(it.days) for it in designs)


def test_designs_do_not_know_letters(beliefs: list[Belief]) -> None:
    for belief in beliefs:
        if belief.days_heard[0] != belief.days_heard[1]:
            a, b = belief.days_heard
            sheets, half = belief.sheets_heard, len(questions().base) // 2
            asked = {(row + half) % (2 * half) for row in belief.questions_heard}
            turned = replace(
                belief, days_heard=(b, a), sheets_heard=(sheets[1], sheets[0]),
                questions_heard=frozenset(asked),
            )  # fmt: skip
            assert design(turned) == design(belief)


def test_the_same_seed_gives_the_same(beliefs: list[Belief]) -> None:
    one, same, other = (cohort(beliefs, twins=8, seed=it) for it in (1, 1, 2))
    np.testing.assert_array_equal(numbers_of(one), numbers_of(same))
    assert (numbers_of(one) != numbers_of(other)).any()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [({"apart": 0.0}, "above nought"), ({"twins": -1}, "two at least"),
     ({"twins": 1}, "two at least")],
)  # fmt: skip
def test_what_cannot_be_is_refused(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(FitError, match=says):
        cohort([], **wrong)


def test_how_far_it_is_is_told(beliefs: list[Belief]) -> None:
    told: list[tuple[int, int]] = []
    cohort(beliefs, twins=10, progress=lambda *far: told.append(far))
    assert told == [(done, 20) for done in range(1, 21)]


def test_couples_who_are_all_alike_stand_at_the_edge() -> None:
    """The same couple forty times differs from itself in nothing that was heard."""
    study = Study(name="test", couples=1, days=28)
    still = law(np.zeros(2 * len(everybody().kinds)), before())
    (one,) = answered(study, still, seed=3)
    found = plainly([one] * 40)
    assert found.outcome is Outcome.BOUNDARY
    at_nought = [it for it in found.parameters if it.at_nought]
    assert at_nought
    assert all(it.spread.value < it.spread.expected for it in at_nought)
    assert "none at all" in found.outcome


def test_the_table_has_two_rows_for_each(fitted: Cohort) -> None:
    table = fitted.to_frame()
    assert len(table) == 2 * len(fitted.parameters)
    assert set(table["part"]) == {"mean", "spread"}
    assert np.isfinite(table["estimate"]).all()
    assert repr(fitted) == f"Cohort({COUPLES} couples, {fitted.heard} of them heard)"


def test_doubt_never_grows_and_is_told_in_words(fitted: Cohort) -> None:
    for it in fitted.parameters:
        assert it.mean.se <= it.mean.expected_se * (1 + 1e-9)
        assert it.mean.low < it.mean.value < it.mean.high
        assert 0 < it.spread.low < it.spread.value < it.spread.high
    said = {one.said for it in fitted.parameters for one in (it.mean, it.spread)}
    assert Said.NOTHING in said
    assert len(said) > 1


def test_sums_are_over_both_partners() -> None:
    one = everybody()
    np.testing.assert_array_equal(
        by_kind(np.ones(len(one.kind))),
        [2.0 if f"a.{name}" in lasting() else 1.0 for name in one.kinds],
    )
