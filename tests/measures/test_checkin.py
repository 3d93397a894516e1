from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from securebase.core import CONSTRUCTS, DataError, InstrumentError, Role, ScoreError
from securebase.measures import checkin
from securebase.measures.checkin._pool import FILE, read_pool

START = dt.date(2026, 1, 1)
CYCLE = [START + dt.timedelta(days=i) for i in range(checkin.CYCLE)]
POOL = checkin.items()
CODES = {item.code for item in POOL}
TURNING = [item.code for item in POOL if item.turns]
FIELDS = [item.code for item in POOL if item.fourth is not None]
TEXT = (Path(checkin.__file__).parent / FILE).read_text(encoding="utf-8")
WORDS = (Path(checkin.__file__).parent / "words.en.toml").read_text(encoding="utf-8")
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
        *("haven", "availability", "encouragement", "joy", "acceptance"),
        *("non_intrusion", "attending", "understanding", "acting"),
    }
    assert given_ == {"attending", "acting"}
    assert own == {
        *("felt_security", "exploration", "inhibition", "growth", "load", "energy"),
        *("threat", "vitality", "satisfaction", "unmet_need"),
        *("explore_career", "explore_skill", "explore_creative", "explore_social"),
        *("attachment_anxiety", "attachment_avoidance"),
        *("alt_work", "alt_friends", "alt_screen", "alt_substance"),
    }


def test_the_anchors_name_both_ends() -> None:
    assert checkin.anchors()[0] == "not at all"
    assert checkin.anchors()[6] == "completely"


def test_the_frame_asks_and_lets_out_what_did_not_come_up() -> None:
    assert "fit?" in checkin.frame()
    assert "slip" in checkin.frame()
    assert "slip" in checkin.item("d_accept").text


def test_an_unknown_code_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ScoreError, match="must belong to one of d_secure"):
        checkin.item("d_weather")


# The plan.


@pytest.mark.parametrize("day", CYCLE, ids=str)
def test_twelve_questions_a_day(day: dt.date) -> None:
    asked = codes_on(day)
    assert len(asked) == len(set(asked)) == 12
    assert asked == [item.code for item in POOL if item.code in asked]


def test_the_same_three_come_every_day() -> None:
    daily = {item.construct for item in POOL if item.daily}
    assert daily == {"felt_security", "energy", "vitality"}
    for day in CYCLE:
        assert {item.code for item in POOL if item.daily} <= set(codes_on(day))


@given(DAYS)
@settings(max_examples=50, deadline=None)
def test_four_days_in_a_row_ask_about_each_field_of_exploration_once(
    day: dt.date,
) -> None:
    four = [day + dt.timedelta(days=i) for i in range(4)]
    asked = [[code for code in codes_on(one) if code in FIELDS] for one in four]
    assert {len(one) for one in asked} == {1}
    assert {one[0] for one in asked} == set(FIELDS)
    assert [checkin.item(code).construct for code in FIELDS] == list(checkin.DOMAINS)


def test_any_two_questions_meet_within_a_cycle_but_for_two_fields() -> None:
    met = {pair for day in CYCLE for pair in combinations(codes_on(day), 2)}
    every = set(combinations([item.code for item in POOL], 2))
    assert met == every - set(combinations(FIELDS, 2))


def test_questions_that_take_turns_come_equally_often() -> None:
    asked = Counter(code for day in CYCLE for code in codes_on(day))
    assert {asked[code] for code in TURNING} == {checkin.CYCLE // 3}


@pytest.mark.parametrize("day", CYCLE, ids=str)
def test_everything_is_asked_twice_in_any_seven_days_and_a_field_once(
    day: dt.date,
) -> None:
    week = [day + dt.timedelta(days=i) for i in range(7)]
    asked = Counter(code for one in week for code in codes_on(one))
    assert asked.keys() == CODES
    assert min(times for code, times in asked.items() if code not in FIELDS) >= 2
    assert min(asked[code] for code in FIELDS) >= 1


@pytest.mark.parametrize("day", CYCLE, ids=str)
def test_exploring_has_a_mean_on_every_day(day: dt.date) -> None:
    told = checkin.means({item.code: 4 for item in checkin.items_for(day)})
    mean, answered = told["exploration"]
    assert mean == 4.0
    assert answered == 1 + ("d_explore" in codes_on(day))


def test_no_question_is_tied_to_a_day_of_the_week() -> None:
    days = [START + dt.timedelta(days=i) for i in range(7 * checkin.CYCLE)]
    asked = Counter((code, day.weekday()) for day in days for code in codes_on(day))
    assert {asked[code, weekday] for code in TURNING for weekday in range(7)} == {8}
    assert {asked[code, weekday] for code in FIELDS for weekday in range(7)} == {6}


@given(DAYS)
@settings(max_examples=50, deadline=None)
def test_the_plan_repeats_after_a_cycle(day: dt.date) -> None:
    later = day + dt.timedelta(days=checkin.CYCLE)
    assert checkin.items_for(day) == checkin.items_for(later)


def test_a_moment_is_not_a_day() -> None:
    with pytest.raises(DataError, match="must be a calendar day"):
        checkin.items_for(dt.datetime(2026, 5, 1, 23, tzinfo=dt.UTC))


def turns_of(code: str) -> str:
    found = re.search(rf'code = "{code}"[^[]*turns = "(\d+)"', TEXT)
    assert found is not None
    return found[1]


def spoilt(**changes: str) -> str:
    """The file of the check-in with other turns for some questions."""
    text = TEXT
    for code, turns in changes.items():
        was = f'turns = "{turns_of(code)}"'
        head, tail = text.split(f'code = "{code}"')
        text = f'{head}code = "{code}"{tail.replace(was, f"{turns}", 1)}'
    return text


def test_the_file_as_it_is_keeps_every_promise() -> None:
    assert read_pool(TEXT, WORDS) == POOL


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            spoilt(d_joy='turns = "1231"'),
            "column d_joy: must have 8 turns from 1 to 3. Got 1231 instead.",
        ),
        (
            spoilt(d_joy='turns = "12312314"'),
            "column d_joy: must have 8 turns from 1 to 3. Got 12312314 instead.",
        ),
        (
            spoilt(d_joy='turns = "11111111"\nfourth = 2'),
            "column d_joy: must have turns or a fourth day. Got both instead.",
        ),
        (spoilt(d_joy=""), "column items: must have 3 questions of every day. Got 4"),
        (
            spoilt(d_joy=f'turns = "{turns_of("d_room")}"'),
            "must have 8 in turns. Got 7 instead.",
        ),
        (
            spoilt(d_joy='turns = "12323232"', d_room='turns = "21232323"'),
            "column d_joy: must meet d_room on some day of the cycle.",
        ),
        (
            spoilt(d_joy='turns = "11331133"'),
            "column d_joy: must be asked twice in any seven days. Got 1 in those",
        ),
        (
            TEXT.replace("fourth = 3", "fourth = 2"),
            "column items: must ask about each field of exploration on one day in four",
        ),
        (
            TEXT.replace('"explore_skill"', '"explore_career"'),
            "column items: must ask about each field of exploration on one day in four",
        ),
        (
            TEXT.replace('code = "d_load"', 'code = "d_joy"'),
            "column d_joy: must stand in the pool once. Got 2 times instead.",
        ),
    ],
)
def test_a_plan_that_breaks_a_promise_is_refused(text: str, said: str) -> None:
    with pytest.raises(InstrumentError) as refused:
        read_pool(text, WORDS)
    assert said in str(refused.value)


def test_a_question_that_never_meets_a_field_is_refused() -> None:
    # Its days leave 1 over when divided by four, or 2, or 3; never nought.
    with pytest.raises(InstrumentError, match="d_explore_career: must meet d_joy on"):
        read_pool(spoilt(d_joy=f'turns = "{without_a_first_day()}"'), WORDS)


def without_a_first_day() -> str:
    places = (next(p for p in range(3 * r, 3 * r + 3) if p % 4) for r in range(8))
    return "".join(str(place % 3 + 1) for place in places)


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
    answers = {"d_secure": 5, "d_attending": 3, "d_room": 6}
    assert checkin.means(answers) == {
        "felt_security": (5.0, 1),
        "attending_received": (3.0, 1),
        "non_intrusion_received": (0.0, 1),
    }


def test_exploring_is_the_mean_of_the_field_of_the_day_and_the_general_question() -> (
    None
):
    answers = {"d_explore": 5, "d_explore_social": 2, "d_inhibition": 6}
    assert checkin.means(answers) == {
        "exploration": (3.5, 2),
        "explore_social": (2.0, 1),
        "inhibition": (6.0, 1),
    }


def test_a_field_by_itself_is_exploring_too() -> None:
    assert checkin.means({"d_explore_skill": 4}) == {
        "exploration": (4.0, 1),
        "explore_skill": (4.0, 1),
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
