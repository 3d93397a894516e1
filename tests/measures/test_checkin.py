from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from securebase.core import CONSTRUCTS, DataError, Role, ScoreError
from securebase.measures import checkin

START = dt.date(2026, 1, 1)
CYCLE = [START + dt.timedelta(days=i) for i in range(checkin.CYCLE)]
POOL = checkin.items()
CODES = {item.code for item in POOL}
TURNING = [item.code for item in POOL if not item.daily]
ZONES = (
    "Europe/Lisbon",
    "Europe/Berlin",
    "Europe/Helsinki",  # clocks go back at four
    "America/New_York",
    "America/St_Johns",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",  # clocks change by half an hour
    "Pacific/Apia",  # skipped a whole day in 2011
    "Pacific/Chatham",
    "UTC",
)
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1))
MOMENTS = st.datetimes(
    dt.datetime(1950, 1, 1),  # noqa: DTZ001, hypothesis adds the zone
    dt.datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)


def codes_on(day: dt.date) -> list[str]:
    return [item.code for item in checkin.items_for(day)]


# The pool.


def test_codes_and_words_are_used_once() -> None:
    assert len(CODES) == len(POOL)
    assert len({item.text for item in POOL}) == len(POOL)


def test_every_item_measures_a_known_construct_from_0_to_6() -> None:
    for item in POOL:
        assert item.construct in CONSTRUCTS
        assert (item.lo, item.hi) == (0, 6)
        assert item.text.startswith("Today ")


def test_what_the_theory_needs_daily_is_in_the_pool() -> None:
    received = {item.construct for item in POOL if item.role is Role.RECEIVED}
    given_ = {item.construct for item in POOL if item.role is Role.PROVIDED}
    own = {item.construct for item in POOL if item.role is Role.SELF}
    assert received == {
        *("haven", "availability", "encouragement", "joy", "non_intrusion"),
        *("attending", "understanding", "acting"),
    }
    assert given_ == {"attending", "acting"}
    assert own == {
        *("felt_security", "exploration", "inhibition", "growth", "load", "energy"),
        *("threat", "vitality", "satisfaction", "unmet_need"),
        *("attachment_anxiety", "attachment_avoidance"),
        *("alt_work", "alt_friends", "alt_screen", "alt_substance"),
    }


def test_the_anchors_name_both_ends() -> None:
    assert checkin.anchors()[0] == "not at all"
    assert checkin.anchors()[6] == "completely"
    assert checkin.frame().endswith("?")


def test_an_unknown_code_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ScoreError, match="must belong to one of d_secure"):
        checkin.item("d_weather")


# The plan.


@pytest.mark.parametrize("day", CYCLE, ids=str)
def test_twelve_questions_a_day(day: dt.date) -> None:
    asked = codes_on(day)
    assert len(asked) == len(set(asked)) == 12
    assert asked == [item.code for item in POOL if item.code in asked]


def test_the_same_four_come_every_day() -> None:
    daily = {item.construct for item in POOL if item.daily}
    assert daily == {"felt_security", "exploration", "energy", "vitality"}
    for day in CYCLE:
        assert {item.code for item in POOL if item.daily} <= set(codes_on(day))


def test_any_two_questions_meet_within_a_cycle() -> None:
    met = {pair for day in CYCLE for pair in combinations(codes_on(day), 2)}
    assert met == set(combinations([item.code for item in POOL], 2))


def test_questions_that_take_turns_come_equally_often() -> None:
    asked = Counter(code for day in CYCLE for code in codes_on(day))
    assert {asked[code] for code in TURNING} == {checkin.CYCLE // 3}


@pytest.mark.parametrize("day", CYCLE, ids=str)
def test_everything_is_asked_twice_in_any_seven_days(day: dt.date) -> None:
    week = [day + dt.timedelta(days=i) for i in range(7)]
    asked = Counter(item.key for one in week for item in checkin.items_for(one))
    assert asked.keys() == {item.key for item in POOL}
    assert min(asked.values()) >= 2


def test_no_question_is_tied_to_a_day_of_the_week() -> None:
    days = [START + dt.timedelta(days=i) for i in range(7 * checkin.CYCLE)]
    asked = Counter((code, day.weekday()) for day in days for code in codes_on(day))
    assert {asked[code, weekday] for code in TURNING for weekday in range(7)} == {8}


@given(DAYS)
@settings(max_examples=50, deadline=None)
def test_the_plan_repeats_after_a_cycle(day: dt.date) -> None:
    later = day + dt.timedelta(days=checkin.CYCLE)
    assert checkin.items_for(day) == checkin.items_for(later)


def test_a_moment_is_not_a_day() -> None:
    with pytest.raises(DataError, match="must be a calendar day"):
        checkin.items_for(dt.datetime(2026, 5, 1, 23, tzinfo=dt.UTC))


# The day.


@pytest.mark.parametrize(
    ("wall", "day"),
    [
        ("2026-05-02T00:30", "2026-05-01"),
        ("2026-05-02T03:59", "2026-05-01"),
        ("2026-05-02T04:00", "2026-05-02"),
        ("2026-05-02T23:59", "2026-05-02"),
        # Clocks go forward at 02:00 on 29 March and back at 03:00 on 25 October.
        ("2026-03-29T03:59", "2026-03-28"),
        ("2026-03-29T04:00", "2026-03-29"),
        ("2026-10-25T03:59", "2026-10-24"),
        ("2026-10-25T04:00", "2026-10-25"),
    ],
)
def test_before_four_it_is_still_the_evening_before(wall: str, day: str) -> None:
    moment = dt.datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    assert checkin.day_of(moment, "Europe/Berlin").isoformat() == day


def test_two_partners_apart_share_the_day_of_their_couple() -> None:
    moment = dt.datetime(2026, 5, 2, 2, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert checkin.day_of(moment, "Europe/Lisbon") == dt.date(2026, 5, 1)


def test_the_zone_may_be_an_object() -> None:
    moment = dt.datetime(2026, 5, 2, 12, tzinfo=dt.UTC)
    zone = "Pacific/Chatham"
    assert checkin.day_of(moment, ZoneInfo(zone)) == checkin.day_of(moment, zone)


@given(MOMENTS, st.sampled_from(ZONES), st.sampled_from(ZONES))
@settings(max_examples=100, deadline=None)
def test_how_a_moment_is_written_does_not_matter(
    moment: dt.datetime, zone: str, written_in: str
) -> None:
    elsewhere = moment.astimezone(ZoneInfo(written_in))
    assert checkin.day_of(elsewhere, zone) == checkin.day_of(moment, zone)


@given(MOMENTS, st.sampled_from(ZONES))
@settings(max_examples=100, deadline=None)
def test_a_day_runs_from_four_to_four_on_the_wall(
    moment: dt.datetime, zone: str
) -> None:
    wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    day = checkin.day_of(moment, zone)
    opened = dt.datetime.combine(day, dt.time(4))
    assert opened <= wall < opened + dt.timedelta(days=1)


@given(MOMENTS, st.sampled_from(ZONES), st.timedeltas(dt.timedelta(), dt.timedelta(3)))
@settings(max_examples=100, deadline=None)
def test_time_never_runs_back_to_an_earlier_day(
    moment: dt.datetime, zone: str, later: dt.timedelta
) -> None:
    assert checkin.day_of(moment, zone) <= checkin.day_of(moment + later, zone)


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = dt.datetime(2026, 5, 2, 12)  # noqa: DTZ001, that is the point
    with pytest.raises(DataError, match="must carry a time zone"):
        checkin.day_of(naive, "Europe/Berlin")


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../etc/passwd", "Europe"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    moment = dt.datetime(2026, 5, 2, 12, tzinfo=dt.UTC)
    with pytest.raises(DataError, match="must be the name of a time zone"):
        checkin.day_of(moment, zone)


# The answers.


def test_means_are_of_what_was_answered_and_the_right_way_round() -> None:
    answers = {"d_secure": 5, "d_secure_2": 0, "d_attending": 3, "d_room": 6}
    assert checkin.means(answers) == {
        "felt_security": (5.5, 2),
        "attending_received": (3.0, 1),
        "non_intrusion_received": (0.0, 1),
    }


def test_no_answers_say_nothing() -> None:
    assert checkin.means({}) == {}


@given(st.dictionaries(st.sampled_from(sorted(CODES)), st.integers(0, 6)))
@settings(max_examples=50, deadline=None)
def test_turning_every_answer_turns_every_mean(answers: dict[str, int]) -> None:
    turned = checkin.means({code: 6 - answer for code, answer in answers.items()})
    for key, (mean, answered) in checkin.means(answers).items():
        assert turned[key][0] == pytest.approx(6 - mean)
        assert turned[key][1] == answered


@pytest.mark.parametrize("answer", [-1, 7, True])
def test_an_answer_off_the_scale_is_refused(answer: int) -> None:
    with pytest.raises(ScoreError, match="must be a whole number from 0 to 6"):
        checkin.means({"d_energy": answer})


def test_a_code_of_another_questionnaire_is_refused() -> None:
    with pytest.raises(ScoreError, match="Got 'haven_r1' instead"):
        checkin.means({"haven_r1": 3})
