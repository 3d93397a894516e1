from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

if TYPE_CHECKING:
    from .models import Event

_FIRST = "0" * 64
# Two processes that want the same number: one of them takes the next.
_TRIES = 20


def note(
    kind: str,
    *,
    actor: UUID | None = None,
    about: UUID | None = None,
    concerns: UUID | None = None,
) -> None:
    """Write down that something happened.

    Args:
        kind: What, such as ``viewed-brief``.

    Other Args:
        actor: Who did it.
        about: What it was done to.
        concerns: Whose data it touched; they may read this line.
    """
    from .models import Event

    for _ in range(_TRIES):
        before = Event.objects.order_by("-number").first()
        event = Event(
            number=before.number + 1 if before else 1,
            at=timezone.now(),
            actor=actor,
            kind=kind,
            about=about,
            concerns=concerns,
        )
        event.hash = _hash(event, before.hash if before else _FIRST)
        try:
            with transaction.atomic():
                event.save(force_insert=True)
        except IntegrityError:
            continue
        return
    raise RuntimeError("The log of events must take a line. It took none in 20 tries.")


def last() -> tuple[int, str]:
    """Number and hash of the last line; written down elsewhere, it holds the log."""
    from .models import Event

    event = Event.objects.order_by("-number").first()
    return (event.number, event.hash) if event is not None else (0, _FIRST)


def broken_at() -> int | None:
    """The number of the first line that is not as it was written, or None."""
    from .models import Event

    before, expected = _FIRST, 1
    for event in Event.objects.order_by("number").iterator():
        if event.number != expected or event.hash != _hash(event, before):
            return expected
        before, expected = event.hash, expected + 1
    return None


def _hash(event: Event, before: str) -> str:
    told = (
        event.number,
        event.at.isoformat(),
        event.actor,
        event.kind,
        event.about,
        event.concerns,
        before,
    )
    return hashlib.sha256("|".join(map(str, told)).encode()).hexdigest()
