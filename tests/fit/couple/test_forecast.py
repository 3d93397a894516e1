"""What is forecast, against the slow way, and what holds for every forecast."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, replace

import numpy as np
import pytest
from hypothesis import given, strategies as st
from numpy import ndarray

from securebase.core import Partner
from securebase.fit.couple import (
    Band,
    Belief,
    Horizon,
    fans,
    forecast,
    prior,
    scenarios,
)
from securebase.fit.couple._belief import hear_check_ins, live_on
from securebase.fit.couple._forecast import (
    DAYS_AHEAD,
    band,
    days_of,
    moments,
    next_answer,
    stretch,
    usual,
)
from securebase.fit.couple._items import questions
from securebase.fit.couple._space import SIDES, moving, names, places
from securebase.fit.couple._surrogate import surrogate
from securebase.fit.couple._targets import TARGETS, readings, state_slope, told_slope
from securebase.measures import checkin
from tests.effort import tried_on

Answers = dict[tuple[str, str], int]
CODES = [one.code for one in checkin.items()]
KEYS = st.tuples(st.sampled_from(SIDES), st.sampled_from(CODES))
EVENINGS = st.dictionaries(KEYS, st.integers(0, 6), max_size=14)
DIARIES = st.lists(EVENINGS, min_size=1, max_size=6)
SPANS = st.tuples(st.integers(1, 6), st.integers(0, 5))
# Where days lead back to what is usual, a band may shrink by so small a share.
NEARLY = 0.005
OTHER = {"a": "b", "b": "a"}


def lived(days: list[Answers]) -> Belief:
    """What is believed after some days in a row."""
    found = prior()
    for answers in days:
        found = hear_check_ins(live_on(found), answers)
    return found


def all_told(answer: int) -> Answers:
    return {("a", code): answer for code in CODES}


def exchanged(answers: Answers) -> Answers:
    return {(OTHER[side], code): it for (side, code), it in answers.items()}


def joint_moments(
    belief: Belief, slope: ndarray, base: float, first: int, last: int
) -> tuple[float, float]:
    """Mean and variance of an average over days, all days in one covariance."""
    system, count = surrogate(), len(moving())
    whole, unrest = np.eye(len(names())), np.zeros((len(names()),) * 2)
    whole[:count, :count] = system.stay
    whole[:count, count : len(system.mean)] = system.pull
    unrest[:count, :count] = system.unrest
    days = range(1, last + 1)
    spreads = {0: belief.spread}
    for day in days:
        spreads[day] = whole @ spreads[day - 1] @ whole.T + unrest
    variance = 0.0
    for early in range(first, last + 1):
        for late in range(first, last + 1):
            start, gap = min(early, late), abs(late - early)
            later = np.linalg.matrix_power(whole, gap) @ spreads[start]
            variance += float(slope @ later @ slope)
    mean, here = 0.0, belief
    for day in days:
        here = live_on(here)
        if day >= first:
            mean += base + float(slope @ here.mean)
    count_days = last - first + 1
    return mean / count_days, variance / count_days**2


def as_numbers(one: Band) -> list[float]:
    return list(astuple(one))


# The fast way and the slow one.


@given(DIARIES, KEYS, SPANS)
@tried_on(8)
def test_a_mean_of_coming_days_agrees_with_the_joint_law_of_all_of_them(
    days: list[Answers], key: tuple[str, str], span: tuple[int, int]
) -> None:
    belief, (first, more) = lived(days), span
    fast = moments(belief, readings("told", *key, first, first + more))
    slow = joint_moments(belief, *told_slope(*key), first, first + more)
    np.testing.assert_allclose(fast, slow, rtol=1e-9, atol=1e-12)


def test_a_state_ahead_is_what_living_on_day_by_day_leaves() -> None:
    belief = lived([{("a", "d_secure"): 1, ("b", "d_load"): 6}] * 3)
    later = belief
    for day in range(1, 15):
        later = live_on(later)
        found = moments(belief, readings("state", "a", "b.security", day, day))
        mean, sd = later.of("b.security")
        np.testing.assert_allclose(found, (mean, sd**2), rtol=1e-9, atol=1e-12)


def test_the_slope_of_a_state_is_the_state_alone() -> None:
    slope, base = state_slope("us.vitality")
    assert base == 0.0
    assert np.flatnonzero(slope).tolist() == [places()["us.vitality"]]
    assert slope.sum() == 1.0


@given(DIARIES, KEYS)
@tried_on(10)
def test_a_mean_of_days_is_no_less_sure_than_its_days(
    days: list[Answers], key: tuple[str, str]
) -> None:
    belief = lived(days)
    each = [moments(belief, readings("told", *key, day, day))[1] for day in range(1, 8)]
    week = moments(belief, readings("told", *key, 1, 7))[1]
    assert week**0.5 <= np.mean(np.sqrt(each)) + 1e-9


# Answers of the next day.


@given(DIARIES, KEYS, st.integers(1, 30))
@tried_on(15)
def test_the_chances_of_the_next_answer_add_to_one(
    days: list[Answers], key: tuple[str, str], day: int
) -> None:
    chances = list(next_answer(lived(days), *key, day))
    assert len(chances) == 7
    assert min(chances) >= 0.0
    assert sum(chances) == pytest.approx(1.0, abs=1e-12)


# The second is asked the other way round.
@pytest.mark.parametrize("code", ["d_secure", "d_room", "d_load"])
def test_the_chances_of_the_next_answer_agree_with_drawing(code: str) -> None:
    draws, ask, rng = 40_000, questions(), np.random.default_rng(5)
    belief = lived([{("a", code): 5, ("b", "d_secure"): 1}])
    tomorrow, row = live_on(belief), ask.place["a", code]
    numbers = rng.multivariate_normal(tomorrow.mean, tomorrow.spread, draws)
    moment = rng.normal(0.0, ask.noise[row] ** 0.5, draws)
    told = np.rint(numbers @ ask.slope[row] + ask.base[row] + moment)
    found = np.bincount(np.clip(told, 0, 6).astype(int), minlength=7) / draws
    unstretched = replace(belief, surprise=prior().surprise)
    # Five standard errors of a share at its widest.
    expected = list(next_answer(unstretched, "a", code))
    np.testing.assert_allclose(found, expected, rtol=0, atol=5 * 0.5 / draws**0.5)


# Both partners alike.


@given(DIARIES)
@tried_on(8)
def test_exchanging_the_partners_exchanges_their_forecasts(days: list[Answers]) -> None:
    straight = forecast(lived(days), Partner.A)
    turned = forecast(lived([exchanged(it) for it in days]), Partner.B)
    for one, other in zip(straight, turned, strict=True):
        assert (one.construct, one.horizon) == (other.construct, other.horizon)
        for mine, theirs in ((one.told, other.told), (one.usual, other.usual)):
            np.testing.assert_allclose(
                as_numbers(mine), as_numbers(theirs), rtol=0, atol=1e-8
            )
        np.testing.assert_allclose(one.answer, other.answer, rtol=0, atol=1e-8)


def test_of_a_couple_that_nothing_is_known_of_both_partners_are_told_the_same() -> None:
    a, b = (forecast(prior(), partner) for partner in Partner)
    for one, other in zip(a, b, strict=True):
        np.testing.assert_allclose(
            [*as_numbers(one.told), *one.answer, *as_numbers(one.usual)],
            [*as_numbers(other.told), *other.answer, *as_numbers(other.usual)],
            rtol=0,
            atol=1e-9,
        )


# Bands.


@given(DIARIES, st.sampled_from(list(Partner)))
@tried_on(10)
def test_bands_are_in_order_and_on_the_scale(
    days: list[Answers], partner: Partner
) -> None:
    belief = lived(days)
    shown = [it.told for it in forecast(belief, partner)]
    shown += [it.usual for it in forecast(belief, partner)]
    shown += [it for fan in fans(belief, partner) for it in fan.bands]
    for one in shown:
        ends = [one.low95, one.low80, one.low50, one.middle]
        ends += [one.high50, one.high80, one.high95]
        assert ends == sorted(ends)
        assert ends[0] >= 0.0
        assert ends[-1] <= 6.0
        assert 0.0 <= one.mean <= 6.0
        assert one.sd > 0.0


@pytest.mark.parametrize(("mean", "sd"), [(3.0, 0.4), (2.5, 0.01)])
def test_a_band_away_from_the_ends_is_that_of_a_normal_law(
    mean: float, sd: float
) -> None:
    found, rng = band(mean, sd), np.random.default_rng(2)
    drawn = rng.normal(mean, sd, 200_000)
    shares = [
        np.mean((low <= drawn) & (drawn <= high))
        for low, high in (
            (found.low50, found.high50),
            (found.low80, found.high80),
            (found.low95, found.high95),
        )
    ]
    np.testing.assert_allclose(shares, [0.5, 0.8, 0.95], rtol=0, atol=0.006)
    assert found.middle == found.mean == mean


@given(DIARIES, st.sampled_from(list(Partner)))
@tried_on(10)
def test_a_fan_does_not_narrow(days: list[Answers], partner: Partner) -> None:
    for fan in fans(lived(days), partner):
        widths = np.array([it.sd for it in fan.bands])
        widest = np.maximum.accumulate(widths)
        assert (widths >= (1 - NEARLY) * widest).all()


def test_a_fan_of_a_couple_that_is_well_known_opens_day_by_day() -> None:
    told = {(side, code): 3 for side in SIDES for code in CODES}
    for fan in fans(lived([told] * 20), Partner.A):
        widths = [it.sd for it in fan.bands]
        assert widths == sorted(widths)
        assert widths[-1] > 1.05 * widths[0]


def test_a_fan_begins_with_the_forecast_of_the_next_day() -> None:
    belief = lived([{("b", "d_explore"): 6}])
    days = [it for it in forecast(belief, Partner.B) if it.horizon is Horizon.DAY]
    for fan, day in zip(fans(belief, Partner.B), days, strict=True):
        assert fan.construct == day.construct
        assert (fan.days[0], fan.bands[0]) == (1, day.told)


def test_a_fan_has_days_once_there_is_an_evening_to_count_from() -> None:
    evening = dt.date(2026, 3, 2)
    assert days_of(prior()) == ()
    found = days_of(replace(prior(), day=evening))
    assert [(day - evening).days for day in found] == list(DAYS_AHEAD)


def test_a_diary_that_surprises_more_than_expected_gets_wider_bands() -> None:
    belief = lived([all_told(6 * (day % 2)) for day in range(12)])
    plain = replace(belief, surprise=prior().surprise)
    assert stretch(belief, "a") > 1.5
    for wide, usual_one in zip(
        forecast(belief, Partner.A), forecast(plain, Partner.A), strict=True
    ):
        assert wide.told.sd**2 == pytest.approx(
            stretch(belief, "a") * usual_one.told.sd**2
        )
        assert wide.told.mean == usual_one.told.mean


def test_a_diary_that_surprises_less_than_expected_gets_narrower_bands() -> None:
    belief = lived([all_told(3)] * 12)
    plain = replace(belief, surprise=prior().surprise)
    assert stretch(belief, "a") < 0.5
    for narrow, usual_one in zip(
        fans(belief, Partner.A), fans(plain, Partner.A), strict=True
    ):
        for one, other in zip(narrow.bands, usual_one.bands, strict=True):
            assert one.sd < other.sd


def test_surprises_of_one_partner_leave_the_others_bands_as_wide_as_expected() -> None:
    belief = lived([all_told(6 * (day % 2)) for day in range(12)])
    assert stretch(belief, "b") == 1.0


def test_surprises_spread_the_chances_of_the_next_answer() -> None:
    belief = lived([{("a", "d_secure"): 4}])
    jumpy = replace(belief, surprise=((600.0, 200), (0.0, 0)))
    scale = np.arange(7)
    widths = []
    for one in (belief, jumpy):
        chance = np.array(list(next_answer(one, "a", "d_secure")))
        widths.append(chance @ scale**2 - (chance @ scale) ** 2)
    assert widths[1] > 1.2 * widths[0]


# Far ahead.


@given(DIARIES)
@tried_on(8)
def test_in_three_months_things_are_near_what_is_usual(days: list[Answers]) -> None:
    belief = lived(days)
    for target in TARGETS:
        mean, variance = moments(belief, readings("told", "a", target.code, 64, 91))
        far = moments(belief, readings("told", "a", target.code, 365, 392))
        assert abs(mean - far[0]) < 0.5 * far[1] ** 0.5
        assert variance == pytest.approx(far[1], rel=0.35)
        assert usual(belief, "a", target).sd == pytest.approx(far[1] ** 0.5)


def test_who_always_tells_of_more_security_is_expected_to_go_on_with_it() -> None:
    low, high = (
        [
            it.told.mean
            for it in forecast(lived([{("a", "d_secure"): answer}] * 10), Partner.A)
            if it.construct == "felt_security"
        ]
        for answer in (2, 6)
    )
    assert all(more > less + 1.0 for less, more in zip(low, high, strict=True))


def test_every_target_has_a_forecast_for_every_horizon() -> None:
    found = [(it.construct, it.horizon) for it in forecast(prior(), Partner.B)]
    expected = [(target.construct, it) for target in TARGETS for it in Horizon]
    assert found == expected


# What would follow from a hard month.


def test_a_month_like_any_other_is_the_forecast_itself() -> None:
    belief = lived([{("a", "d_secure"): 3, ("a", "d_load"): 4}] * 3)
    months = [it for it in forecast(belief, Partner.A) if it.horizon is Horizon.MONTHS]
    for one, plain in zip(scenarios(belief, Partner.A, 0.0), months, strict=True):
        assert one.construct == plain.construct
        assert one.months == plain.told


def test_a_hard_month_lowers_security_and_little_of_it_is_left_after_three() -> None:
    hard, usual_one, easy = (
        next(
            it
            for it in scenarios(prior(), Partner.A, pressure)
            if it.construct == "felt_security"
        )
        for pressure in (1.0, 0.0, -1.0)
    )
    lost = usual_one.weeks.mean - hard.weeks.mean
    assert lost > 0.0
    assert easy.weeks.mean - usual_one.weeks.mean == pytest.approx(lost)
    assert 0.0 <= usual_one.months.mean - hard.months.mean < 0.5 * lost
    assert hard.weeks.sd == usual_one.weeks.sd


def test_a_hard_month_is_what_living_on_with_pressure_held_up_brings() -> None:
    count, held = len(moving()), [places()["a.threat"], places()["b.threat"]]
    size = np.mean([prior().of(name)[1] for name in ("a.threat", "b.threat")])
    plain = pressed = prior()
    gaps = []
    for _ in range(28):
        plain, pressed = live_on(plain), live_on(pressed)
        mean = pressed.mean.copy()
        mean[held] = plain.mean[held] + size
        pressed = replace(pressed, mean=mean)
        gaps.append(pressed.mean - plain.mean)
    for target, one, other in zip(
        TARGETS, scenarios(prior(), Partner.A), scenarios(prior(), Partner.A, 0.0),
        strict=True,
    ):  # fmt: skip
        slope, _ = told_slope("a", target.code)
        expected = float(np.mean([slope[:count] @ gap[:count] for gap in gaps]))
        assert one.weeks.mean - other.weeks.mean == pytest.approx(expected, abs=1e-9)
