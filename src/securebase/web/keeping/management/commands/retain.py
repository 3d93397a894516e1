from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from securebase.web.keeping.retention import retain


class Command(BaseCommand):
    help = "Delete what was kept long enough; the worker does it every night."

    def handle(self, *args: Any, **options: Any) -> None:
        people = retain()
        self.stdout.write(f"Old answers of {people} people were deleted.")
