"""When what one partner shares reaches the other: at fixed hours, never at once.

If it came at once, the moment would tell when the other sat down to answer. So a day's
questionnaires and choices come next morning, and a week's check-ins on Monday.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from securebase.measures import checkin


@dataclass(frozen=True, slots=True)
class Edition:
    """One morning.

    Attributes:
        day: Its day; answers of questionnaires from before it are in.
        week: The Monday before, or the day itself; check-ins from before it are in.
        begins: The moment of it; choices and answers from before it count.
        week_begins: The moment of the week's; check-ins from before it count.
    """

    day: dt.date
    week: dt.date
    begins: dt.datetime
    week_begins: dt.datetime


def edition(now: dt.datetime, zone: str) -> Edition:
    """The edition that holds at a moment, for people of one time zone."""
    day = checkin.day_of(now, zone)
    week = day - dt.timedelta(days=day.weekday())
    return Edition(day, week, _morning(day, zone), _morning(week, zone))


def _morning(day: dt.date, zone: str) -> dt.datetime:
    hour = dt.time(checkin.NIGHT_OWL_HOUR)
    return dt.datetime.combine(day, hour, tzinfo=ZoneInfo(zone))
