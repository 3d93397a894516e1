"""How two people come together here, and how one of them leaves."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from securebase.web import access, events
from securebase.web.accounts.models import User
from securebase.web.answers.saving import forget_earlier

from .links import kept, new_token
from .models import Invitation, Pair, Seat

# How long an invitation is good.
GOOD_FOR = dt.timedelta(days=14)


def invite(person: User) -> tuple[Invitation, str]:
    """A new invitation, and what stands in its link; earlier ones end."""
    withdraw(person)
    token = new_token()
    made = Invitation.objects.create(
        by=person, token=kept(token), until=timezone.now() + GOOD_FOR
    )
    events.note("invited", actor=person.id, about=made.id, concerns=person.id)
    return made, token


def withdraw(person: User) -> None:
    """End the invitation that is open."""
    _open().filter(by=person).update(withdrawn_at=timezone.now())


def open_invitation(person: User) -> Invitation | None:
    """The invitation that somebody has out."""
    return _open().filter(by=person).first()


def invitation(token: str) -> Invitation | None:
    """The invitation behind a link, if it is still good.

    Used, withdrawn, out of date and never there are the same: None.
    """
    found = _open().filter(token=kept(token)).select_related("by").first()
    if found is None or access.pair_of(found.by) is not None:
        return None
    return found


def join(person: User, token: str) -> Pair | None:
    """Take an invitation up; None if it is not good, or one's own."""
    with transaction.atomic():
        found = invitation(token)
        if found is None or found.by == person or access.pair_of(person) is not None:
            return None
        taken = _open().filter(pk=found.pk).update(used_at=timezone.now())
        if not taken:
            return None
        pair = Pair.objects.create(zone=found.by.time_zone)
        Seat.objects.create(pair=pair, person=found.by, side="a")
        Seat.objects.create(pair=pair, person=person, side="b")
        for one in (found.by, person):
            events.note("joined", actor=person.id, about=pair.id, concerns=one.id)
            forget_earlier(one)
            _letters_anew(one)
    return pair


def leave(person: User) -> None:
    """Leave the pair: alone, at once, without a reason.

    Each keeps what is their own; what was made from both is gone.
    """
    from securebase.web.reports.models import Letter

    with transaction.atomic():
        pair = access.pair_of(person)
        if pair is None:
            return
        now = timezone.now()
        both = [seat.person for seat in pair.seats.select_related("person")]
        pair.seats.update(left_at=now)
        Pair.objects.filter(pk=pair.pk).update(ended_at=now)
        Letter.objects.filter(audience=pair.id).delete()
        # What a practitioner may show to both at once may end with it.
        access.outdate_cases(both)
        for one in both:
            events.note("parted", about=pair.id, concerns=one.id)
            _letters_anew(one)


def _letters_anew(person: User) -> None:
    from securebase.web.jobs.queue import ask

    ask("own", person.id)


def _open() -> QuerySet[Invitation]:
    now = timezone.now()
    return Invitation.objects.filter(used_at=None, withdrawn_at=None, until__gt=now)
