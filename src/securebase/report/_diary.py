"""Where a diary's lines run, where they break, and where its names stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from ._blocks import DiaryPanel, DiaryPicture, DiaryPoint

LONG_GAP = 4
# Least distance between two names at the end of a panel, in units of its scale.
APART = 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Days in a row without a point (ISO, both ends included)."""

    first: str
    last: str


def segments(panel: DiaryPanel, who: str) -> list[list[DiaryPoint]]:
    """One person's points in runs of days that follow each other."""
    runs: list[list[DiaryPoint]] = []
    for point in _of(panel, who):
        if runs and _day(point.day) - _day(runs[-1][-1].day) == dt.timedelta(days=1):
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def gaps(diary: DiaryPicture, who: str) -> list[Gap]:
    """Stretches of at least four days on which this person answered nothing at all.

    Not every question comes every day, so an empty day in one panel is no gap yet.
    """
    if any(panel.fan for panel in diary.panels):
        return []  # days to come are no gap, and the picture is of these
    one = dt.timedelta(days=1)
    answered = {_day(p.day) for panel in diary.panels for p in _of(panel, who)}
    edges = (_day(diary.first_day) - one, _day(diary.last_day) + one)
    days = sorted(answered.union(edges))
    return [
        Gap(first=(before + one).isoformat(), last=(after - one).isoformat())
        for before, after in pairwise(days)
        if (after - before).days > LONG_GAP
    ]


def label_heights(panel: DiaryPanel, people: tuple[str, ...]) -> dict[str, float]:
    """Where each name stands: at the person's last values, but never on the other."""
    heights = {}
    for who in people:
        late = [band.middle for band in panel.fan if band.who == who][-1:]
        late = late or [point.value for point in _of(panel, who)[-5:]]
        if late:
            heights[who] = sum(late) / len(late)
    for low, high in pairwise(sorted(heights, key=lambda who: heights[who])):
        short = APART - (heights[high] - heights[low])
        if short > 0:
            heights[low] -= short / 2
            heights[high] += short / 2
    return heights


def _of(panel: DiaryPanel, who: str) -> list[DiaryPoint]:
    points = (point for point in panel.points if point.who == who)
    return sorted(points, key=lambda point: point.day)


def _day(day: str) -> dt.date:
    return dt.date.fromisoformat(day)
