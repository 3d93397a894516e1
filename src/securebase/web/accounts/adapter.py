from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How accounts behave here, where it differs from allauth's own ways."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        invited = any(
            it in request.session for it in ("invitation", "seat", "practice")
        )
        return bool(settings.OPEN or invited)

    def get_from_email(self) -> str:
        return settings.DEFAULT_FROM_EMAIL
