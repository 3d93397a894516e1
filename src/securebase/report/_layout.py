"""Small orderings that more than one rendering needs; nothing here makes words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from securebase.core import ReportError

from ._blocks import (
    Account,
    DiaryPicture,
    PracticeCard,
    Report,
    Sentence,
    SourceList,
    Strip,
)
from ._tongue import ENGLISH, Tongue, to_say_as
from ._words import number

# A report of this format is laid out densely: two pages, then pictures.
BRIEF = "securebase-brief/1"

MONTHS = (
    to_say_as("month", "January"),
    to_say_as("month", "February"),
    to_say_as("month", "March"),
    to_say_as("month", "April"),
    to_say_as("month", "May"),
    to_say_as("month", "June"),
    to_say_as("month", "July"),
    to_say_as("month", "August"),
    to_say_as("month", "September"),
    to_say_as("month", "October"),
    to_say_as("month", "November"),
    to_say_as("month", "December"),
)
SHORT_MONTHS = (
    to_say_as("short month", "Jan"),
    to_say_as("short month", "Feb"),
    to_say_as("short month", "Mar"),
    to_say_as("short month", "Apr"),
    to_say_as("short month", "May"),
    to_say_as("short month", "Jun"),
    to_say_as("short month", "Jul"),
    to_say_as("short month", "Aug"),
    to_say_as("short month", "Sep"),
    to_say_as("short month", "Oct"),
    to_say_as("short month", "Nov"),
    to_say_as("short month", "Dec"),
)


def day_long(day: str, tongue: Tongue = ENGLISH) -> str:
    """A day as a letter writes it: 12 April 2026."""
    at = dt.date.fromisoformat(day)
    month = tongue.say_as("month", MONTHS[at.month - 1])
    return tongue.say("{day} {month} {year}", day=at.day, month=month, year=at.year)


def day_short(day: str, tongue: Tongue = ENGLISH) -> str:
    """A day as a table writes it: 12 Apr."""
    at = dt.date.fromisoformat(day)
    return tongue.say("{day} {month}", day=at.day, month=month_short(at.month, tongue))


def month_short(month: int, tongue: Tongue) -> str:
    """A month in a few letters."""
    return tongue.say_as("short month", SHORT_MONTHS[month - 1])


def tellers(strip: Strip) -> list[tuple[str, Account]]:
    """Whose marks a strip shows, and in which shape, in order of appearance."""
    marks = (mark for row in strip.rows for mark in row.marks)
    return list(dict.fromkeys((mark.who, mark.account) for mark in marks))


def ticks(strip: Strip) -> list[float]:
    """Where light lines stand: at the ends of the axis, and where the strip says."""
    return sorted({strip.lo, *strip.ticks, strip.hi})


def by_day(
    diary: DiaryPicture, tongue: Tongue = ENGLISH
) -> Iterator[tuple[str, list[str]]]:
    """The diary's days with one value for each panel and person; a gap is a dash."""
    told = {
        (place, point.who, point.day): number(point.value, tongue)
        for place, panel in enumerate(diary.panels)
        for point in panel.points
    } | {
        (place, band.who, band.day): tongue.say(
            "{middle} ({low} to {high})",
            middle=number(band.middle, tongue),
            low=number(band.low80, tongue),
            high=number(band.high80, tongue),
        )
        for place, panel in enumerate(diary.panels)
        for band in panel.fan
    }
    first, last = map(dt.date.fromisoformat, (diary.first_day, diary.last_day))
    for step in range((last - first).days + 1):
        day = (first + dt.timedelta(days=step)).isoformat()
        yield (
            day,
            [
                told.get((place, who, day), "–")
                for place in range(len(diary.panels))
                for who in diary.people
            ],
        )


def numbering(report: Report) -> dict[str, int]:
    """Number of each source, in the order in which the report lists them.

    Raises:
        ReportError: If something cites a source that the report does not list.
    """
    listed = [
        entry.key
        for section in report.sections
        for block in section.blocks
        if isinstance(block, SourceList)
        for entry in block.entries
    ]
    numbers = {key: place for place, key in enumerate(dict.fromkeys(listed), start=1)}
    for key in _cited(report):
        if key not in numbers:
            raise ReportError(
                f"Every cited source must be in the report's list of sources. Got "
                f"{key!r} instead. Add it to the list, or stop citing it."
            )
    return numbers


def _cited(report: Report) -> Iterator[str]:
    for sentence in report.glance:
        yield from sentence.sources
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Sentence | PracticeCard):
                yield from block.sources
            elif isinstance(block, Strip):
                for row in block.rows:
                    yield from row.sources
