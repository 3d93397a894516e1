"""What a plan promises, and what it weighs practices by."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st
from numpy import ndarray

from securebase.core import Partner, PracticeError, Viewer
from securebase.couples import CheckIn, Sheet, View, Visible
from securebase.dynamics import PRACTICES, Cohort, calibrated, ensemble, evolve
from securebase.fit.couple import Belief, model_names, prior
from securebase.fit.couple._belief import hear_check_ins, live_on
from securebase.fit.couple._space import names, places, swap
from securebase.measures import checkin
from securebase.plan import (
    Experience,
    Plan,
    enough,
    goals,
    plan,
    practice_of,
    practices,
    thompson,
)
from securebase.plan._dose import is_skill
from securebase.plan._gains import feature_names, gains, slope_spread, write_gains
from securebase.plan._goal import outcomes
from securebase.plan._learn import MEMBERS, changes, features_of
from securebase.plan._levels import (
    all_well,
    level_probability,
    state_behind,
    usual_goal,
)
from securebase.plan._weighing import DRAWS, ceiling, drawn, share_done
from securebase.simulate._people import people
from securebase.simulate._sets import digest, model_digest
from tests.effort import tried_on

Answers = dict[tuple[str, str], int]
CODES = [one.code for one in checkin.items()]
KEYS = st.tuples(st.sampled_from("ab"), st.sampled_from(CODES))
DIARIES = st.lists(
    st.dictionaries(KEYS, st.integers(0, 6), max_size=10), min_size=1, max_size=4
)
GOALS = st.sampled_from([one.id for one in goals()])
SOME: list[Answers] = [
    {("a", "d_secure"): 2, ("b", "d_encourage"): 1, ("b", "d_explore"): 2},
    {("a", "d_vital"): 5, ("b", "d_secure"): 6, ("a", "d_load"): 2},
] * 4
WELL = {
    "a.security": 1.0,
    "a.drive": 1.0,
    "a.quality": 1.5,
    "a.exhaustion": -1.0,
    "us.vitality": 1.0,
}
COUPLES, SEED = 512, 314


def lived(days: list[Answers]) -> Belief:
    found = prior()
    for answers in days:
        found = hear_check_ins(live_on(found), answers)
    return found


def knowing(levels: dict[str, float], doubt: float = 0.05) -> Belief:
    """A belief that some things are so, with a share of the usual doubt."""
    mean = prior().mean.copy()
    for name, level in levels.items():
        mean[places()[name]] = level
    return replace(prior(), mean=mean, spread=prior().spread * doubt)


def other_way_round(belief: Belief) -> Belief:
    order = list(swap())
    return replace(
        belief, mean=belief.mean[order], spread=belief.spread[np.ix_(order, order)]
    )


def by_practice(found: Plan) -> dict[str, float]:
    return {it.practice.id: it.gain for it in found.options}


def luck_of(found: Plan) -> dict[str, float]:
    """Standard error of each gain if the couples that are weighed were independent."""
    return {it.practice.id: (it.high - it.low) / 4 / DRAWS**0.5 for it in found.options}


# The same each time, and for both.


def test_the_same_belief_gives_the_same_plan() -> None:
    first, again = lived(SOME), lived(SOME)
    assert plan(first, Partner.A) == plan(again, Partner.A)


@pytest.mark.parametrize("wanted", ["safer", "base"])
def test_exchanging_the_partners_exchanges_their_plans(wanted: str) -> None:
    belief = lived(SOME)
    a = plan(belief, Partner.A, goal=wanted)
    b = plan(other_way_round(belief), Partner.B, goal=wanted)
    assert (a.goal, a.left_out, a.well) == (b.goal, b.left_out, b.well)
    # Other couples are drawn: within five standard errors of a difference.
    mine, theirs, luck = by_practice(a), by_practice(b), luck_of(a)
    assert set(mine) == set(theirs)
    for name, gain in mine.items():
        assert gain == pytest.approx(theirs[name], abs=5 * 2**0.5 * luck[name])


def test_the_usual_goal_and_all_being_well_are_the_same_for_both() -> None:
    for belief in (prior(), lived(SOME), knowing(WELL)):
        turned = other_way_round(belief)
        assert usual_goal(belief, Partner.A) == usual_goal(turned, Partner.B)
        assert all_well(belief, Partner.A) == all_well(turned, Partner.B)


def test_twice_as_many_draws_change_gains_by_less_than_luck() -> None:
    once = plan(lived(SOME), Partner.A, goal="base")
    twice = plan(lived(SOME), Partner.A, goal="base", draws=2 * DRAWS)
    luck, more = luck_of(once), by_practice(twice)
    assert set(more) == set(luck)
    for name, gain in by_practice(once).items():
        assert gain == pytest.approx(more[name], abs=5 * luck[name])


# What the numbers of a plan hold to.


@given(DIARIES, st.sampled_from(list(Partner)), GOALS)
@tried_on(6)
def test_the_numbers_of_a_plan_fit_together(
    days: list[Answers], partner: Partner, wanted: str
) -> None:
    found = plan(lived(days), partner, goal=wanted, minutes=20)
    assert sum(it.best for it in found.options) == pytest.approx(1.0)
    gained = [it.gain for it in found.options]
    assert gained == sorted(gained, reverse=True)
    for it in found.options:
        assert 0.0 <= it.best <= it.close <= 1.0
        assert it.low <= it.gain <= it.high
        assert max(abs(it.low), abs(it.high)) <= ceiling()
        assert 0.0 < it.done < 1.0
    assert 0.0 <= found.best_if_right <= found.close_if_right <= 1.0
    assert found.clear == (found.options[0].best >= 0.6)
    left = [it.id for it, _ in found.left_out]
    assert sorted(left + list(by_practice(found))) == [it.id for it in practices()]


def test_no_gain_is_larger_than_what_programmes_bring() -> None:
    eager = {it.id: (1000.0, 0.0) for it in practices()}
    found = plan(prior(), Partner.A, experience=Experience(response=eager))
    for it in found.options:
        assert max(abs(it.gain), abs(it.low), abs(it.high)) <= ceiling()
    assert found.options[0].high == ceiling()


def test_four_weeks_begin_with_the_choice() -> None:
    for one in goals():
        found = plan(prior(), Partner.A, goal=one.id, minutes=20)
        assert found.choice is not None
        assert len(found.sequence) == 2
        assert found.sequence[0] == found.choice.practice


def test_a_skill_that_stands_out_is_kept_up() -> None:
    found = plan(prior(), Partner.A, goal="base", minutes=10)
    assert found.clear
    assert is_skill("encouraging")
    assert [it.id for it in found.sequence] == ["encouragement", "encouragement"]


def test_where_no_skill_stands_out_something_else_gets_a_try() -> None:
    seen = []
    for one in goals():
        found = plan(prior(), Partner.A, goal=one.id, minutes=20)
        first, second = found.sequence
        main = max(first.trains, key=first.trains.__getitem__)
        if not (found.clear and is_skill(main)):
            seen.append(one.id)
            assert first != second
            assert found.clear or main not in second.trains
    assert seen


# Who is offered what.


def test_who_is_worn_out_by_giving_is_offered_no_giving() -> None:
    worn_out = knowing({"a.exhaustion": 3.0})
    found = plan(worn_out, Partner.A, minutes=20)
    assert found.goal.id == "lighter"
    assert found.options
    assert not any(it.practice.giving for it in found.options)
    why = {it.id: reason for it, reason in found.left_out}
    assert set(why) >= {it.id for it in practices() if it.giving}
    assert "giving has cost a lot lately" in why["encouragement"]
    partner = plan(worn_out, Partner.B, minutes=20)
    assert any(it.practice.giving for it in partner.options)


def test_what_is_not_for_such_days_is_left_out() -> None:
    found = plan(knowing({"a.energy": -3.0}), Partner.A, minutes=20)
    why = {it.id: reason for it, reason in found.left_out}
    assert why["novelty"] == why["bring_home"] == "it is not for days like these"


@pytest.mark.parametrize("minutes", [3, 5, 10, 15, 20])
def test_nothing_takes_more_minutes_than_there_are(minutes: int) -> None:
    found = plan(prior(), Partner.A, minutes=minutes)
    assert found.options
    assert max(it.practice.minutes for it in found.options) <= minutes
    for it, why in found.left_out:
        assert (it.minutes > minutes) == (why == "it takes more minutes a day")


def test_where_nothing_is_left_there_is_no_choice() -> None:
    found = plan(prior(), Partner.A, minutes=1)
    assert (found.options, found.sequence, found.choice) == ((), (), None)
    assert len(found.left_out) == len(practices())
    assert not found.clear
    assert thompson(found, 1) is None


def test_an_unknown_goal_is_refused_with_those_there_are() -> None:
    with pytest.raises(PracticeError, match=r"must be one of .*base.*Got 'rich'"):
        plan(prior(), Partner.A, goal="rich")


@pytest.mark.parametrize("minutes", [0, -5, 61])
def test_minutes_out_of_range_are_refused(minutes: int) -> None:
    with pytest.raises(PracticeError, match=f"from 1 to 60. Got {minutes} instead"):
        plan(prior(), Partner.A, minutes=minutes)


# What seems called for.


def test_of_somebody_unknown_it_is_not_said_that_all_is_well() -> None:
    assert not all_well(prior(), Partner.A)


def test_all_is_well_where_all_is_above_the_middle() -> None:
    assert all_well(knowing(WELL), Partner.A)
    assert not all_well(knowing(WELL), Partner.B)
    assert plan(knowing(WELL), Partner.A).well


@pytest.mark.parametrize("name", WELL)
def test_all_is_not_well_where_one_thing_lies_clearly_low(name: str) -> None:
    sunk = {**WELL, name: 1.5 if name == "a.exhaustion" else -1.5}
    high = {it: level * 3 for it, level in WELL.items()}
    assert all_well(knowing(high), Partner.A)
    assert not all_well(knowing({**high, name: sunk[name]}), Partner.A)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ({}, "base"),
        (WELL, "base"),
        ({"a.security": -1.0}, "safer"),
        ({"a.drive": -1.0}, "explore"),
        ({"a.quality": -1.5}, "closer"),
        ({"a.security": -1.0, "a.drive": -2.0}, "explore"),
        ({"a.security": -1.0, "a.exhaustion": 2.0}, "lighter"),
        ({"b.security": -3.0, "b.exhaustion": 3.0}, "base"),
    ],
)
def test_the_usual_goal_is_what_seems_most_called_for(
    levels: dict[str, float], expected: str
) -> None:
    begun = dict.fromkeys(("a.security", "a.drive", "a.quality"), 0.0)
    assert usual_goal(knowing({**begun, **levels}), Partner.A) == expected


def test_a_level_at_the_bar_is_high_with_even_chances() -> None:
    belief = knowing({"a.exhaustion": 0.5, "a.energy": -0.5})
    assert level_probability(belief, Partner.A, "load", "high") == pytest.approx(0.5)
    assert level_probability(belief, Partner.A, "energy", "low") == pytest.approx(0.5)


def test_giving_more_than_one_gets_is_the_other_side_of_the_balance() -> None:
    belief = knowing({"a.equity": -3.0})
    assert level_probability(belief, Partner.A, "under_benefit", "high") > 0.9
    assert level_probability(belief, Partner.A, "over_benefit", "high") < 0.1


def test_every_level_at_which_a_practice_is_left_is_one_that_is_known() -> None:
    left_when = {it.construct for one in practices() for it in one.leave_when}
    assert left_when <= set(state_behind())


def test_thanks_are_not_asked_of_who_gives_much_more_than_they_get() -> None:
    found = plan(knowing({"a.equity": -3.0}), Partner.A, goal="closer")
    assert "thanks" in [practice.id for practice, _ in found.left_out]


# Trying.


def test_a_practice_is_drawn_as_often_as_it_is_probably_the_best() -> None:
    found = plan(lived(SOME), Partner.A, goal="closer", minutes=20)
    tries = 4000
    names_ = [thompson(found, seed) for seed in range(tries)]
    seen = Counter(it.practice.id for it in names_ if it is not None)
    assert sum(seen.values()) == tries
    for it in found.options:
        # Five standard errors of a share.
        luck = 5 * (it.best * (1 - it.best) / tries) ** 0.5
        assert seen[it.practice.id] / tries == pytest.approx(it.best, abs=luck + 1e-9)
    assert max(it.best for it in found.options) < 0.99


def test_the_same_seed_draws_the_same_practice() -> None:
    found = plan(prior(), Partner.A)
    assert [thompson(found, it) for it in range(20)] == [
        thompson(found, it) for it in range(20)
    ]


# What trying has told.


def test_what_rests_after_a_review_is_left_out() -> None:
    rested = Experience(resting=frozenset({"encouragement"}))
    found = plan(prior(), Partner.A, experience=rested)
    assert "encouragement" not in by_practice(found)
    assert (practice_of("encouragement"), "left aside after a review") in found.left_out


def test_less_time_chosen_in_a_review_makes_room_and_brings_less() -> None:
    usual = plan(prior(), Partner.A, goal="base", minutes=12)
    chosen = Experience(minutes={"rest": 5, "encouragement": 4})
    found = plan(prior(), Partner.A, goal="base", minutes=12, experience=chosen)
    assert "rest" not in by_practice(usual)
    assert "rest" in by_practice(found)
    gain = by_practice(found)["encouragement"]
    assert 0.0 < gain < 0.8 * by_practice(usual)["encouragement"]


def test_more_time_chosen_in_a_review_brings_more_up_to_the_limit() -> None:
    def gain(limit: int, chosen: int | None) -> float:
        one = Experience(minutes={} if chosen is None else {"haven": chosen})
        found = plan(prior(), Partner.A, goal="base", minutes=limit, experience=one)
        return by_practice(found)["haven"]

    assert gain(30, 12) > gain(30, None)
    assert gain(10, 30) == gain(10, None)


def test_who_did_it_more_often_is_expected_to_go_on() -> None:
    never, usual, always = (
        plan(prior(), Partner.A, experience=it).options
        for it in (Experience(14, 0), Experience(), Experience(14, 14))
    )
    done = [{it.practice.id: it.done for it in each} for each in (never, usual, always)]
    for name in done[1]:
        assert done[0][name] < done[1][name] < done[2][name]


@pytest.mark.parametrize(
    ("days", "done", "share"),
    [(0, 0, 0.6), (14, 14, 0.8), (14, 0, 0.3), (56, 56, 0.92)],
)
def test_own_days_weigh_against_what_is_expected_of_everybody(
    days: int, done: int, share: float
) -> None:
    easy = np.zeros((len(feature_names()), 1))
    easy[feature_names().index("a.conscientiousness")] = -8.0
    easy[feature_names().index("a.anxiety")] = -8.0
    found = share_done(practice_of("rest"), easy, Experience(days, done))
    assert found == pytest.approx([share])
    # For whom it is hard, on three quarters of those days; twice hard, of those again.
    hard = easy.copy()
    hard[feature_names().index("a.conscientiousness")] = 8.0
    found = share_done(practice_of("rest"), hard, Experience(days, done))
    assert found == pytest.approx([0.75 * share])


def test_how_one_responds_multiplies_the_gain() -> None:
    usual = by_practice(plan(prior(), Partner.A, goal="base"))
    told = Experience(response={"haven": (2.0, 0.0)})
    found = by_practice(plan(prior(), Partner.A, goal="base", experience=told))
    assert found["haven"] == pytest.approx(2 * usual["haven"])
    assert found["interest"] == usual["interest"]


def test_how_somebody_responds_counts_by_its_mean() -> None:
    told = Experience(response={"encouragement": (1.5, 1.0)})
    usual, found = (
        next(
            it
            for it in plan(prior(), Partner.A, goal="base", experience=one).options
            if it.practice.id == "encouragement"
        )
        for one in (Experience(), told)
    )
    assert found.gain == pytest.approx(1.5 * usual.gain)
    assert found.high - found.low == pytest.approx(1.5 * (usual.high - usual.low))


@pytest.mark.parametrize(
    ("days", "sheets", "expected"),
    [(0, 0, False), (6, 2, False), (7, 0, True), (0, 3, True)],
)
def test_a_plan_needs_a_week_or_some_questionnaires(
    days: int, sheets: int, expected: bool
) -> None:
    first = dt.date(2026, 3, 2)
    seen = Visible(
        sheets=tuple(
            Sheet(instrument="sb_load", occasion=first + dt.timedelta(it), answers={})
            for it in range(sheets)
        ),
        check_ins=tuple(
            CheckIn(day=first + dt.timedelta(it), answers={"d_secure": 3})
            for it in range(days)
        ),
    )
    nothing = Visible(sheets=(), check_ins=())
    view = View(
        viewer=Viewer.A,
        couple="made-up",
        made_up=True,
        names={Partner.A: "Ana", Partner.B: "Ben"},
        people={Partner.A: seen, Partner.B: nothing},
    )
    assert enough(view, Partner.A) is expected
    assert not enough(view, Partner.B)


# The couples that are weighed.


@pytest.mark.parametrize("partner", list(Partner))
def test_couples_are_drawn_about_what_is_expected(partner: Partner) -> None:
    belief = lived(SOME)
    if partner is Partner.B:
        belief = other_way_round(belief)
    found, count = drawn(belief, partner), len(model_names())
    seen_as_a = lived(SOME)
    np.testing.assert_allclose(
        found[:count].mean(axis=1), seen_as_a.mean[:count], rtol=0, atol=1e-9
    )
    np.testing.assert_allclose(found[count:].mean(axis=1), 0.0, rtol=0, atol=1e-9)
    spread = np.diag(seen_as_a.spread)[:count]
    expected = np.concatenate([spread, slope_spread() ** 2])
    # Half as many are independent: six standard errors of a variance.
    np.testing.assert_allclose(
        found.var(axis=1), expected, rtol=6 * (2 / (DRAWS / 2)) ** 0.5, atol=1e-7
    )


def test_an_odd_number_of_couples_can_be_drawn() -> None:
    assert drawn(prior(), Partner.A, 7).shape == (len(feature_names()), 7)
    assert plan(prior(), Partner.A, draws=7).options


def test_every_feature_is_a_number_of_a_belief_or_a_personal_slope() -> None:
    known = len(model_names())
    assert feature_names()[:known] == names()[:known]
    assert len(feature_names()) - known == len(slope_spread())


# What effects were learnt from.

MAIN = (
    ("encouraging", "you.drive"),
    ("encouraging", "you.security"),
    ("understanding", "me.quality"),
    ("openness_to_need", "you.security"),
    ("acting", "me.security"),
)


@cache
def cohort() -> Cohort:
    begun = people(SEED, [calibrated()], 0, COUPLES)
    return evolve(begun, [calibrated()], 28, seed=SEED, every=28, workers=1)[0]


@cache
def simulated() -> dict[str, ndarray]:
    """What practising changes in couples that nothing was learnt from."""
    knobs = list(dict.fromkeys(knob for knob, _ in MAIN))
    doings = [{f"practice_{knob}": 1.0} for knob in knobs]
    found = changes(cohort(), calibrated(), doings, SEED)
    return dict(zip(knobs, found, strict=True))


@pytest.mark.parametrize(("knob", "outcome"), MAIN)
def test_what_was_learnt_agrees_with_couples_that_live_on(
    knob: str, outcome: str
) -> None:
    features = features_of(cohort())
    right = np.zeros(COUPLES, np.int64)
    learnt = gains().of(features, right)[PRACTICES.index(f"practice_{knob}")]
    place = outcomes().index(outcome)
    real, said = simulated()[knob][place], learnt[place]
    explained = 1 - np.mean((real - said) ** 2) / real.var()
    assert explained > 0.8
    # The mean, within five standard errors of what is left over.
    luck = 5 * (real - said).std() / COUPLES**0.5
    assert real.mean() == pytest.approx(said.mean(), abs=luck)


def test_what_was_learnt_belongs_to_the_committed_model() -> None:
    assert gains().model == f"{model_digest()}-{digest(ensemble()[:MEMBERS])}"
    assert gains().sets == MEMBERS


def test_only_the_outcomes_that_are_asked_for_are_worked_out() -> None:
    possible, right = drawn(prior(), Partner.A, 8), np.arange(8) % gains().sets
    asked = {"you.drive", "us.vitality"}
    whole, some = gains().of(possible, right), gains().of(possible, right, asked)
    kept = np.array([name in asked for name in outcomes()])
    np.testing.assert_array_equal(some[:, kept], whole[:, kept])
    assert not some[:, ~kept].any()


def test_what_was_learnt_is_kept_as_it_is(tmp_path: Path) -> None:
    write_gains(gains(), tmp_path / "gains.npz")
    with np.load(tmp_path / "gains.npz") as kept:
        np.testing.assert_array_equal(kept["chosen"], gains().chosen)
        np.testing.assert_array_equal(kept["slopes"], gains().slopes)
        assert str(kept["model"]) == gains().model
        assert tuple(kept["practices"]) == PRACTICES
        assert tuple(kept["outcomes"]) == outcomes()


def test_an_effect_is_carried_no_farther_than_couples_were_seen() -> None:
    far = features_of(cohort())[:, :1].copy()
    mean = prior().mean[: len(model_names())]
    sd = np.diag(prior().spread)[: len(model_names())] ** 0.5
    far[: len(mean), 0] = mean + 3.0 * sd
    farther = far.copy()
    farther[: len(mean), 0] = mean + 30.0 * sd
    one = np.zeros(1, np.int64)
    np.testing.assert_allclose(gains().of(far, one), gains().of(farther, one))
