from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from securebase.web.vault.models import SealedRow


class Letter(models.Model):
    """A report that was written for one reader.

    Attributes:
        reader: Who may open it; its pages are sealed with their key.
        kind: Their own, the two's, their week, or a practitioner's brief.
        audience: The pair or case it is about; None for somebody who is alone.
        mark: Of everything it was written from that may be taken back. A letter whose
            mark is no longer the present one is not shown.
        edition: The day whose morning closed what a partner tells in it.
    """

    class Kind(models.TextChoices):
        OWN = "own"
        OURS = "ours"
        WEEK = "week"
        BRIEF = "brief"
        SESSION = "session"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reader = models.ForeignKey("accounts.User", models.CASCADE)
    kind = models.CharField(max_length=8, choices=Kind)
    audience = models.UUIDField(null=True)
    mark = models.CharField(max_length=64)
    edition = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["reader", "kind", "audience"])]


class LetterPart(SealedRow):
    """One form of a letter: the page, the PDF, the JSON, the plan behind it."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="parts")
    form = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "form"], name="one_part_a_form")
        ]
