from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from securebase.web.keeping.preparing import prepare


class Command(BaseCommand):
    help = "Make or bring up to date the tables and the files that browsers are given."

    def handle(self, *args: Any, **options: Any) -> None:
        prepare()
        self.stdout.write("Ready.")
