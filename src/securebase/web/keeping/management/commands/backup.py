from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from securebase.core import RunError
from securebase.web.keeping.backup import back_up


class Command(BaseCommand):
    help = "Copy the databases while the app goes on; answers and keys apart."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder",
            type=Path,
            help="Where copies of the answers are kept, one a run.",
        )
        parser.add_argument(
            "--keys",
            type=Path,
            required=True,
            help="Where the one copy of the keys is replaced; best another machine.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = back_up(options["folder"], options["keys"])
        except (RunError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Written: {made}")
        self.stdout.write(f"Replaced: the copy of the keys in {options['keys']}")
