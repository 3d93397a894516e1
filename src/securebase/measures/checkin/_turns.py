"""Which questions are asked on which day.

The calendar alone decides, so both partners get the same questions, an app and a
sheet of paper agree, and nobody's answers can change what is asked.
"""

from __future__ import annotations

import datetime as dt

from securebase.core import DataError, Problem

from ._pool import CheckInItem, items

ROUND = 3
"""Days in which every question that takes turns comes once."""

CYCLE = 24
"""Days until the plan repeats; it shares no factor with seven, so that in the long
run no question is tied to a day of the week."""


def items_for(day: dt.date) -> tuple[CheckInItem, ...]:
    """The questions of a day, in the order of the pool; the same for both partners.

    Args:
        day: The couple's calendar day, as ``day_of`` gives it.

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
    nth_round, place = divmod(day.toordinal() % CYCLE, ROUND)
    return tuple(
        item for item in items() if item.daily or item.turns[nth_round] == place + 1
    )
