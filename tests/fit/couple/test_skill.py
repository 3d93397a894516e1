"""How forecasts are scored, and the baselines that they must beat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, strategies as st
from numpy import ndarray
from scipy.integrate import quad
from scipy.stats import norm

from securebase.core import Partner, Viewer
from securebase.couples import Couple, DiaryDay, Person, look
from securebase.fit.couple import Horizon, Scored, track_record
from securebase.fit.couple._baselines import (
    BASELINES,
    Law,
    Past,
    Population,
    fitted,
    last_value,
    laws,
    mixed,
    own_mean,
    pulled_back,
)
from securebase.fit.couple._belief import Belief, prior
from securebase.fit.couple._forecast import next_answer
from securebase.fit.couple._listen import Heard, heard
from securebase.fit.couple._skill import (
    ENOUGH,
    Told,
    _Ahead,
    _chances,
    _crps,
    _model_law,
    histories,
    scored,
)
from securebase.fit.couple._update import after
from tests.effort import tried_on

FIRST = dt.date(2026, 3, 2)
ASKED = ("d_secure", "d_explore", "d_vital", "d_load")
POPULATION = Population(3.5, 0.8, 0.4, 0.7, 0.6)
# What has little history is helped by three answers of this variance.
HELP = 3 * 1.3**2


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def told(
    *entries: tuple[int, int], side: str = "a", code: str = "d_secure"
) -> tuple[Heard, ...]:
    """A diary of one question, from numbers of days and answers."""
    return tuple(Heard(day(at), {}, {(side, code): it}) for at, it in entries)


@cache
def diary(days: int = 24, seed: int = 3) -> tuple[Heard, ...]:
    """Both partners on most days, with the four questions that are forecast."""
    rng = np.random.default_rng(seed)
    keys = [(side, code) for side in "ab" for code in ASKED]
    found = []
    for number in range(days):
        answers = {key: int(rng.integers(1, 6)) for key in keys if rng.random() < 0.8}
        if answers:
            found.append(Heard(day(number), {}, answers))
    return tuple(found)


def changed_after(events: tuple[Heard, ...], last: dt.date) -> tuple[Heard, ...]:
    """The same days, what was answered after one of them turned round."""
    return tuple(
        Heard(it.day, it.scores, {key: 6 - told for key, told in it.answers.items()})
        if it.day > last
        else it
        for it in events
    )


# No forecast knows what came later.


@pytest.mark.parametrize("number", [6, 11, 18])
def test_what_is_answered_later_changes_no_earlier_forecast(number: int) -> None:
    last = day(number)
    before = list(scored(diary()))
    after_ = list(scored(changed_after(diary(), last)))
    assert len(before) == len(after_)
    early = [
        (one.expected, other.expected)
        for one, other in zip(before, after_, strict=True)
        if one.day <= last
    ]
    assert early
    assert all(one == other for one, other in early)
    late = [
        (one.expected, other.expected)
        for one, other in zip(before, after_, strict=True)
        if one.day > last
    ]
    assert any(one != other for one, other in late)


def test_a_forecast_whose_days_have_all_come_is_scored_for_good() -> None:
    last = day(15)

    def over(it: Scored) -> bool:
        days = 1 if it.horizon is Horizon.DAY else 7
        return it.day + dt.timedelta(days=days) <= last

    before = [it for it in scored(diary()) if over(it)]
    after_ = [it for it in scored(changed_after(diary(), last)) if over(it)]
    assert {it.horizon for it in before} == {Horizon.DAY, Horizon.WEEK}
    assert before == after_


def test_a_diary_that_goes_on_adds_records_and_changes_none_of_finished_days() -> None:
    short = [it for it in scored(diary()[:14]) if it.horizon is Horizon.DAY]
    whole = [it for it in scored(diary()) if it.horizon is Horizon.DAY]
    assert 0 < len(short) < len(whole)
    assert whole[: len(short)] == short


# What is scored.


def test_a_record_needs_enough_answers_before_it() -> None:
    records = list(scored(told(*((at, 3) for at in range(8)))))
    assert min(it.day for it in records) == day(ENOUGH - 1)
    assert list(scored(told(*((at, 3) for at in range(ENOUGH))))) == []


def test_a_day_is_scored_only_if_it_is_the_next() -> None:
    begun = [(at, 3) for at in range(ENOUGH)]
    records = scored(told(*begun, (ENOUGH + 1, 5), (ENOUGH + 2, 6)))
    days = [(it.day, it.outcome) for it in records if it.horizon is Horizon.DAY]
    assert days == [(day(ENOUGH + 1), 6.0)]


def test_a_week_needs_two_answers() -> None:
    begun = [(at, 3) for at in range(ENOUGH)]
    last = day(ENOUGH - 1)

    def weeks(*later: tuple[int, int]) -> list[float]:
        records = scored(told(*begun, *later))
        return [
            it.outcome
            for it in records
            if it.horizon is Horizon.WEEK and it.day == last
        ]

    assert weeks((ENOUGH + 2, 5)) == []
    assert weeks((ENOUGH + 2, 5), (ENOUGH + 4, 2)) == [3.5]
    # The eighth day belongs to no week from that evening.
    assert weeks((ENOUGH + 2, 5), (ENOUGH + 7, 2)) == []
    assert weeks((ENOUGH + 2, 5), (ENOUGH + 6, 2)) == [3.5]


def test_answers_that_are_not_forecast_are_not_scored() -> None:
    entries = tuple((at, 3) for at in range(12))
    assert list(scored(told(*entries, code="d_energy"))) == []


def test_every_record_has_every_baseline() -> None:
    records = list(scored(diary()))
    assert records
    assert all(tuple(it.rivals) == BASELINES for it in records)
    assert {it.partner for it in records} == set(Partner)
    assert {it.construct for it in records} == {
        "felt_security", "exploration", "vitality", "load",
    }  # fmt: skip


def test_the_score_of_the_next_day_is_that_of_the_forecast_that_is_shown() -> None:
    events = diary()[:10]
    belief = after(events)
    for side, code in (("a", "d_secure"), ("b", "d_load")):
        law = _model_law(belief, (side, code), [1])
        assert law.chance is not None
        np.testing.assert_allclose(
            law.chance, list(next_answer(belief, side, code)), rtol=0, atol=1e-12
        )


def test_a_view_is_scored_as_what_is_heard_of_it() -> None:
    entries = tuple(
        DiaryDay(day=day(at), answers=(("d_secure", 2 + at % 3), ("d_load", 1)))
        for at in range(9)
    )
    people = (Person(name="Ana", diary=entries), Person(name="Ben"))
    couple = Couple(id="ana-and-ben", made_up=True, time_zone="UTC", private=people)
    view = look(couple, Viewer.A)
    assert track_record(view) == tuple(scored(heard(view)))
    assert histories([view])["d_secure"] == [Told(heard(view)).all(("a", "d_secure"))]
    assert histories([view])["d_vital"] == []


def test_who_always_answers_alike_is_scored_like_anybody() -> None:
    records = list(scored(told(*((at, 3) for at in range(20)))))
    for it in records:
        scores = [it.crps, *it.rivals.values()]
        assert np.isfinite(scores).all()
        assert min(scores) > 0.0
        assert it.low < 0.5 < it.high or it.horizon is Horizon.WEEK
    # With every evening, both the model and the baselines grow surer of it.
    days = [it for it in records if it.horizon is Horizon.DAY]
    assert days[-1].crps < days[0].crps
    assert abs(days[-1].expected - 3.0) < abs(days[0].expected - 3.0)


# Scores against brute force.


CHANCES = st.lists(st.floats(0.01, 1.0), min_size=7, max_size=7).map(
    lambda raw: np.array(raw) / np.sum(raw)
)


@given(CHANCES, st.integers(0, 6))
@tried_on(20)
def test_the_score_of_chances_is_the_area_between_steps(
    chance: ndarray, outcome: int
) -> None:
    grid = (np.arange(6000) + 0.5) / 1000
    below = np.array([chance[: int(at) + 1].sum() for at in grid])
    area = float(((below - (outcome <= grid)) ** 2).mean() * 6)
    found = _crps(_Ahead(chance, float(chance @ np.arange(7)), 0.0), float(outcome), 1)
    assert found == pytest.approx(area, abs=1e-9)


@given(st.floats(0, 6), st.floats(0.2, 2.0), st.floats(0, 6))
@tried_on(15)
def test_the_score_of_a_normal_law_is_the_area_between_curves(
    mean: float, sd: float, outcome: float
) -> None:
    def gap(at: float) -> float:
        return float((norm.cdf(at, mean, sd) - (outcome <= at)) ** 2)

    area = sum(quad(gap, lo, hi)[0] for lo, hi in ((-20, outcome), (outcome, 26)))
    assert _crps(_Ahead(None, mean, sd), outcome, 3) == pytest.approx(area, abs=1e-6)


@given(CHANCES, st.integers(0, 6))
@tried_on(15)
def test_the_chances_of_less_and_of_no_more_enclose_the_outcome(
    chance: ndarray, outcome: int
) -> None:
    low, high = _chances(_Ahead(chance, 3.0, 0.0), float(outcome), 1)
    assert low == pytest.approx(chance[:outcome].sum(), abs=1e-12)
    assert high - low == pytest.approx(chance[outcome], abs=1e-12)


def test_of_a_mean_of_days_both_chances_are_the_normal_ones() -> None:
    found = _chances(_Ahead(None, 3.0, 0.5), 3.5, 4)
    assert found == pytest.approx((norm.cdf(1.0), norm.cdf(1.0)))


def test_forecasts_of_weeks_agree_with_drawing_them() -> None:
    belief, days = after(diary()[:12]), [1, 2, 5]
    belief = Belief(belief.mean, belief.spread, belief.day)
    law = _model_law(belief, ("a", "d_explore"), days)
    drawn = drawn_answers(belief, "d_explore", days).mean(axis=0)
    assert law.mean == pytest.approx(drawn.mean(), abs=0.03)
    # The spread of a mean of rounded and cut answers is reckoned by slopes.
    assert law.sd == pytest.approx(drawn.std(), rel=0.05)


def drawn_answers(
    belief: Belief, code: str, days: list[int], draws: int = 8000
) -> ndarray:
    """Answers of partner a on some coming days, drawn day by day."""
    from securebase.fit.couple._belief import step
    from securebase.fit.couple._items import questions

    rng, ask = np.random.default_rng(8), questions()
    slope, constant, unrest = step()
    count, known = slope.shape
    row = ask.place["a", code]
    numbers = rng.multivariate_normal(belief.mean, belief.spread, draws).T
    told = []
    for number in range(1, max(days) + 1):
        luck = rng.multivariate_normal(np.zeros(count), unrest, draws).T
        numbers[:count] = slope @ numbers[:known] + constant[:, None] + luck
        if number in days:
            moment = rng.normal(0, ask.noise[row] ** 0.5, draws)
            behind = ask.slope[row] @ numbers + ask.base[row] + moment
            told.append(np.clip(np.rint(behind), ask.lo, ask.hi))
    return np.array(told)


# Baselines by hand.


def test_the_own_mean_by_hand() -> None:
    mean, variance = own_mean([(1, 2), (2, 4)], [3])
    assert mean == 3.0
    assert variance == pytest.approx((HELP + 2) / 4 * (1 / 2 + 1))
    assert own_mean([(1, 2), (2, 4)], [3, 4, 5])[1] == pytest.approx(
        (HELP + 2) / 4 * (1 / 2 + 1 / 3)
    )


def test_the_last_value_by_hand() -> None:
    past = [(1, 2), (2, 4), (4, 3)]
    usual = (2 * HELP + 4 + 1) / (3 + 2)
    assert last_value(past, [5]) == pytest.approx((3.0, usual))
    assert last_value(past, [5, 6]) == pytest.approx((3.0, usual * 1.5 / 2))


def test_the_mean_with_a_memory_by_hand() -> None:
    past = [(1, 2), (2, 2), (3, 4), (4, 4)]
    variance = (HELP + 4) / 6
    stay = 1 / (variance * (3 + 3))
    assert pulled_back(past, [5]) == pytest.approx(
        (3 + stay, variance * (1 / 4 + 1 - stay**2))
    )
    left = (stay + stay**2) / 2
    assert pulled_back(past, [5, 6]) == pytest.approx(
        (3 + left, variance * (1 / 4 + (1 - left**2) / 2))
    )


def test_the_memory_counts_in_days_and_not_in_answers() -> None:
    # Every second day: what is left after two days is the square of that of one.
    past = [(1, 2), (3, 2), (5, 4), (7, 4)]
    stay = 1 / ((HELP + 4) / 6 * 6)
    assert pulled_back(past, [9])[0] == pytest.approx(3 + stay)
    assert pulled_back(past, [8])[0] == pytest.approx(3 + stay**0.5)


def test_a_memory_that_turns_round_is_taken_as_none() -> None:
    past = [(1, 2), (2, 4), (3, 2), (4, 4)]
    assert pulled_back(past, [5])[0] == 3.0


@pytest.mark.parametrize("name", BASELINES)
def test_every_baseline_keeps_some_doubt_about_who_always_answers_alike(
    name: str,
) -> None:
    past = [(at, 5) for at in range(40)]
    mean, variance = laws(POPULATION)[name](past, [40])
    assert 4.5 < mean <= 5.0
    assert variance > 0.0


PASTS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 6)),
    min_size=1, max_size=10, unique_by=lambda it: it[0],
).map(sorted)  # fmt: skip


@given(PASTS, st.lists(st.integers(31, 38), min_size=1, max_size=5, unique=True))
@tried_on(20)
def test_the_mixed_model_is_the_best_linear_forecast(
    past: list[tuple[int, int]], days: list[int]
) -> None:
    found = mixed(POPULATION)(past, days)
    assert found == pytest.approx(best_linear(past, days), abs=1e-9)


def best_linear(past: Past, days: list[int]) -> tuple[float, float]:
    """From the covariance of all days, those told and those to come, in one piece."""
    every = [at for at, _ in past] + days
    one = POPULATION
    whole = np.array(
        [
            [
                one.between
                + one.lasting * one.stay ** abs(x - y)
                + one.alone * (x == y)
                for y in every
            ]
            for x in every
        ]
    )
    count = len(past)
    average = np.zeros((1, len(every)))
    average[0, count:] = 1 / len(days)
    known = np.eye(len(every))[:count]
    inverse = np.linalg.inv(known @ whole @ known.T)
    told_ = np.array([answer for _, answer in past]) - one.mean
    across = average @ whole @ known.T
    mean = one.mean + float((across @ inverse @ told_)[0])
    left = average @ whole @ average.T - across @ inverse @ across.T
    return mean, float(left[0, 0])


# A population's numbers from its answers.


@cache
def population_histories(people: int = 400, days: int = 42) -> tuple[Past, ...]:
    """Answers as the mixed model has them, in whole numbers without ends."""
    rng, one = np.random.default_rng(11), POPULATION
    found = []
    for _ in range(people):
        level = one.mean + rng.normal(0, one.between**0.5)
        lasting = rng.normal(0, one.lasting**0.5)
        past = []
        for at in range(days):
            luck = rng.normal(0, (one.lasting * (1 - one.stay**2)) ** 0.5)
            lasting = one.stay * lasting + luck
            if rng.random() < 0.8:
                value = level + lasting + rng.normal(0, one.alone**0.5)
                past.append((at, int(np.rint(value))))
        found.append(past)
    return tuple(found)


def test_a_populations_numbers_are_found_again() -> None:
    found = fitted(population_histories())
    # Three standard errors of 400 people; rounding adds a twelfth.
    assert found.mean == pytest.approx(POPULATION.mean, abs=0.15)
    assert found.between == pytest.approx(POPULATION.between, abs=0.23)
    assert found.lasting == pytest.approx(POPULATION.lasting, abs=0.08)
    assert found.alone == pytest.approx(POPULATION.alone + 1 / 12, abs=0.12)
    # Taking off a person's own mean hides some of a long memory.
    assert POPULATION.stay - 0.18 < found.stay < POPULATION.stay + 0.06


def test_numbers_that_were_found_forecast_as_well_as_the_true_ones() -> None:
    found = fitted(population_histories())
    assert error(mixed(found)) < 1.01 * error(mixed(POPULATION))


def error(law: Callable[[Past, Sequence[int]], Law]) -> float:
    """Mean square of forecasts of the next answer, for some of the people."""
    gaps = [
        past[place][1] - law(past[:place], [past[place][0]])[0]
        for past in population_histories()[:16]
        for place in range(4, len(past))
    ]
    return float(np.mean(np.square(gaps)))


def test_too_few_people_are_helped_with_what_is_known_of_others() -> None:
    few = population_histories()[:7]
    assert fitted(few, help_with=POPULATION) is POPULATION
    assert fitted(few) == fitted([])
    # Who answered less than four times says nothing of how days are alike.
    short = [past[:3] for past in population_histories()]
    assert fitted(short, help_with=POPULATION) is POPULATION


def test_people_who_always_answer_alike_make_a_population_too() -> None:
    found = fitted([[(at, 2 + who % 3) for at in range(20)] for who in range(30)])
    assert found.mean == pytest.approx(3.0)
    assert found.between == pytest.approx(20 / 29, abs=0.01)
    assert 0.0 < found.alone <= 0.05
    assert 0.0 <= found.lasting <= 0.05
    mean, variance = mixed(found)([(0, 5), (1, 5)], [2])
    assert 4.5 < mean <= 5.0
    assert variance > 0.0


def test_the_mixed_model_of_the_right_population_is_the_baseline_to_beat() -> None:
    errors = {name: error(law) for name, law in laws(POPULATION).items()}
    assert min(errors, key=errors.__getitem__) == "mixed"
    assert max(errors, key=errors.__getitem__) == "last_value"


def test_of_nothing_nothing_is_scored() -> None:
    assert list(scored(())) == []
    assert prior().day is None
