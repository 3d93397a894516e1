from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Policy(models.TextChoices):
    """What a practitioner does with what one client says without the other."""

    NO_SECRETS = "no-secrets", _("No secrets between the two")
    INDIVIDUAL = "individual", _("Each one's confidence is kept")


class Statement(models.Model):
    """How a practitioner handles confidences: what new clients read before they agree.

    Attributes:
        policy: Which of the two ways.
        words: What the practitioner adds in words of their own.
    """

    practitioner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True
    )
    policy = models.CharField(max_length=12, choices=Policy)
    words = models.CharField(max_length=1200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)


class Entry(models.Model):
    """A link that makes an account a practitioner's, once; only its hash is kept."""

    token = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Case(models.Model):
    """Two clients of one practitioner, each with a link and choices of their own.

    Attributes:
        policy, words: What both clients read before they agreed; it never changes.
        revision: Counts how often something went out of the practitioner's sight: what
            was written before that is not shown any more.
        edition: The mornings for which the last brief was written, one of each client.
        closed_at: Since when nothing is shared with the practitioner any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    policy = models.CharField(max_length=12, choices=Policy)
    words = models.CharField(max_length=1200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)
    edition = models.CharField(max_length=32, blank=True)

    @property
    def open(self) -> bool:
        return self.closed_at is None


class Place(models.Model):
    """One of the two places of a case; the letters carry no order.

    Attributes:
        called: What the practitioner calls the client until they have joined.
        token: Hash of what is in the link that is out, if one is.
        until: How long that link is good.
        person: Who took the place.
        zone: In which their mornings are counted; it never changes, or else what they
            answer could be read hour by hour.
        left_at: When they left the case; the reason is kept nowhere.
        alone_on: Day on which the practitioner noted that they saw them alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="places")
    side = models.CharField(max_length=1, choices=[("a", "a"), ("b", "b")])
    called = models.CharField(max_length=60)
    token = models.CharField(max_length=64, null=True, unique=True)
    until = models.DateTimeField(null=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    zone = models.CharField(max_length=64, default="UTC")
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    alone_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "side"], name="two_places"),
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=Q(person__isnull=False),
                name="one_place_a_person",
            ),
        ]

    @property
    def taken(self) -> bool:
        """Whether somebody is in it now."""
        return self.person_id is not None and self.left_at is None

    @property
    def name(self) -> str:
        """What whoever is in it, or is to be, is called."""
        if self.person is None or self.left_at is not None:
            return self.called
        return self.person.name or self.called

    @property
    def asked(self) -> bool:
        """Whether a link for it is out and good."""
        return self.until is not None and self.until > timezone.now()


# The parts of a brief behind which the whole report lies.
WHOLE = "full"
# How long a link is good.
GOOD_FOR = dt.timedelta(days=21)
