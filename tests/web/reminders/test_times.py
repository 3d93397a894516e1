from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, strategies as st

from securebase.measures import checkin
from securebase.web.accounts.models import User
from securebase.web.reminders.models import Reminder
from securebase.web.reminders.times import moment, moments, next_moment, window
from tests.effort import tried_on

# Those that the app offers are among these; a few are no places on earth.
ZONES = sorted(available_timezones() - {"localtime"})
FIRST = dt.datetime(1975, 1, 1, tzinfo=dt.UTC)
LAST = dt.datetime(2037, 12, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)

zones = st.sampled_from(ZONES)
instants = st.floats(0, 1).map(lambda it: FIRST + (LAST - FIRST) * it)
hours = st.integers(0, 24 * 60 - 1).map(lambda it: dt.time(it // 60, it % 60))


@st.composite
def clock_changes(draw: st.DrawFn) -> tuple[str, dt.datetime]:
    """A zone and a moment close to one at which its clocks change."""
    zone = draw(zones)
    start = draw(instants)
    offset = start.astimezone(ZoneInfo(zone)).utcoffset()
    early, late = start, start + 200 * DAY
    if late.astimezone(ZoneInfo(zone)).utcoffset() == offset:
        return zone, start
    while late - early > SECOND:
        middle = early + (late - early) / 2
        same = middle.astimezone(ZoneInfo(zone)).utcoffset() == offset
        early, late = (middle, late) if same else (early, middle)
    return zone, late + draw(st.integers(-30, 30)) * dt.timedelta(hours=1)


moments_anywhere = st.one_of(st.tuples(zones, instants), clock_changes())


@given(moments_anywhere, hours)
@tried_on(300)
def test_a_day_has_one_moment_for_a_reminder_and_it_lies_within_the_day(
    where: tuple[str, dt.datetime], at: dt.time
) -> None:
    zone, instant = ZoneInfo(where[0]), where[1]
    day = checkin.day_of(instant, zone)
    opens, closes = window(day, zone)
    due = moment(day, at, zone)
    assert opens <= due < closes
    assert checkin.day_of(due, zone) == day


@given(moments_anywhere)
@tried_on(300)
def test_days_follow_each_other_without_a_gap(where: tuple[str, dt.datetime]) -> None:
    zone, instant = ZoneInfo(where[0]), where[1]
    day = checkin.day_of(instant, zone)
    assert window(day, zone)[1] == window(day + DAY, zone)[0]
    opens, closes = window(day, zone)
    for inside in (opens, closes - SECOND):
        assert checkin.day_of(inside, zone) == day


@given(moments_anywhere, hours)
@tried_on(200)
def test_the_wall_shows_the_time_that_was_chosen_where_there_is_such_a_time(
    where: tuple[str, dt.datetime], at: dt.time
) -> None:
    zone, instant = ZoneInfo(where[0]), where[1]
    day = checkin.day_of(instant, zone)
    shown = moment(day, at, zone).astimezone(zone)
    date = day + DAY if at.hour < checkin.NIGHT_OWL_HOUR else day
    wall = dt.datetime.combine(date, at, tzinfo=zone)
    exists = wall.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None)
    if exists == wall.replace(tzinfo=None):
        assert shown.replace(tzinfo=None) == exists


def _wish(zone: str, at: dt.time, later: dt.time | None = None) -> Reminder:
    return Reminder(person=User(time_zone=zone), on=True, at=at, later=later)


@given(moments_anywhere, hours, st.lists(st.integers(1, 3000), max_size=30))
@tried_on(100)
def test_looking_at_any_hours_finds_each_day_once(
    where: tuple[str, dt.datetime], at: dt.time, waits: list[int]
) -> None:
    zone, start = where
    wish = _wish(zone, at)
    now = start
    found: list[tuple[dt.date, str, dt.datetime]] = []
    for minutes in waits:
        then = now + dt.timedelta(minutes=minutes)
        found += moments(wish, now, then)
        now = then
    assert found == list(moments(wish, start, now))
    days = [day for day, _, _ in found]
    assert len(set(days)) == len(days)
    assert days == [days[0] + n * DAY for n in range(len(days))] if days else True


@given(st.lists(moments_anywhere, min_size=2, max_size=2), hours)
@tried_on(100)
def test_whoever_travels_has_one_moment_a_day_of_the_check_in(
    places: list[tuple[str, dt.datetime]], at: dt.time
) -> None:
    (home, start), (away, _) = places
    half = start + dt.timedelta(hours=30)
    found = [
        *moments(_wish(home, at), start, half),
        *moments(_wish(away, at), half, half + dt.timedelta(hours=30)),
    ]
    keys = {(day, which) for day, which, _ in found}
    # The outbox holds each of these once, so that a day that comes twice as somebody
    # flies has one reminder.
    assert len(found) - len(keys) <= 1


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        # Clocks go forward from 2:00 to 3:00: half past two comes at half past three.
        ("2026-03-28", "02:30", "2026-03-29T01:30"),
        # Clocks go back from 3:00 to 2:00: the first half past two.
        ("2026-10-24", "02:30", "2026-10-25T00:30"),
        ("2026-10-24", "03:30", "2026-10-25T02:30"),
        ("2026-06-01", "20:30", "2026-06-01T18:30"),
        ("2026-06-01", "04:00", "2026-06-01T02:00"),
        ("2026-06-01", "03:59", "2026-06-02T01:59"),
    ],
)
def test_known_hours_in_berlin(day: str, at: str, utc: str) -> None:
    due = moment(
        dt.date.fromisoformat(day), dt.time.fromisoformat(at), ZoneInfo("Europe/Berlin")
    )
    assert due == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)


def test_of_a_day_that_was_left_out_of_the_calendar_its_small_hours_remain() -> None:
    """Samoa went from the 29th to the 31st of December 2011, at midnight."""
    zone = ZoneInfo("Pacific/Apia")
    opens, closes = window(dt.date(2011, 12, 30), zone)
    assert closes - opens == dt.timedelta(hours=4)
    due = moment(dt.date(2011, 12, 30), dt.time(20, 30), zone)
    assert f"{due.astimezone(zone):%d %H:%M}" == "31 03:59"


def test_only_the_chosen_days_count() -> None:
    wish = _wish("Europe/Lisbon", dt.time(8))
    wish.days = 1 << 2
    now = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    due = next_moment(wish, now)
    assert due is not None
    assert due.strftime("%A %H:%M") == "Wednesday 08:00"
    assert next_moment(wish, due) == due + 7 * DAY
    wish.days = 0
    assert next_moment(wish, now) is None


def test_the_later_one_comes_after_the_first() -> None:
    wish = _wish("Europe/Lisbon", dt.time(21), dt.time(1))
    start = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    found = list(moments(wish, start, start + DAY))
    assert [(day.day, which, due.hour) for day, which, due in found] == [
        (2, "first", 21),
        (2, "later", 1),
    ]
