from __future__ import annotations

from django.db import models


class Event(models.Model):
    """That something happened: who did what kind of thing to what, and when.

    There is no value in it, so that it can be kept and read. Each line carries the
    hash of the one before: a line that is changed or taken out breaks the chain.
    People appear by their identifier, which names nobody once the account is gone.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    about = models.UUIDField(null=True)
    concerns = models.UUIDField(null=True, db_index=True)
    hash = models.CharField(max_length=64)
