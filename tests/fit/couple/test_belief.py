"""What holds for a belief whatever is heard."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, strategies as st

from securebase.fit.couple._belief import (
    Belief,
    hear_check_ins,
    hear_sheets,
    live_on,
    prior,
)
from securebase.fit.couple._items import questions
from securebase.fit.couple._rounded import probabilities
from securebase.fit.couple._sheets import score_names
from securebase.fit.couple._space import (
    SIDES,
    moving,
    names,
    places,
    swap,
    swapped,
    words,
)
from securebase.measures import checkin
from tests.effort import tried_on

Answers = dict[tuple[str, str], int]
CODES = [one.code for one in checkin.items()]
KEYS = st.tuples(st.sampled_from(SIDES), st.sampled_from(CODES))
EVENINGS = st.dictionaries(KEYS, st.integers(0, 6), max_size=14)
WEEKS = st.lists(EVENINGS, min_size=1, max_size=5)
# Of adding up in another order; the linear system itself is symmetric.
SWAPPED = 1e-10


def lived(days: list[Answers], belief: Belief | None = None) -> Belief:
    """What is believed after some days in a row."""
    found = prior() if belief is None else belief
    for answers in days:
        found = hear_check_ins(live_on(found), answers)
    return found


def other_way_round(belief: Belief) -> Belief:
    order = list(swap())
    return replace(
        belief, mean=belief.mean[order], spread=belief.spread[np.ix_(order, order)]
    )


def exchanged(answers: Answers) -> Answers:
    return {
        ("b" if side == "a" else "a", code): it for (side, code), it in answers.items()
    }


def assert_same(one: Belief, other: Belief, atol: float) -> None:
    np.testing.assert_allclose(one.mean, other.mean, rtol=0, atol=atol)
    np.testing.assert_allclose(one.spread, other.spread, rtol=0, atol=atol)


@given(WEEKS)
@tried_on(12)
def test_exchanging_the_letters_in_the_answers_exchanges_them_in_the_belief(
    days: list[Answers],
) -> None:
    turned = lived([exchanged(answers) for answers in days])
    straight = lived(days)
    assert_same(turned, other_way_round(straight), SWAPPED)
    assert turned.days_heard == straight.days_heard[::-1]


@given(st.integers(0, 2**32 - 1))
@tried_on(8)
def test_exchanging_the_letters_of_sheets_exchanges_them_too(seed: int) -> None:
    rng = np.random.default_rng(seed)
    keys = [(side, name) for side in SIDES for name in score_names()]
    given_ = {key: float(rng.uniform(1, 5)) for key in keys if rng.random() < 0.6}
    turned = {
        ("b" if side == "a" else "a", name): it for (side, name), it in given_.items()
    }
    one, other = hear_sheets(prior(), given_), hear_sheets(prior(), turned)
    assert_same(other, other_way_round(one), SWAPPED)
    assert other.sheets_heard == one.sheets_heard[::-1]


@given(EVENINGS, st.randoms(use_true_random=False))
@tried_on(15)
def test_the_order_of_questions_and_partners_changes_no_bit(
    answers: Answers, luck: Random
) -> None:
    order = list(answers)
    luck.shuffle(order)
    turned = {key: answers[key] for key in order}
    one, other = lived([answers]), lived([turned])
    np.testing.assert_array_equal(one.mean, other.mean)
    np.testing.assert_array_equal(one.spread, other.spread)


@given(WEEKS)
@tried_on(8)
def test_a_day_without_answers_is_only_lived_through(days: list[Answers]) -> None:
    belief = lived(days)
    heard, unheard = lived([{}], belief), live_on(belief)
    np.testing.assert_array_equal(heard.mean, unheard.mean)
    np.testing.assert_array_equal(heard.spread, unheard.spread)
    assert heard.days_heard == belief.days_heard


@given(WEEKS, st.integers(1, 9), st.integers(1, 9))
@tried_on(10)
def test_two_gaps_are_one_long_gap(days: list[Answers], first: int, then: int) -> None:
    belief = replace(lived(days), day=dt.date(2026, 3, 1))
    twice, once = live_on(live_on(belief, first), then), live_on(belief, first + then)
    assert_same(twice, once, 1e-12)
    assert twice.day == once.day == dt.date(2026, 3, 1) + dt.timedelta(first + then)


def test_three_and_four_days_are_a_week() -> None:
    belief = lived([{("a", "d_secure"): 2, ("b", "d_load"): 6}])
    assert_same(live_on(live_on(belief, 3), 4), live_on(belief, 7), 1e-12)


def test_the_covariance_stays_one_over_four_months_of_answers() -> None:
    rng = np.random.default_rng(3)
    belief = prior()
    for _ in range(120):
        answers = {
            (side, code): int(rng.integers(0, 7))
            for side in SIDES
            for code in CODES
            if rng.random() < 0.4
        }
        belief = lived([answers], belief)
        np.testing.assert_array_equal(belief.spread, belief.spread.T)
        assert np.linalg.eigvalsh(belief.spread)[0] > -1e-9
    assert belief.days_heard == (120, 120)
    assert np.isfinite(belief.mean).all()


def test_the_farthest_answers_leave_a_covariance() -> None:
    # Both ends in turns: nobody answers so, and it must not break.
    belief = prior()
    for day in range(30):
        end = 6 * (day % 2)
        answers = {(side, code): end for side in SIDES for code in CODES}
        belief = lived([answers], belief)
    assert np.isfinite(belief.mean).all()
    assert np.linalg.eigvalsh(belief.spread)[0] > -1e-9


@given(WEEKS, KEYS)
@tried_on(12)
def test_an_answer_makes_nothing_less_sure_on_average(
    days: list[Answers], key: tuple[str, str]
) -> None:
    belief, ask = live_on(lived(days)), questions()
    row = ask.place[key]
    slope = ask.slope[row]
    mean = np.array([slope @ belief.mean + ask.base[row]])
    variance = np.array([slope @ belief.spread @ slope + ask.noise[row]])
    chance = probabilities(mean, variance, ask.lo, ask.hi)[0]
    after = [hear_check_ins(belief, {key: it}) for it in range(ask.lo, ask.hi + 1)]
    left = sum(
        share * np.diag(it.spread) for share, it in zip(chance, after, strict=True)
    )
    assert (left <= np.diag(belief.spread) + 1e-9).all()
    # And the mean of what is believed afterwards is what was believed before.
    middle = sum(share * it.mean for share, it in zip(chance, after, strict=True))
    np.testing.assert_allclose(middle, belief.mean, rtol=0, atol=1e-6)


@given(st.lists(st.dictionaries(st.sampled_from(CODES), st.integers(0, 6)), max_size=4))
@tried_on(10)
def test_who_is_silent_keeps_the_own_words_of_anybody(
    days: list[dict[str, int]],
) -> None:
    belief = lived([{("a", code): it for code, it in told.items()} for told in days])
    own = np.array([places()[name] for name in words() if name.startswith("b.w")])
    np.testing.assert_array_equal(belief.mean[own], 0.0)
    np.testing.assert_array_equal(belief.spread[own][:, own], np.eye(len(own)))
    others = np.setdiff1d(np.arange(len(names())), own)
    assert not belief.spread[np.ix_(own, others)].any()
    assert belief.days_heard[1] == 0


def test_of_who_is_silent_something_is_learnt_through_the_other() -> None:
    told: Answers = {
        ("a", "d_haven"): 0,
        ("a", "d_available"): 0,
        ("a", "d_attending"): 0,
    }
    belief, before = lived([told] * 5), lived([{}] * 5)
    assert belief.of("b.attending")[0] < before.of("b.attending")[0]
    assert belief.of("b.attending")[1] < before.of("b.attending")[1]


@given(WEEKS)
@tried_on(8)
def test_what_lasts_does_not_change_by_itself(days: list[Answers]) -> None:
    belief = lived(days)
    later, count = live_on(belief, 5), len(moving())
    np.testing.assert_array_equal(later.mean[count:], belief.mean[count:])
    np.testing.assert_array_equal(
        later.spread[count:, count:], belief.spread[count:, count:]
    )


@pytest.mark.parametrize("code", ["d_secure", "d_energy", "d_load", "d_room"])
def test_a_higher_answer_is_a_higher_belief_in_what_it_asks_about(code: str) -> None:
    ask = questions()
    slope = ask.slope[ask.place["a", code]]
    behind = [
        float(slope @ hear_check_ins(prior(), {("a", code): it}).mean)
        for it in range(ask.lo, ask.hi + 1)
    ]
    assert behind == sorted(behind)
    assert behind[-1] > behind[0] + 1


def test_surprise_counts_answers_by_partner() -> None:
    belief = lived([{("a", "d_secure"): 0, ("a", "d_load"): 6, ("b", "d_secure"): 4}])
    (far, many), (near, one) = belief.surprise
    assert (many, one) == (2, 1)
    assert far / many > near / one


def test_the_prior_is_the_same_for_both_partners() -> None:
    assert_same(other_way_round(prior()), prior(), 0.0)


def test_a_belief_shows_none_of_its_numbers() -> None:
    belief = lived([{("a", "d_secure"): 2}])
    assert repr(belief) == "Belief(evening of None, check-ins of 1 and 0 days)"


def test_every_name_has_one_place_and_one_counterpart() -> None:
    assert len(set(names())) == len(names()) == len(prior().mean)
    assert [names()[k] for k in swap()] == [swapped(name) for name in names()]
    order = list(swap())
    assert [order[k] for k in order] == list(range(len(names())))
