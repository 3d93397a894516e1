"""Times as calendars have them, counted in days from the first date on."""

from __future__ import annotations

from typing import Any, TypeAlias

import pandas as pd

DAY = 24 * 60 * 60
Times: TypeAlias = "pd.Series[Any]"


def in_days(column: Times) -> tuple[Times, pd.Timestamp | None]:
    """The times as numbers, and the midnight from which they count, if they are dates.

    Dates are those of ISO 8601, with or without a time of day. With an offset from UTC
    they count in UTC, without one as the clock showed. What are no dates is given back
    as it was.
    """
    if pd.api.types.is_timedelta64_dtype(column):
        return column.dt.total_seconds() / DAY, None
    if pd.api.types.is_numeric_dtype(column) or not column.notna().any():
        return column, None
    at = pd.to_datetime(column, format="ISO8601", utc=True, errors="coerce")
    if not (at.isna() == column.isna()).all():
        return column, None
    first = at.min().normalize()
    return (at - first).dt.total_seconds() / DAY, first.tz_localize(None)
