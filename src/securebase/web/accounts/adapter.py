from __future__ import annotations

from typing import Any

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

    def _get_login_attempts_cache_key(
        self, request: HttpRequest, **credentials: Any
    ) -> str:
        """What wrong passwords are counted by.

        Not by the host that a request names, as allauth does: it may name any port. And
        whoever is signed in is counted apart, so that nobody who guesses from outside
        keeps them from what they must prove themselves for.
        """
        if request.user.is_authenticated:
            return f"in:{request.user.pk}:{request.session.session_key}"
        login = str(credentials.get("email") or credentials.get("username") or "")
        return f"out:{login.strip().lower()}"

    def get_from_email(self) -> str:
        return settings.DEFAULT_FROM_EMAIL
