from __future__ import annotations

from django.db import models
from django.utils import timezone


class Job(models.Model):
    """Work that no request waits for.

    Attributes:
        kind: Which; `securebase.web.jobs.KINDS` says what it does.
        subject: Whom or what it is about.
        due: Not before then.
        claimed_at: When a worker took it; a worker that died lets go after a while.
        done_at: When it was done.
        tries: How often it was begun.
        failed: Name of the error of the last try, never its words.
        waiting: Kind and subject while it waits, so that the same work waits once.
    """

    kind = models.CharField(max_length=24)
    subject = models.UUIDField()
    due = models.DateTimeField(default=timezone.now, db_index=True)
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failed = models.CharField(max_length=60, blank=True)
    waiting = models.CharField(max_length=64, null=True, unique=True)
