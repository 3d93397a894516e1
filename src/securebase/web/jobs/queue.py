"""Work that waits, and who takes it.

A worker takes a job by an update that only one of several can win, which holds on
SQLite and on PostgreSQL alike.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from securebase.web._quiet_log import where

from .models import Job

# A job that was claimed so long ago belongs to a worker that is gone.
_GONE = dt.timedelta(minutes=10)
_TRIES = 5
_log = logging.getLogger(__name__)

Doing = Callable[[UUID], None]


def ask(kind: str, subject: UUID, *, due: dt.datetime | None = None) -> None:
    """Ask for work, unless the same already waits.

    Args:
        kind: Which.
        subject: Whom or what it is about.

    Other Args:
        due: Not before then; at once if left out.
    """
    waiting = f"{kind}:{subject}"
    try:
        with transaction.atomic():
            Job.objects.create(
                kind=kind, subject=subject, due=due or timezone.now(), waiting=waiting
            )
    except IntegrityError:
        # It waits; at the earlier of the two moments.
        Job.objects.filter(waiting=waiting, due__gt=due or timezone.now()).update(
            due=due or timezone.now()
        )


def claim() -> Job | None:
    """The next job for this worker, or None if nothing is due."""
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - _GONE)
    open_ = Job.objects.filter(free, done_at=None, due__lte=now, tries__lt=_TRIES)
    for job in open_.order_by("due", "pk")[:5]:
        taken = open_.filter(pk=job.pk, claimed_at=job.claimed_at).update(
            # From now on the same work may be asked for anew: what changes while it
            # is being done is not lost.
            claimed_at=now, tries=job.tries + 1, waiting=None,
        )  # fmt: skip
        if taken:
            job.refresh_from_db()
            return job
    return None


def do(job: Job, kinds: dict[str, Doing]) -> bool:
    """Do one job; whether it went well."""
    try:
        kinds[job.kind](job.subject)
    except Exception as error:
        # What went wrong may quote an answer, so only its name is kept.
        failed = type(error).__name__
        place = where(error.__traceback__)
        _log.warning("job %s failed: %s at %s", job.kind, failed, place)
        later = timezone.now() + dt.timedelta(seconds=10 * 2**job.tries)
        Job.objects.filter(pk=job.pk).update(claimed_at=None, due=later, failed=failed)
        return False
    Job.objects.filter(pk=job.pk).update(done_at=timezone.now(), failed="")
    return True
