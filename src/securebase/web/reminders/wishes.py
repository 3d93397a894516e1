"""When somebody wants to be reminded, and the mails that follow from it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from securebase.web.accounts.models import User

from .models import Mail, Reminder
from .times import moments, next_moment, window

# What was due before that, while no worker ran, is not even written down.
_BACK = dt.timedelta(days=2)


def of(person: User) -> Reminder:
    """When somebody wants to be reminded; what is usual, where they never said."""
    return Reminder.objects.filter(person=person).first() or Reminder(person=person)


def keep(wish: Reminder) -> None:
    """Keep a wish, and reckon from now on with it."""
    with transaction.atomic():
        _waiting(wish.person).delete()
        _reckon(wish, timezone.now())
        wish.save()


def stop(person: User) -> None:
    """Send no more; what is waiting is not sent either."""
    Reminder.objects.filter(person=person).update(on=False, next_at=None)
    _waiting(person).update(outcome=Mail.Outcome.OFF, settled_at=timezone.now())


def write_down(now: dt.datetime) -> None:
    """Put what is due into the outbox; each once, however often this is called."""
    for wish in _moved():
        keep(wish)
    due = Reminder.objects.filter(on=True, next_at__lte=now).select_related("person")
    for wish in due:
        _write_down(wish, now)


def _write_down(wish: Reminder, now: dt.datetime) -> None:
    assert wish.next_at is not None
    after = max(wish.next_at, now - _BACK) - dt.timedelta(microseconds=1)
    with transaction.atomic():
        for day, which, due in moments(wish, after, now):
            Mail.objects.get_or_create(
                key=f"{wish.person_id}:{day}:{which}",
                defaults={
                    "person": wish.person,
                    "which": which,
                    "day": day,
                    "due": due,
                    "closes": window(day, ZoneInfo(wish.person.time_zone))[1],
                },
            )
        _reckon(wish, now)
        wish.save(update_fields=["next_at", "zone"])


def _reckon(wish: Reminder, now: dt.datetime) -> None:
    wish.zone = wish.person.time_zone
    wish.next_at = next_moment(wish, now) if wish.on else None


def _moved() -> list[Reminder]:
    """Wishes of people who live by another clock than before."""
    wishes = Reminder.objects.filter(on=True).exclude(zone=F("person__time_zone"))
    return list(wishes.select_related("person"))


def _waiting(person: User) -> QuerySet[Mail]:
    return Mail.objects.filter(person=person, outcome="", claimed_at=None)
