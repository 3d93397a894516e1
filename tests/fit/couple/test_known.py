"""What is said to be known by now, and how long the rest would take."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import pytest
from numpy import ndarray

from securebase.core import Partner
from securebase.fit.couple import Belief, Known, known, prior
from securebase.fit.couple._belief import hear_check_ins, live_on, step
from securebase.fit.couple._items import questions
from securebase.fit.couple._known import (
    _KEPT,
    LASTING,
    LONGEST,
    ROUGHLY,
    WELL,
    _weight,
    often,
)
from securebase.measures import checkin

FIRST = dt.date(2026, 3, 2)
DIARIES, DAYS = 8, (3, 7, 14, 28)
Answers = dict[tuple[str, str], int]


def drawn_diary(seed: int, days: int) -> list[Answers]:
    """Evenings of a couple that a belief would expect, on as many days as usual."""
    rng, ask, belief = np.random.default_rng(seed), questions(), prior()
    slope, constant, unrest = step()
    count, numbers_known = slope.shape
    numbers = rng.multivariate_normal(belief.mean, belief.spread)
    found = []
    for day in range(days):
        luck = rng.multivariate_normal(np.zeros(count), unrest)
        numbers[:count] = slope @ numbers[:numbers_known] + constant + luck
        answers: Answers = {}
        for side in "ab":
            if rng.random() < _KEPT:
                for one in checkin.items_for(FIRST + dt.timedelta(days=day)):
                    row = ask.place[side, one.code]
                    moment = rng.normal(0, ask.noise[row] ** 0.5)
                    told = ask.slope[row] @ numbers + ask.base[row] + moment
                    answers[side, one.code] = int(np.clip(np.rint(told), 0, 6))
        found.append(answers)
    return found


def heard(days: list[Answers], belief: Belief | None = None) -> Belief:
    found = prior() if belief is None else belief
    for answers in days:
        found = hear_check_ins(live_on(found), answers)
    return found


@cache
def learnt() -> ndarray:
    """Share that is learnt, by diary, number of days and thing."""
    return np.array(
        [
            [
                [it.learnt for it in known(heard(diary[:days]), Partner.A)]
                for days in DAYS
            ]
            for diary in (drawn_diary(seed, max(DAYS)) for seed in range(DIARIES))
        ]
    )


def carried_on(belief: Belief, weeks: int) -> Belief:
    """The doubt after weeks of usual check-ins, by adding up what each answer tells."""
    ask = questions()
    told = ask.slope.T @ (ask.slope / ((ask.noise + 1 / 12) / often())[:, None])
    for _ in range(weeks):
        later = live_on(belief, 7)
        spread = np.linalg.inv(np.linalg.inv(later.spread) + told)
        belief = Belief(later.mean, (spread + spread.T) / 2)
    return belief


def shares(belief: Belief, side: str) -> ndarray:
    rows = np.array([_weight(side, name) for name in LASTING])
    left = np.diag(rows @ belief.spread @ rows.T)
    return np.asarray(1 - left / np.diag(rows @ prior().spread @ rows.T))


def test_of_a_couple_that_nothing_was_heard_of_nothing_is_known() -> None:
    for partner in Partner:
        for it in known(prior(), partner):
            assert it.learnt == 0.0
            assert it.days != 0
            assert not it.roughly
            assert not it.well


def test_everything_lasting_is_listed_for_the_one_that_is_asked_about() -> None:
    found = known(prior(), Partner.B)
    assert [(it.name, it.label) for it in found] == list(LASTING.items())
    assert {it.partner for it in found} == {Partner.B}


def test_more_days_of_answers_never_make_less_known_on_average() -> None:
    average = learnt().mean(axis=0)
    assert (np.diff(average, axis=0) > 0).all()
    assert (average[0] > 0).all()


def test_what_is_learnt_is_a_share() -> None:
    assert (learnt() > 0).all()
    assert (learnt() < 1).all()


def test_days_are_a_number_of_weeks_or_unknown() -> None:
    seen = set()
    for seed in range(3):
        for days in (0, 2, 6, 12):
            belief = heard(drawn_diary(seed, days))
            seen |= {it.days for p in Partner for it in known(belief, p)}
    weeks = seen - {None}
    assert {None, 0, 7} <= seen
    assert all(it is not None and it % 7 == 0 for it in weeks)
    assert all(it is not None and 0 <= it <= LONGEST for it in weeks)


@pytest.mark.parametrize("days", [0, 2, 9])
def test_after_the_days_that_are_said_a_thing_is_known_roughly(days: int) -> None:
    belief = heard(drawn_diary(5, days))
    for it in known(belief, Partner.A):
        place = list(LASTING).index(it.name)
        weeks = LONGEST // 7 if it.days is None else it.days // 7
        reached = shares(carried_on(belief, weeks), "a")[place]
        assert (reached >= ROUGHLY) == (it.days is not None)
        if it.days:
            before = shares(carried_on(belief, weeks - 1), "a")[place]
            assert before < ROUGHLY


def test_what_is_known_by_now_takes_no_more_days() -> None:
    for it in known(heard(drawn_diary(6, 10)), Partner.A):
        assert it.roughly == (it.days == 0)
        assert it.learnt == pytest.approx(
            shares(heard(drawn_diary(6, 10)), "a")[list(LASTING).index(it.name)]
        )


def test_a_week_of_a_diary_teaches_about_as_much_as_it_was_said_to() -> None:
    promised = shares(carried_on(prior(), 1), "a")
    taught = learnt()[:, DAYS.index(7)].mean(axis=0)
    # Answers at an end of the scale, as those about load often are, tell less.
    assert (taught > promised - 0.15).all()
    assert (taught < promised + 0.15).all()


def test_a_partner_who_tells_nothing_is_known_less_than_one_who_tells() -> None:
    alone = [
        {key: told for key, told in answers.items() if key[0] == "a"}
        for answers in drawn_diary(7, 14)
    ]
    a, b = (known(heard(alone), partner) for partner in Partner)
    levels = [it.name for it in a if it.name.startswith("d_")]
    assert levels
    for mine, theirs in zip(a, b, strict=True):
        if mine.name in levels:
            assert mine.learnt > theirs.learnt + 0.2


def test_exchanging_the_partners_exchanges_what_is_known() -> None:
    other = {"a": "b", "b": "a"}
    diary = drawn_diary(8, 6)
    turned = [
        {(other[side], code): told for (side, code), told in answers.items()}
        for answers in diary
    ]
    mine, theirs = known(heard(diary), Partner.A), known(heard(turned), Partner.B)
    for one, same in zip(mine, theirs, strict=True):
        assert one.learnt == pytest.approx(same.learnt, abs=1e-9)
        assert one.days == same.days


@pytest.mark.parametrize(
    ("learnt_", "roughly", "well"),
    [(0.49, False, False), (ROUGHLY, True, False), (WELL, True, True)],
)
def test_two_bars_part_what_is_known(learnt_: float, roughly: bool, well: bool) -> None:
    one = Known(partner=Partner.A, name="x", label="x", learnt=learnt_, days=None)
    assert (one.roughly, one.well) == (roughly, well)
