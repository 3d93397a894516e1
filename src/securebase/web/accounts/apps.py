from __future__ import annotations

from django.apps import AppConfig


class Accounts(AppConfig):
    name = "securebase.web.accounts"

    def ready(self) -> None:
        from django.contrib.auth.models import update_last_login
        from django.contrib.auth.signals import user_logged_in

        # When somebody was last here is not kept.
        user_logged_in.disconnect(update_last_login, dispatch_uid="update_last_login")
