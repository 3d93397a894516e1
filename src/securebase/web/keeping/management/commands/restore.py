from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from securebase.core import RunError
from securebase.web.keeping.backup import restore


class Command(BaseCommand):
    help = "Put copies in the place of the databases. Stop the app before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="A copy of the answers.")
        parser.add_argument(
            "--keys",
            type=Path,
            help="Folder of the copy of the keys, where these were lost too.",
        )
        parser.add_argument(
            "--keep-sharing",
            action="store_true",
            help="Share again what was shared then, for a move to another machine.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restore(
                options["file"], options["keys"], keep_sharing=options["keep_sharing"]
            )
        except (RunError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Restored. Start the app again.")
