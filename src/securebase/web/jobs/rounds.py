"""What comes round by itself: each calls for the work whose time has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from securebase.web import access
from securebase.web.pairing.models import Pair

from .queue import ask


def editions() -> None:
    """Ask for the letters of every pair whose next edition has come."""
    # Nowhere on earth is it later than fourteen hours ahead.
    latest = (timezone.now() + dt.timedelta(hours=14)).date()
    for pair in Pair.objects.filter(ended_at=None, edition__lt=latest):
        if pair.edition < access.edition_of(pair).day:
            ask("pair", pair.id)


ROUNDS: tuple[Callable[[], None], ...] = (editions,)
