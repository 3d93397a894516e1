"""Which questions are asked on which day.

The calendar alone decides, so both partners get the same questions, an app and a
sheet of paper agree, and nobody's answers can change what is asked.
"""

from __future__ import annotations

import datetime as dt

from securebase.core import DataError, Problem
from securebase.measures._common import ORIGINAL

from ._item import CYCLE, CheckInItem
from ._pool import items


def items_for(day: dt.date, language: str = ORIGINAL) -> tuple[CheckInItem, ...]:
    """The questions of a day, in the order of the pool; the same for both partners.

    Args:
        day: The couple's calendar day, as ``day_of`` gives it.
        language: Language of the words; which questions come does not depend on it.

    Returns:
        Twelve: three of every day, one about the field of exploration whose day it
        is, and eight of those that take turns.

    Raises:
        DataError: If it is a moment and not a day, because the day of a moment
            depends on where the couple lives.
    """
    # A datetime is a date to Python, and its own date ignores the night owls.
    if isinstance(day, dt.datetime):
        raise DataError(
            [
                Problem(
                    file="check-in",
                    column="day",
                    must="be a calendar day",
                    got=f"the moment {day.isoformat()}",
                    remedy="Use day_of(moment, zone) first.",
                )
            ]
        )
    place = day.toordinal() % CYCLE
    return tuple(item for item in items(language) if item.asked_on(place))
