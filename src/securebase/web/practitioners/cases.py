"""How a case begins, who joins it, and how it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from securebase.core import Topic
from securebase.web import access, events
from securebase.web.accounts.models import User
from securebase.web.events.models import Event
from securebase.web.jobs.queue import ask
from securebase.web.pairing import consent
from securebase.web.pairing.links import kept, new_token
from securebase.web.pairing.models import Consent
from securebase.web.reports.models import Letter

from .models import GOOD_FOR, Case, Place, Statement

_MATTER = Consent.Matter.PRACTITIONER


@transaction.atomic
def begin(
    practitioner: User, called: tuple[str, str]
) -> tuple[Case, tuple[tuple[Place, str], ...]]:
    """A new case with a link for each of two clients.

    Args:
        practitioner: Whose case it is; their statement on confidences must be there.
        called: What they call the two until these have joined.

    Returns:
        The case, and each place with what stands in its link.
    """
    said = Statement.objects.get(practitioner=practitioner)
    case = Case.objects.create(
        practitioner=practitioner, policy=said.policy, words=said.words
    )
    made = tuple(
        (place, link_anew(place))
        for place in (
            Place.objects.create(case=case, side=side, called=name)
            for side, name in zip("ab", called, strict=True)
        )
    )
    events.note("opened-case", actor=practitioner.id, about=case.id)
    return case, made


def link_anew(place: Place) -> str:
    """What stands in a new link to a place; the one before it ends."""
    token = new_token()
    place.token, place.until = kept(token), timezone.now() + GOOD_FOR
    place.save(update_fields=["token", "until"])
    return token


def place_behind(token: str) -> Place | None:
    """The place behind a link, if it is still good.

    Used, out of date, of a case that is closed and never there are the same: None.
    """
    found = Place.objects.select_related("case__practitioner")
    return found.filter(
        token=kept(token),
        until__gt=timezone.now(),
        person=None,
        case__closed_at=None,
        case__practitioner__is_active=True,
    ).first()


def may_join(person: User, place: Place) -> bool:
    """Whether somebody is not in the case already."""
    return not Place.objects.filter(case=place.case, person=person).exists()


def join(person: User, token: str) -> Place | None:
    """Take a place; None if its link is not good, or one is in the case already."""
    with transaction.atomic():
        place = place_behind(token)
        if place is None or not may_join(person, place):
            return None
        now = timezone.now()
        free = Place.objects.filter(pk=place.pk, person=None)
        taken = free.update(
            person=person,
            zone=person.time_zone,
            joined_at=now,
            token=None,
            until=None,
        )
        if not taken:
            return None
        place.refresh_from_db()
        _note("joined-case", person, place.case)
        ask("case", place.case_id)
    return place


def choose(
    person: User, case: Case, wanted: Mapping[Topic, consent.Choice], *, together: bool
) -> None:
    """Share these topics with the practitioner of a case, and no others.

    Args:
        person: Who shares.
        case: With the practitioner of which case.
        wanted: What of each topic.

    Other Args:
        together: Whether the practitioner may also show it to both clients at once.
    """
    with access.watching(person):
        changed = consent.choose(person, _MATTER, case.id, wanted)
        before = consent.agrees(person, _MATTER, case.id)
        consent.say(person, _MATTER, given=together, audience=case.id)
        if changed or before != together:
            _note("chose-sharing", person, case)


def leave(person: User, case: Case) -> None:
    """Leave a case: alone, at once, without a reason."""
    with transaction.atomic():
        place = access.place_of(person, case.id)
        if place is None or place.left_at is not None or not case.open:
            return
        # Before anything is taken back, so that it can be told what was shared last.
        now = timezone.now()
        choose(person, case, {}, together=False)
        Place.objects.filter(case=case, person=person).update(left_at=now)
        _gone(case)
        _note("left-case", person, case)


def leave_all(person: User) -> None:
    """Leave every case, and close one's own: for an account that goes."""
    for case in Case.objects.filter(places__person=person, places__left_at=None):
        leave(person, case)
    for case in Case.objects.filter(practitioner=person, closed_at=None):
        close(case)


def close(case: Case) -> None:
    """Close a case: nothing is shared any more, and what was written is deleted."""
    with transaction.atomic():
        now = timezone.now()
        if not Case.objects.filter(pk=case.pk, closed_at=None).update(closed_at=now):
            return
        case.refresh_from_db()
        _gone(case)
        Place.objects.filter(case=case).update(token=None, until=None)
        for place in _taken(case):
            assert place.person is not None
            consent.choose(place.person, _MATTER, case.id, {})
            consent.say(place.person, _MATTER, given=False, audience=case.id)
            events.note(
                "closed-case",
                actor=case.practitioner_id,
                about=case.id,
                concerns=place.person_id,
            )


def seen(case: Case, kind: str, whom: list[UUID]) -> None:
    """Write down that the practitioner looked at something of these clients."""
    for person in whom:
        events.note(kind, actor=case.practitioner_id, about=case.id, concerns=person)


def seen_today(case: Case, kind: str, whom: list[UUID]) -> None:
    """The same, but once a day for each of them."""
    day = timezone.now() - dt.timedelta(days=1)
    told = Event.objects.filter(kind=kind, about=case.id, at__gt=day)
    already = set(told.values_list("concerns", flat=True))
    seen(case, kind, [it for it in whom if it not in already])


def _gone(case: Case) -> None:
    """What was written of a case is shown to nobody any more."""
    access.outdate_case(case.id)
    Letter.objects.filter(audience=case.id).delete()


def _taken(case: Case) -> list[Place]:
    rows = case.places.select_related("person").order_by("side")
    return [place for place in rows if place.taken]


def _note(kind: str, person: User, case: Case) -> None:
    events.note(kind, actor=person.id, about=case.id, concerns=person.id)
