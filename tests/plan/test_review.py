"""What two weeks of a practice tell, and what is learnt from it for the next plan."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

from securebase.core import Z95, Partner, Topic, Viewer
from securebase.couples import Audience, Couple, DiaryDay, Person, Share, View, look
from securebase.fit.couple import changes, moved, update
from securebase.plan import (
    Experience,
    Review,
    Tried,
    Verdict,
    _review as reviewing,
    experience,
    plan,
    practice_of,
    review,
)
from securebase.plan._assumed import assumed
from tests.effort import tried_on

FIRST = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)
SINCE, UNTIL = FIRST + 13 * DAY, FIRST + 27 * DAY
SHARED = tuple(
    Share(topic=topic, audience=Audience.PARTNER, diary=True) for topic in Topic
)


def person(name: str, levels: dict[int, int]) -> Person:
    diary = tuple(
        DiaryDay(
            day=FIRST + at * DAY,
            answers=(("d_secure", level), ("d_explore", 3), ("d_load", 6 - level)),
        )
        for at, level in levels.items()
    )
    return Person(name=name, shares=SHARED, diary=diary)


@cache
def view(before: int = 3, later: int = 3, days: int = 28, viewer: str = "a") -> View:
    """Ana's levels in two spells of two weeks; Ben tells of the same every day."""
    ana = {at: before if at < 14 else later for at in range(days)}
    ben = dict.fromkeys(range(days), 3)
    couple = Couple(
        id="ana-and-ben", made_up=True, time_zone="UTC",
        private=(person("Ana", ana), person("Ben", ben)),
    )  # fmt: skip
    return look(couple, Viewer(viewer))


def tried(**changed: Any) -> Tried:
    usual: dict[str, Any] = {
        "partner": Partner.A,
        "practice": "landing",
        "goal": "safer",
        "since": SINCE,
        "until": UNTIL,
        "done": 10,
        "verdict": Verdict.SAME,
    }
    return Tried(**{**usual, **changed})


def spell(number: int, **changed: Any) -> Tried:
    """One of several spells of two weeks, one after the other."""
    since = SINCE + number * 14 * DAY
    return tried(since=since, until=since + 14 * DAY, **changed)


# What moved.


def test_a_change_is_reported_with_its_doubt() -> None:
    found = review(view(5, 2), tried())
    expected = changes(view(5, 2), SINCE, [{"a.security": 1.0}])
    assert expected is not None
    assert (found.change, found.se) == expected[1][0]
    assert found.change is not None
    assert found.se is not None
    assert found.change < 0.0 < found.se


def test_the_change_of_a_goal_is_that_of_its_parts_as_the_one_who_tried_sees_them() -> (
    None
):
    base = tried(partner=Partner.B, goal="base", practice="encouragement")
    found = review(view(5, 2, viewer="b"), base)
    parts = changes(
        view(5, 2, viewer="b"), SINCE, [{"a.security": 0.5, "a.drive": 0.5}]
    )
    assert parts is not None
    assert (found.change, found.se) == parts[1][0]


def test_only_what_moved_of_the_one_who_tried_is_shown() -> None:
    found = review(view(5, 2), tried())
    assert found.moved
    assert found.moved == tuple(
        it for it in moved(view(5, 2), SINCE) if it.partner is Partner.A
    )


def test_without_answers_afterwards_nothing_is_said_to_have_moved() -> None:
    found = review(view(days=14), tried())
    assert (found.moved, found.change, found.se, found.told) == ((), None, None, 0.0)
    assert not found.reliable
    assert found.experience.response == {"landing": (1.0, assumed("response_spread"))}


@pytest.mark.parametrize(("share", "reliable"), [(0.99, False), (1.01, True)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_change_is_reliable_beyond_95_per_cent(
    share: float, reliable: bool, sign: int
) -> None:
    one = Review(
        tried=tried(), moved=(), change=sign * share * Z95 * 0.4, se=0.4,
        expected=0.1, told=0.0, experience=Experience(),
    )  # fmt: skip
    assert one.reliable is reliable


# What was expected.


def test_what_was_expected_grows_with_the_days_it_was_done() -> None:
    none, some, twice = (review(view(), tried(done=it)).expected for it in (0, 5, 10))
    assert none == 0.0
    assert twice == pytest.approx(2 * some)
    assert some > 0.0


def test_done_as_often_as_a_plan_expects_it_brings_what_the_plan_said() -> None:
    # Nothing was told after the evening before: the plan of that evening is the one.
    found = plan(update(view(days=14)), Partner.A, goal="safer", minutes=60)
    option = next(it for it in found.options if it.practice.id == "landing")
    expected = review(view(days=14), tried(done=7)).expected
    assert expected == pytest.approx(option.gain * 0.5 / option.done)


def test_what_came_later_does_not_change_what_was_expected() -> None:
    # Else the same answers would count twice: as what came, and in what to expect.
    begun = review(view(3, days=14), tried()).expected
    assert review(view(3, 1), tried()).expected == pytest.approx(begun)


# How much two weeks tell.


def test_two_weeks_of_one_person_tell_next_to_nothing_of_so_small_an_effect() -> None:
    found = review(view(5, 2), tried())
    assert 0.0 < found.told < 0.01


def test_two_weeks_tell_more_of_a_larger_effect() -> None:
    told = [reviewing._response(view(), tried(), it)[2] for it in (0.0, 0.01, 0.1, 1.0)]
    assert told[0] == 0.0
    assert told == sorted(told)
    assert told[1] < 0.01
    assert 0.5 < told[3] < 1.0


@given(st.floats(0.01, 2.0))
@tried_on(10)
def test_told_is_the_share_of_the_doubt_that_learning_takes_away(
    expected: float,
) -> None:
    _, se, told = reviewing._response(view(), tried(), expected)
    assert se is not None
    spread = assumed("response_spread")
    left = 1 / (1 / spread**2 + (expected / se) ** 2)
    assert told == pytest.approx(1 - left / spread**2)


# What is learnt.


def test_learning_agrees_with_weighing_every_response_by_how_well_it_fits() -> None:
    for before, later in ((5, 2), (2, 5)):
        found = review(view(before, later), tried())
        assert found.change is not None
        assert found.se is not None
        grid = np.linspace(-8, 10, 40_001)
        gap = (found.change - grid * found.expected) / found.se
        weight = np.exp(-0.5 * (grid - 1.0) ** 2 - 0.5 * gap**2)
        weight /= weight.sum()
        mean = float(weight @ grid)
        sd = float(weight @ (grid - mean) ** 2) ** 0.5
        assert found.experience.response["landing"] == pytest.approx(
            (mean, sd), abs=1e-6
        )


def test_what_came_out_better_makes_the_response_larger_and_worse_smaller() -> None:
    worse, better = (
        experience(view(*it), [tried()]).response["landing"][0]
        for it in ((5, 1), (1, 5))
    )
    assert worse < 1.0 < better


@pytest.mark.parametrize("levels", [(5, 1), (1, 5), (3, 3)])
def test_learning_never_makes_less_sure(levels: tuple[int, int]) -> None:
    once = experience(view(*levels), [tried()]).response["landing"][1]
    # The same spell told twice, as two tries.
    twice = experience(view(*levels), [tried(), tried()]).response["landing"][1]
    assert twice < once < assumed("response_spread")


def test_what_came_after_a_practice_had_ended_is_not_put_down_to_it() -> None:
    # Better while it was tried, and far worse in the weeks after.
    levels = {at: (3, 6, 0)[at // 14] for at in range(42)}
    ben = person("Ben", dict.fromkeys(range(42), 3))
    couple = Couple(
        id="ana-and-ben", made_up=True, time_zone="UTC",
        private=(person("Ana", levels), ben),
    )  # fmt: skip
    seen = look(couple, Viewer.A)
    assert experience(seen, [tried()]).response["landing"][0] > 1.0


def test_what_was_done_on_no_day_teaches_nothing_of_the_response() -> None:
    found = experience(view(5, 1), [tried(done=0)])
    assert found.response["landing"] == (1.0, assumed("response_spread"))
    assert (found.days, found.done) == (14, 0)


def test_days_of_every_try_count() -> None:
    found = experience(view(), [spell(0, done=3), spell(1, practice="asking", done=8)])
    assert (found.days, found.done) == (28, 11)
    assert set(found.response) == {"landing", "asking"}


def test_of_nothing_tried_nothing_is_known() -> None:
    assert experience(view(), []) == Experience()


def test_a_review_adds_to_what_was_tried_before() -> None:
    earlier = [spell(-1, done=4)]
    found = review(view(5, 2), tried(), earlier)
    assert found.experience == experience(view(5, 2), [*earlier, tried()])
    assert found.experience.days == 28


# What somebody wants next.


@pytest.mark.parametrize(
    ("verdicts", "minutes"),
    [
        (["same"], 10),
        (["less"], 5),
        (["more"], 16),
        (["other"], 10),
        (["less", "less"], 2),
        (["less", "less", "less", "less", "less"], 1),
        (["less", "more"], 8),
        (["more", "more", "more", "more"], 58),
        (["more", "more", "more", "more", "more"], 60),
    ],
)
def test_a_verdict_becomes_minutes(verdicts: list[str], minutes: int) -> None:
    assert practice_of("landing").minutes == 10
    log = [spell(at, verdict=Verdict(it)) for at, it in enumerate(verdicts)]
    # The order of the file does not matter, that of the days does.
    found = experience(view(days=14), list(reversed(log)))
    assert found.minutes == {"landing": minutes}


def test_something_else_leaves_a_practice_aside_for_four_weeks() -> None:
    begun = spell(0, verdict=Verdict.OTHER)

    def resting(*later: Tried) -> frozenset[str]:
        return experience(view(days=14), [begun, *later]).resting

    assert resting() == {"landing"}
    assert resting(spell(1, practice="asking")) == {"landing"}
    assert resting(spell(1, practice="asking"), spell(2, practice="asking")) == set()


@pytest.mark.parametrize("verdict", [Verdict.MORE, Verdict.SAME, Verdict.LESS])
def test_what_is_wanted_on_is_not_left_aside(verdict: Verdict) -> None:
    found = experience(view(days=14), [tried(verdict=verdict)])
    assert found.resting == frozenset()


def test_the_next_plan_leaves_out_what_rests() -> None:
    told = review(view(days=14), tried(verdict=Verdict.OTHER)).experience
    found = plan(update(view(days=14)), Partner.A, goal="safer", experience=told)
    assert "landing" not in [it.practice.id for it in found.options]
