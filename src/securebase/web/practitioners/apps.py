from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class Practitioners(AppConfig):
    name = "securebase.web.practitioners"

    def ready(self) -> None:
        from django.conf import settings
        from django.db.models.signals import pre_delete

        pre_delete.connect(
            _leave_cases, sender=settings.AUTH_USER_MODEL, dispatch_uid="leave_cases"
        )


def _leave_cases(instance: Any, **kwargs: Any) -> None:
    """What was written from somebody's answers goes with their account."""
    from .cases import leave_all

    leave_all(instance)
