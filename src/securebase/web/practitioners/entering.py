"""How an account becomes a practitioner's: by a link, or where that is open to all."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from securebase.web import access, events
from securebase.web.accounts.models import User
from securebase.web.answers.models import CheckIn, Sheet
from securebase.web.pairing.links import kept, new_token

from .models import Entry, Place

# What stands in the address where anybody may become a practitioner.
OPEN = "open"
_GOOD_FOR = dt.timedelta(days=7)


def entry(email: str) -> str:
    """What stands in a link that makes somebody a practitioner; it is good once.

    Args:
        email: Address of the account that may use it.
    """
    token = new_token()
    Entry.objects.create(
        token=kept(token), email=email.lower(), until=timezone.now() + _GOOD_FOR
    )
    return token


def good(token: str) -> bool:
    """Whether a link still leads somewhere."""
    return bool(settings.PRACTITIONERS) if token == OPEN else _open(token).exists()


def become(person: User, token: str) -> bool:
    """Make somebody a practitioner; False where the link is not for them.

    Who has answered something here, is in a pair or is a client stays what they are:
    for a practice there is another account.
    """
    with transaction.atomic():
        if not good(token) or has_a_life_here(person):
            return False
        if token != OPEN:
            mine = _open(token).filter(email=person.email.lower())
            if not mine.update(used_at=timezone.now()):
                return False
        person.practitioner = True
        person.save(update_fields=["practitioner"])
        events.note("became-practitioner", actor=person.id, concerns=person.id)
    return True


def has_a_life_here(person: User) -> bool:
    """Whether an account is used by somebody for themselves."""
    return (
        access.pair_of(person) is not None
        or Place.objects.filter(person=person).exists()
        or Sheet.objects.filter(owner=person).exists()
        or CheckIn.objects.filter(owner=person).exists()
    )


def _open(token: str) -> QuerySet[Entry]:
    return Entry.objects.filter(
        token=kept(token), used_at=None, until__gt=timezone.now()
    )
