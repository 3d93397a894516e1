from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from securebase.web.vault.models import SealedRow


class Aim(SealedRow):
    """What somebody wants from practising: ``{"goal": id or None, "minutes": n}``."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="one_aim")]


class Trial(SealedRow):
    """One practice that somebody took up; which one, and what was done, is sealed.

    Sealed are ``practice``, ``goal``, ``minutes``, the days ``since`` (the evening
    before it began) and ``until`` (its last; None while it goes on), the days on which
    it was ``done``, the ``verdict``, and the ``words`` in which it was suggested.
    """

    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(ended_at=None), name="one_trial_at_a_time"
            )
        ]
