"""How far something has moved between two evenings, in one joint law of both."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from numpy import ndarray

from securebase.core import Z95, Partner, Topic, Viewer
from securebase.couples import (
    Audience,
    CheckIn,
    Couple,
    DiaryDay,
    Person,
    Share,
    View,
    look,
)
from securebase.fit.couple import Belief, Moved, changes, moved, prior
from securebase.fit.couple._belief import hear_check_ins, live_on
from securebase.fit.couple._forecast import next_answer
from securebase.fit.couple._listen import heard
from securebase.fit.couple._moved import _remembering
from securebase.fit.couple._space import moving, names, places
from securebase.fit.couple._surrogate import surrogate
from securebase.fit.couple._targets import TARGETS
from securebase.fit.couple._update import after, on_evening

FIRST = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)
Told = dict[int, dict[str, int]]
SECURE = {"a.security": 1.0}


def view_of(a: Told, b: Told | None = None) -> View:
    """What both see who share everything, by number of the day."""
    shares = tuple(
        Share(topic=topic, audience=Audience.PARTNER, diary=True) for topic in Topic
    )
    diaries = (a, {} if b is None else b)
    people = tuple(
        Person(
            name=name,
            shares=shares,
            diary=tuple(
                DiaryDay(day=FIRST + at * DAY, answers=tuple(told.items()))
                for at, told in sorted(diary.items())
            ),
        )
        for name, diary in zip(("Ana", "Ben"), diaries, strict=True)
    )
    couple = Couple(
        id="ana-and-ben", made_up=True, time_zone="UTC", private=(people[0], people[1])
    )
    return look(couple, Viewer.A)


def level(days: range, answer: int) -> Told:
    return {at: {"d_secure": answer, "d_load": 2} for at in days}


def change_of(view: View, since: dt.date, **weights: float) -> tuple[float, float]:
    found = changes(view, since, [weights or SECURE])
    assert found is not None
    return found[1][0]


def whole_step() -> tuple[ndarray, ndarray, ndarray]:
    """A day for every number of a belief: slopes, constant and unrest."""
    system, size, count = surrogate(), len(names()), len(moving())
    slope, constant = np.eye(size), np.zeros(size)
    unrest = np.zeros((size, size))
    slope[:count, :count] = system.stay
    slope[:count, count : len(system.mean)] = system.pull
    constant[:count] = system.constant
    unrest[:count, :count] = system.unrest
    return slope, constant, unrest


def belief_before(view: View, since: dt.date) -> Belief:
    return on_evening(after(it for it in heard(view) if it.day <= since), since)


# Against laws that are written out.


@pytest.mark.parametrize("days", [1, 14])
def test_over_all_answers_that_may_come_a_change_is_what_the_days_bring(
    days: int,
) -> None:
    begun, since = level(range(6), 5), FIRST + 5 * DAY
    belief = replace(belief_before(view_of(begun), since), surprise=prior().surprise)
    row = places()["a.security"]
    slope, constant, unrest = whole_step()
    power, gone, noise = np.eye(len(names())), np.zeros(len(names())), 0 * unrest
    for _ in range(days):
        power, gone = slope @ power, slope @ gone + constant
        noise = slope @ noise @ slope.T + unrest
    weight = power[row] - np.eye(len(names()))[row]
    mean = float(weight @ belief.mean + gone[row])
    variance = float(weight @ belief.spread @ weight + noise[row, row])
    chances = np.array(list(next_answer(belief, "a", "d_secure", days)))
    later = [
        change_of(view_of({**begun, 5 + days: {"d_secure": answer}}), since)
        for answer in range(len(chances))
    ]
    change, se = np.array(later).T
    assert np.ptp(change) > 0.1
    # Means and variances of the parts make those of the whole.
    assert chances @ change == pytest.approx(mean, abs=1e-6)
    whole = chances @ (se**2 + change**2) - (chances @ change) ** 2
    assert whole == pytest.approx(variance, abs=1e-6)


def test_the_law_of_a_change_agrees_with_drawing_both_evenings() -> None:
    belief = belief_before(view_of(level(range(4), 5)), FIRST + 3 * DAY)
    row, days, draws = places()["a.security"], 5, 20_000
    clone = _remembering(belief, [row])
    for _ in range(days):
        clone = live_on(clone)
    weight = np.zeros(len(clone.mean))
    weight[row], weight[-1] = 1.0, -1.0
    rng, (slope, constant, unrest) = np.random.default_rng(4), whole_step()
    count = len(moving())
    numbers = rng.multivariate_normal(belief.mean, belief.spread, draws).T
    begun = numbers[row].copy()
    for _ in range(days):
        numbers = slope @ numbers + constant[:, None]
        numbers[:count] += rng.multivariate_normal(
            np.zeros(count), unrest[:count, :count], draws
        ).T
    gone = numbers[row] - begun
    sd = float(weight @ clone.spread @ weight) ** 0.5
    # Five standard errors of a mean and of a standard deviation.
    assert gone.mean() == pytest.approx(
        float(weight @ clone.mean), abs=5 * sd / draws**0.5
    )
    assert gone.std() == pytest.approx(sd, rel=5 / (2 * draws) ** 0.5)


def test_a_memory_is_corrected_as_in_one_joint_law() -> None:
    since = FIRST + 3 * DAY
    belief = belief_before(view_of(level(range(4), 5)), since)
    row, size = places()["a.security"], len(names())
    answers = {("a", "d_secure"): 1, ("a", "d_anxiety"): 5}
    clone = live_on(_remembering(belief, [row]))
    told = hear_check_ins(clone, answers)
    # Twice the whole belief: this evening and the next, stacked in one normal law.
    slope, constant, unrest = whole_step()
    mean = np.concatenate([belief.mean, slope @ belief.mean + constant])
    across = slope @ belief.spread
    spread = np.block([[belief.spread, across.T], [across, across @ slope.T + unrest]])
    later = hear_check_ins(
        replace(belief, mean=mean[size:], spread=spread[size:, size:]), answers
    )
    # The earlier evening follows the later one by its regression on it.
    inverse = np.linalg.pinv(spread[size:, size:])
    pull = spread[row, size:] @ inverse
    expected = mean[row] + pull @ (later.mean - mean[size:])
    left = spread[row, row] + pull @ (later.spread - spread[size:, size:]) @ pull
    assert told.mean[-1] == pytest.approx(expected, abs=1e-6)
    assert told.spread[-1, -1] == pytest.approx(left, abs=1e-6)
    np.testing.assert_allclose(told.mean[:-1], later.mean, rtol=0, atol=1e-9)


def test_what_does_not_move_does_not_change() -> None:
    view = view_of(level(range(12), 4))
    change, se = change_of(view, FIRST + 5 * DAY, **{"a.home_security": 1.0})
    assert change == pytest.approx(0.0, abs=1e-7)
    assert se == pytest.approx(0.0, abs=1e-4)


def test_what_both_evenings_share_in_doubt_falls_out() -> None:
    view = view_of(level(range(10), 4))
    since = FIRST + 8 * DAY
    _, se = change_of(view, since)
    now, before = after(heard(view)), belief_before(view, since)
    apart = (now.of("a.security")[1] ** 2 + before.of("a.security")[1] ** 2) ** 0.5
    assert se < 0.9 * apart


def test_a_sum_changes_by_the_sum_of_its_changes() -> None:
    view, since = view_of(level(range(12), 4), level(range(12), 2)), FIRST + 6 * DAY
    first, second, both = (
        change_of(view, since, **it)
        for it in (
            SECURE,
            {"b.drive": 1.0},
            {"a.security": 0.5, "b.drive": -2.0},
        )
    )
    assert both[0] == pytest.approx(0.5 * first[0] - 2.0 * second[0], abs=1e-9)
    assert both[1] <= 0.5 * first[1] + 2.0 * second[1] + 1e-12


# Which evenings there are.


def test_without_answers_afterwards_nothing_has_moved() -> None:
    view = view_of(level(range(5), 3))
    assert moved(view, FIRST + 4 * DAY) == ()
    assert changes(view, FIRST + 40 * DAY, [SECURE]) is None


def test_without_answers_before_nothing_has_moved() -> None:
    assert moved(view_of(level(range(5), 3)), FIRST - DAY) == ()
    assert moved(view_of({}), FIRST) == ()


@pytest.mark.parametrize("place", [0, 3])
def test_the_first_day_and_the_last_but_one_can_be_the_evening(place: int) -> None:
    since = FIRST + place * DAY
    found = moved(view_of(level(range(5), 3)), since)
    assert len(found) == len(Partner) * len(TARGETS)
    assert {it.since for it in found} == {since}
    assert {it.until for it in found} == {FIRST + 4 * DAY}


def test_an_evening_without_answers_can_be_looked_back_to() -> None:
    gap = view_of({**level(range(3), 5), **level(range(9, 12), 2)})
    found = moved(gap, FIRST + 6 * DAY)
    assert found[0].construct == "felt_security"
    assert found[0].change < 0.0


# What comes of it.


def test_answers_that_fall_move_what_they_ask_about_down() -> None:
    view = view_of({**level(range(14), 5), **level(range(14, 28), 1)})
    found = {(it.partner, it.construct): it for it in moved(view, FIRST + 13 * DAY)}
    mine = found[Partner.A, "felt_security"]
    assert mine.change < -1.0
    assert mine.reliable


def test_answers_that_stay_move_nothing_beyond_doubt() -> None:
    view = view_of(level(range(28), 4), level(range(28), 4))
    found = moved(view, FIRST + 13 * DAY)
    assert not any(it.reliable for it in found)
    assert max(abs(it.change) for it in found) < 0.5


def test_exchanging_the_partners_exchanges_what_moved() -> None:
    a = {**level(range(6), 5), **level(range(6, 12), 2)}
    b = {**level(range(3, 9), 1)}
    since = FIRST + 5 * DAY
    straight, turned = moved(view_of(a, b), since), moved(view_of(b, a), since)
    half = len(TARGETS)
    for one, other in zip(straight, turned[half:] + turned[:half], strict=True):
        assert one.partner is not other.partner
        assert one.construct == other.construct
        assert one.change == pytest.approx(other.change, abs=1e-9)
        assert one.se == pytest.approx(other.se, abs=1e-9)


def test_what_came_after_the_last_evening_of_a_view_is_not_needed() -> None:
    view = view_of(level(range(10), 3))
    seen = view.people[Partner.A]
    empty = CheckIn(day=FIRST + 20 * DAY, answers={})
    longer = replace(seen, check_ins=(*seen.check_ins, empty))
    people = {**view.people, Partner.A: longer}
    since = FIRST + 4 * DAY
    assert moved(replace(view, people=people), since) == moved(view, since)


@pytest.mark.parametrize(("share", "reliable"), [(0.99, False), (1.01, True)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_change_is_reliable_beyond_95_per_cent(
    share: float, reliable: bool, sign: int
) -> None:
    one = Moved(
        partner=Partner.A, construct="load", since=FIRST, until=FIRST + DAY,
        change=sign * share * Z95 * 0.3, se=0.3,
    )  # fmt: skip
    assert one.reliable is reliable
