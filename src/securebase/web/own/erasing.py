"""Deleting everything of a person, in old backups too."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from securebase.web import events
from securebase.web.accounts.models import User
from securebase.web.jobs.models import Job
from securebase.web.jobs.queue import ask
from securebase.web.keeping.tidying import empty_logs
from securebase.web.pairing import joining
from securebase.web.pairing.models import Pair
from securebase.web.vault.models import erase as erase_keys

# Long enough for whatever was being written for them when they left.
_ONCE_MORE = dt.timedelta(minutes=15)


def erase(person: User) -> None:
    """Delete an account with everything that is theirs, and end their pair.

    What the partner read that was made from their answers goes too. Of them there
    remain lines in the log of events, which name nobody.
    """
    who = person.id
    with transaction.atomic():
        joining.leave(person)
        events.note("erased", actor=who, concerns=who)
        Job.objects.filter(subject=who).delete()
        # Kept in the same commit: if the power fails before the keys are gone, a
        # worker takes them away.
        ask("forget", who, due=timezone.now() + _ONCE_MORE)
        _end_sessions(who)
        person.delete()
        Pair.objects.filter(seats=None).delete()
    forget(who)


def forget(who: UUID) -> None:
    """Destroy the keys of somebody who has no account any more."""
    if not User.objects.filter(pk=who).exists():
        erase_keys(who)
    empty_logs()


def _end_sessions(who: UUID) -> None:
    # Whose a session is stands inside it, so that all have to be looked at.
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(who):
            session.delete()
