from __future__ import annotations

from django.db import models
from django.utils import timezone

from securebase.web.vault.models import SealedRow


class Sheet(models.Model):
    """One questionnaire that somebody began on one day."""

    owner = models.ForeignKey("accounts.User", models.CASCADE)
    instrument = models.CharField(max_length=40)
    # The day on which it was begun, in the person's own zone.
    occasion = models.DateField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "instrument", "occasion"], name="one_sheet_a_day"
            )
        ]


class ItemAnswer(SealedRow):
    """One answer of a sheet: a number, or nothing where it was passed over."""

    sheet = models.ForeignKey(Sheet, models.CASCADE)
    item = models.CharField(max_length=40)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "item"], name="one_answer_an_item")
        ]


class CheckIn(SealedRow):
    """One day of one person: ``{"answers": {code: number}, "note": words}``."""

    day = models.DateField()
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "day"], name="one_check_in_a_day")
        ]


class Submission(models.Model):
    """A form that was taken, by the key that came with it: sent twice, it counts once.

    Attributes:
        key: Chosen by the page (or the device) that sent it.
        body: Keyed hash of what was sent, so that another body is told apart and
            nothing can be read from it.
    """

    owner = models.ForeignKey("accounts.User", models.CASCADE)
    key = models.UUIDField()
    body = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="one_form_a_key")
        ]
