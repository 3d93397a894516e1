from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from securebase.core import DataError, Problem

NIGHT_OWL_HOUR = 4
"""Before this hour on the couple's clock, it is still the evening before."""


def day_of(moment: dt.datetime, zone: str | ZoneInfo) -> dt.date:
    """The couple's day to which a moment belongs.

    The hour on the wall decides, also on the days on which clocks change.

    Args:
        moment: When the check-in was answered, with a time zone.
        zone: The couple's time zone, such as ``Europe/Lisbon``.

    Raises:
        DataError: If the moment has no time zone, or the zone is unknown.
    """
    if moment.utcoffset() is None:
        raise _error(
            column="moment",
            must="carry a time zone",
            got=moment.isoformat(),
            remedy="Add one, such as +00:00.",
        )
    wall = moment.astimezone(_zone(zone))
    # Taking four hours off the moment would be wrong by one when clocks change.
    early = wall.hour < NIGHT_OWL_HOUR
    return wall.date() - dt.timedelta(days=early)


def _zone(zone: str | ZoneInfo) -> ZoneInfo:
    if isinstance(zone, ZoneInfo):
        return zone
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _error(
            column="zone",
            must="be the name of a time zone",
            got=repr(zone),
            remedy="Write it as in Europe/Lisbon.",
        ) from None


def _error(*, column: str, must: str, got: str, remedy: str) -> DataError:
    return DataError(
        [Problem(file="check-in", column=column, must=must, got=got, remedy=remedy)]
    )
