"""What is kept for how long; done every night."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from allauth.account.models import EmailConfirmation
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Max, Model, Q
from django.utils import timezone

from securebase.web import events
from securebase.web.accounts.models import User
from securebase.web.answers.models import Submission, Told
from securebase.web.answers.saving import take_back
from securebase.web.jobs.models import Job
from securebase.web.pairing.models import Invitation, Pair
from securebase.web.practice.models import Aim, Trial
from securebase.web.practitioners.models import Case, Entry
from securebase.web.reports.models import Letter
from securebase.web.vault.models import renew

from . import rotation
from .tidying import empty_logs

# Forms that were taken, so that none counts twice, and work that was done.
_PASSING = dt.timedelta(days=30)
# No edition goes further back than a week, with a day more for every time zone.
_EARLIER = dt.timedelta(days=9)
_MONTH = dt.timedelta(days=30.44)


def retain() -> int:
    """Delete what was kept long enough; of how many people the answers were."""
    now = timezone.now()
    people = _old_answers(now)
    _passing_rows(now)
    _what_ended(now)
    _signed_out(now)
    _earlier_answers(now)
    rotation.finish()
    empty_logs()
    return people


def _old_answers(now: dt.datetime) -> int:
    """Delete the answers of those who told nothing new for long."""
    if not settings.RETAIN_MONTHS:
        return 0
    limit = now - settings.RETAIN_MONTHS * _MONTH
    old = [who for who, newest in _newest().items() if newest < limit]
    for person in User.objects.filter(pk__in=old):
        take_back(person)
        for kind in (Trial, Aim):
            kind.objects.filter(owner=person).delete()
        Letter.objects.filter(reader=person).delete()
        events.note("ran-out", concerns=person.id)
        # The key that opens what old backups hold goes some weeks later.
        renew(person.id)
    return len(old)


def _newest() -> dict[UUID, dt.datetime]:
    """When each person told something for the last time."""
    found: dict[UUID, dt.datetime] = {}
    kinds: list[tuple[type[Model], str]] = [
        *((it, "saved_at") for it in rotation.sealed_kinds() if issubclass(it, Told)),
        (Trial, "began_at"),
        (Trial, "ended_at"),
    ]
    for kind, moment in kinds:
        rows = kind._default_manager.exclude(**{moment: None})
        newest = rows.values("owner").annotate(newest=Max(moment))
        for owner, at in newest.values_list("owner", "newest"):
            found[owner] = max(at, found.get(owner, at))
    return found


def _passing_rows(now: dt.datetime) -> None:
    limit = now - _PASSING
    for kind, moment in ((Submission, "at"), (Job, "done_at"), (Job, "claimed_at")):
        kind._default_manager.filter(**{f"{moment}__lt": limit}).delete()


def _what_ended(now: dt.datetime) -> None:
    used = Q(used_at__isnull=False) | Q(withdrawn_at__isnull=False)
    Invitation.objects.filter(used | Q(until__lt=now)).delete()
    Pair.objects.filter(seats=None).delete()
    Entry.objects.filter(Q(used_at__isnull=False) | Q(until__lt=now)).delete()
    if settings.RETAIN_MONTHS:
        # So long the clients can read who looked when, and take along what was seen.
        limit = now - settings.RETAIN_MONTHS * _MONTH
        Case.objects.filter(closed_at__lt=limit).delete()
    over = Pair.objects.filter(ended_at__isnull=False).values("pk")
    Letter.objects.filter(audience__in=over).delete()


def _signed_out(now: dt.datetime) -> None:
    Session.objects.filter(expire_date__lt=now).delete()
    there = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=there).delete()
    EmailConfirmation.objects.delete_expired_confirmations()
    moment = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE expires < %s", [moment])


def _earlier_answers(now: dt.datetime) -> None:
    """Forget what stood in a row before, once every edition has what stands there."""
    for kind in rotation.sealed_kinds():
        if issubclass(kind, Told):
            old = kind._default_manager.filter(saved_at__lt=now - _EARLIER)
            old.exclude(earlier=None).update(earlier=None, earlier_at=None)
