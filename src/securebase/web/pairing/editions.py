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
        begins: The moment of it; choices from before it count.
    """

    day: dt.date
    week: dt.date
    begins: dt.datetime


def edition(now: dt.datetime, zone: str) -> Edition:
    """The edition that holds at a moment, for people of one time zone."""
    day = checkin.day_of(now, zone)
    begins = dt.datetime.combine(
        day, dt.time(checkin.NIGHT_OWL_HOUR), tzinfo=ZoneInfo(zone)
    )
    return Edition(day, day - dt.timedelta(days=day.weekday()), begins)
