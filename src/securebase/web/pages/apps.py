from __future__ import annotations

from django.apps import AppConfig


class Pages(AppConfig):
    name = "securebase.web.pages"

    def ready(self) -> None:
        from . import checks as checks
