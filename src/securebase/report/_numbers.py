"""From a view to scored people."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from securebase import measures
from securebase.core import Estimate, Partner, Role
from securebase.couples import CheckIn, Sheet, View
from securebase.measures import Instrument, Scale

Key = tuple[str, Role]
"""A construct and the side from which it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One scale score of one person on one occasion."""

    instrument: Instrument
    scale: Scale
    occasion: dt.date
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What may be seen of one person, scored.

    Attributes:
        partner: Which of the two.
        name: What they are called.
        latest: The latest level of each construct.
        earlier: The first level on the same scale, where there is an earlier one.
        previous: The one before the latest, likewise.
        sheets: The questionnaires behind it.
        check_ins: The diary.
    """

    partner: Partner
    name: str
    latest: Mapping[Key, Level]
    earlier: Mapping[Key, Level]
    previous: Mapping[Key, Level]
    sheets: tuple[Sheet, ...]
    check_ins: tuple[CheckIn, ...]

    def level(self, construct: str, role: Role = Role.SELF) -> Estimate | None:
        """The latest estimate of a construct, or None."""
        found = self.latest.get((construct, role))
        return found.estimate if found else None

    @property
    def silent(self) -> bool:
        """Whether there is nothing to be seen."""
        return not self.sheets and not self.check_ins


def scored(view: View) -> dict[Partner, Person]:
    """Both people of a view with every level that their answers allow."""
    return {partner: _person(view, partner) for partner in Partner}


def last_day(view: View) -> dt.date | None:
    """The last day of anything that the viewer may see."""
    days = [
        day
        for seen in view.people.values()
        for day in (
            *(sheet.occasion for sheet in seen.sheets),
            *(check_in.day for check_in in seen.check_ins),
        )
    ]
    return max(days, default=None)


def _person(view: View, partner: Partner) -> Person:
    seen = view.people[partner]
    history: dict[Key, list[Level]] = defaultdict(list)
    for sheet in seen.sheets:
        for level in _levels(sheet):
            assert level.scale.construct is not None
            history[level.scale.construct, level.scale.role].append(level)
    latest = {key: _latest(levels) for key, levels in history.items()}
    return Person(
        partner=partner,
        name=view.names[partner],
        latest=latest,
        earlier=_earlier(history, latest, min),
        previous=_earlier(history, latest, max),
        sheets=seen.sheets,
        check_ins=seen.check_ins,
    )


def _levels(sheet: Sheet) -> list[Level]:
    instrument = measures.instrument(sheet.instrument)
    estimates = measures.score_person(sheet.answers, instrument)
    return [
        Level(
            instrument=instrument,
            scale=scale,
            occasion=sheet.occasion,
            estimate=estimate,
        )
        for scale in instrument.scales
        if scale.construct is not None
        and (estimate := estimates[scale.id]) is not None
        # Without a standard error a number is not shown at all.
        and estimate.se > 0
    ]


def _latest(levels: list[Level]) -> Level:
    # Of two questionnaires of one day the more precise one speaks.
    return max(levels, key=lambda it: (it.occasion, -_relative_error(it.estimate)))


def _relative_error(estimate: Estimate) -> float:
    return estimate.se / (estimate.hi - estimate.lo)


def _earlier(
    history: Mapping[Key, list[Level]],
    latest: Mapping[Key, Level],
    choose: Callable[..., Level],
) -> dict[Key, Level]:
    """An earlier level on the same scale: the first of them, or the last."""
    found = {}
    for key, now in latest.items():
        before = [
            level
            for level in history[key]
            if level.instrument.id == now.instrument.id
            and level.scale.id == now.scale.id
            and level.occasion < now.occasion
        ]
        if before:
            found[key] = choose(before, key=lambda it: it.occasion)
    return found
