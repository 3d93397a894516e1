from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from securebase.web.vault.models import SealedRow


class Sheet(models.Model):
    """One questionnaire that somebody began on one day."""

    # Numbered in a row, it would tell whoever sees two of their own how many others
    # were begun meanwhile.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
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


class Told(SealedRow):
    """Something that somebody told, and may tell otherwise afterwards.

    A partner reads what stood here when an edition began, and not what is told
    meanwhile: else they could see when it was. So what stood here then is kept beside
    what stands here now.

    Attributes:
        saved_at: When what stands here now came in.
        earlier: What stood here before the edition of that moment, sealed likewise.
        earlier_at: When that had come in.
    """

    saved_at = models.DateTimeField(default=timezone.now)
    earlier = models.BinaryField(null=True)
    earlier_at = models.DateTimeField(null=True)

    COLUMNS = ("sealed", "earlier")

    class Meta:
        abstract = True

    def tell(self, value: Any, begins: dt.datetime | None) -> None:
        """Put something in the place of what stands here; save the row afterwards.

        Args:
            value: What is told now.
            begins: When the present edition began; None if nobody reads any.
        """
        if begins is None or not self.sealed:
            self.earlier = self.earlier_at = None
        elif self.saved_at < begins:
            self.earlier, self.earlier_at = self.sealed, self.saved_at
        self.saved_at = timezone.now()
        self.put(value)

    def column_of(self, begins: dt.datetime) -> str:
        """Where that lies which stood here at a moment."""
        return "sealed" if self.saved_at < begins else "earlier"

    @classmethod
    def as_of(cls, begins: dt.datetime) -> models.Q:
        """Those rows in which something stood at a moment."""
        return models.Q(saved_at__lt=begins) | models.Q(earlier_at__lt=begins)


class ItemAnswer(Told):
    """One answer of a sheet: a number, or nothing where it was passed over."""

    sheet = models.ForeignKey(Sheet, models.CASCADE)
    item = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "item"], name="one_answer_an_item")
        ]


class CheckIn(Told):
    """One day of one person: ``{"answers": {code: number}, "note": words}``.

    ``answered_at`` is when it was answered, which may be before it could be sent.
    """

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
        body: Mark of what was sent, by a key of the person's own, so that another body
            is told apart and nothing can be read from it.
    """

    owner = models.ForeignKey("accounts.User", models.CASCADE)
    key = models.UUIDField()
    body = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="one_form_a_key")
        ]
