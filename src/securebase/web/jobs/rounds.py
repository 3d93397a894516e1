"""What comes round by itself: each calls for the work whose time has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from django.utils import timezone

from securebase.web import access
from securebase.web.pairing.models import Pair
from securebase.web.practitioners.models import Case
from securebase.web.reminders.outbox import remind

from .models import Job
from .queue import ask


def editions() -> None:
    """Ask for the letters of every pair whose next edition has come."""
    # Nowhere on earth is it later than fourteen hours ahead.
    latest = (timezone.now() + dt.timedelta(hours=14)).date()
    for pair in Pair.objects.filter(ended_at=None, edition__lt=latest):
        if pair.edition < access.edition_of(pair).day:
            ask("pair", pair.id)


# It is about nobody.
NIGHT = UUID(int=0)
# When it is night in Europe, and few are here elsewhere.
_HOUR = 3


def nights() -> None:
    """Ask for what is done once a night."""
    if Job.objects.filter(waiting=f"retain:{NIGHT}").exists():
        return
    today = timezone.now().replace(hour=_HOUR, minute=0, second=0, microsecond=0)
    ask("retain", NIGHT, due=today + dt.timedelta(days=1))


def briefs() -> None:
    """Ask for the brief of every case where the day of a client has turned."""
    for case in Case.objects.filter(closed_at=None):
        if case.edition != access.case_edition(case):
            ask("case", case.id)


ROUNDS: tuple[Callable[[], None], ...] = (remind, editions, briefs, nights)
