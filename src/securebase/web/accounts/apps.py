from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class Accounts(AppConfig):
    name = "securebase.web.accounts"

    def ready(self) -> None:
        from allauth.mfa.models import Authenticator
        from django.contrib.auth.models import update_last_login
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import pre_save

        # When somebody was last here is not kept.
        user_logged_in.disconnect(update_last_login, dispatch_uid="update_last_login")
        pre_save.connect(_forget_use, sender=Authenticator)


def _forget_use(instance: Any, **kwargs: Any) -> None:
    instance.last_used_at = None
