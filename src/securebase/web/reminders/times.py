"""When a reminder is due: once a day on somebody's own clock, whatever clocks do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from securebase.measures import checkin

from .models import Reminder

_DAY = dt.timedelta(days=1)
_MINUTE = dt.timedelta(minutes=1)
_NIGHT = dt.time(checkin.NIGHT_OWL_HOUR)


def window(day: dt.date, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """The first moment of a day as check-ins count it, and the first after it."""
    return _begins(day, zone), _begins(day + _DAY, zone)


def moment(day: dt.date, at: dt.time, zone: ZoneInfo) -> dt.datetime:
    """When it is this time of a day for somebody.

    Of a time that comes twice as clocks go back, the first is meant. One that is
    skipped as they go forward comes that much later, but never after the day.

    Args:
        day: The day of the check-in.
        at: Time on the wall; before four in the morning, of the night that follows.
        zone: The zone of the wall.
    """
    opens, closes = window(day, zone)
    date = day + _DAY if at < _NIGHT else day
    return min(max(_instant(date, at, zone), opens), closes - _MINUTE)


def moments(
    wish: Reminder, after: dt.datetime, until: dt.datetime
) -> Iterator[tuple[dt.date, str, dt.datetime]]:
    """Day, which, and moment of each reminder that is due in a span of time.

    Args:
        wish: When somebody wants to be reminded.
        after: The moment after which to look.
        until: The last moment to look at.
    """
    zone = ZoneInfo(wish.person.time_zone)
    day = checkin.day_of(after, zone) - _DAY
    last = checkin.day_of(until, zone) + _DAY
    while day <= last:
        if wish.is_on(day):
            for which, at in wish.times.items():
                due = moment(day, at, zone)
                if after < due <= until:
                    yield day, which, due
        day += _DAY


def next_moment(wish: Reminder, after: dt.datetime) -> dt.datetime | None:
    """The next moment at which a reminder is due; None where no day is chosen."""
    ahead = moments(wish, after, after + 8 * _DAY)
    return min((due for _, _, due in ahead), default=None)


def _begins(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    found = _instant(day, _NIGHT, zone)
    early = _instant(day, _NIGHT, zone, fold=1)
    if early < found:
        # The hour is skipped: the day begins where the clock jumps.
        return _jump(early, found, day, zone)
    return found


def _jump(
    early: dt.datetime, late: dt.datetime, day: dt.date, zone: ZoneInfo
) -> dt.datetime:
    while late - early > dt.timedelta(seconds=1):
        middle = early + (late - early) / 2
        if checkin.day_of(middle, zone) < day:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def _instant(
    date: dt.date, at: dt.time, zone: ZoneInfo, *, fold: int = 0
) -> dt.datetime:
    wall = dt.datetime.combine(date, at.replace(tzinfo=None), tzinfo=zone)
    return wall.replace(fold=fold).astimezone(dt.UTC)
