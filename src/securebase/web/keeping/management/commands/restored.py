from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from securebase.web.keeping.backup import after_restoring


class Command(BaseCommand):
    help = "After a restore by other tools: delete again who had deleted their account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--keep-sharing",
            action="store_true",
            help="Share again what was shared then, for a move to another machine.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        again = after_restoring(keep_sharing=options["keep_sharing"])
        self.stdout.write(f"{again} accounts were deleted again.")
