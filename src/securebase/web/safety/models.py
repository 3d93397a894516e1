from __future__ import annotations

from django.db import models

from securebase.web.vault.models import SealedRow


class Wish(SealedRow):
    """That somebody wants nothing suggested that two people do together.

    It is kept only if they ask for it. What they answered is kept nowhere.
    """

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="one_wish")]
