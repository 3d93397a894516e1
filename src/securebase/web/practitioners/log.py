"""Who looked at what of somebody, in words, for that person alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from securebase.web.accounts.models import User
from securebase.web.events.models import Event

from .models import Case
from .words import OWN, TOLD


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened.

    Attributes:
        at: When.
        who: Name of the practitioner, or nothing where it was oneself.
        what: In words.
    """

    at: dt.datetime
    who: str
    what: str


def lines(person: User, case: Case) -> list[Line]:
    """What happened in a case that concerns somebody; the latest first."""
    kinds = [*TOLD, *OWN]
    found = Event.objects.filter(about=case.id, concerns=person.id, kind__in=kinds)
    return [_line(event, case) for event in found.order_by("-number")]


def _line(event: Event, case: Case) -> Line:
    if event.kind in OWN:
        return Line(event.at, "", str(OWN[event.kind]))
    return Line(event.at, case.practitioner.name, str(TOLD[event.kind]))
