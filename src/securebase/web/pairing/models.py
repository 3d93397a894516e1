from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from securebase.core import Topic


class Pair(models.Model):
    """Two people who are connected here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    # In which their editions are counted. It never changes, or else whoever set their
    # clock forward hour by hour would be told hour by hour.
    zone = models.CharField(max_length=64, default="UTC")
    # When one of the two left; the reason is kept nowhere.
    ended_at = models.DateTimeField(null=True)
    # The last morning for which their letters were written.
    edition = models.DateField(default=dt.date.min)
    # Counts how often something went out of sight for the other: what was written
    # before that is not shown any more.
    revision = models.PositiveIntegerField(default=0)
    # Topics that letters show of the two to each other, those of check-ins apart.
    shown = models.TextField(default="")


class Seat(models.Model):
    """One of the two places of a pair; the letters carry no order."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    side = models.CharField(max_length=1, choices=[("a", "a"), ("b", "b")])
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(left_at=None),
                name="one_pair_at_a_time",
            ),
            models.UniqueConstraint(fields=["pair", "side"], name="two_sides"),
        ]


class Invitation(models.Model):
    """A link by which one person asks another; good once, for some days.

    Only a hash of what is in the link is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class Consent(models.Model):
    """One line of the ledger of consent. Lines are added and never changed.

    What holds now is the last line of its matter, topic and audience.

    Attributes:
        matter: To what: the service, sharing with the partner or a practitioner,
            giving answers to research.
        topic: Of sharing; empty for the others.
        audience: The pair or the practitioner's case; None for the others.
        diary: Whether daily check-ins of the topic are meant too.
        since, until: Days of the answers that are meant.
        text: Version of the words that were agreed to.
        given: Whether it was given, or taken back.
    """

    class Matter(models.TextChoices):
        SERVICE = "service"
        PARTNER = "partner"
        PRACTITIONER = "practitioner"
        RESEARCH = "research"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    matter = models.CharField(max_length=12, choices=Matter)
    topic = models.CharField(
        max_length=16, blank=True, choices=[(it.value, it.value) for it in Topic]
    )
    audience = models.UUIDField(null=True)
    diary = models.BooleanField(default=False)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    text = models.CharField(max_length=16)
    given = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["person", "matter"])]
