from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from securebase.web._secrets import add_master_key, are_given, drop_master_keys
from securebase.web.keeping.rotation import renew_answers
from securebase.web.vault.models import rewrap, unused_masters


class Command(BaseCommand):
    help = "Replace the master key; everything can be read all the while."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--answers",
            action="store_true",
            help="Give each person a new key too, and seal all that is theirs with it.",
        )
        parser.add_argument(
            "--drop",
            action="store_true",
            help="Take master keys out of the file that wrap nothing any more.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # Somebody may just be wrapping a key by it, so that this run never drops it.
        replaced = next(iter(settings.MASTER_KEYS))
        if are_given():
            self.stdout.write(
                "The master keys come from SECUREBASE_MASTER_KEYS, so no new one was "
                "made. Put one before the others there, and run this again."
            )
        else:
            add_master_key(settings.DATA)
        self.stdout.write(f"{rewrap()} keys of people are wrapped by the newest now.")
        if options["answers"]:
            self._renew_answers()
        if options["drop"]:
            self._drop(unused_masters() - {replaced})

    def _renew_answers(self) -> None:
        done = renew_answers()
        self.stdout.write(f"{done.rows} rows are sealed with new keys now.")
        if done.unreadable:
            raise CommandError(
                f"Every row must open with its owner's key. Got {done.unreadable} that "
                "do not instead; they were left as they are. Restore them and the keys "
                "from one backup."
            )

    def _drop(self, unused: set[str]) -> None:
        if unused and are_given():
            names = ", ".join(sorted(unused))
            self.stdout.write(f"Take these out of SECUREBASE_MASTER_KEYS: {names}.")
        elif unused:
            drop_master_keys(settings.DATA, unused)
            self.stdout.write(f"{len(unused)} master keys were dropped.")
