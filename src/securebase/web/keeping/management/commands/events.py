from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from securebase.web import events
from securebase.web.events.models import Event


class Command(BaseCommand):
    help = "Check that no line of the log of events was changed or taken out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", required=True, help="Check the whole log."
        )
        parser.add_argument(
            "--was",
            metavar="NUMBER:HASH",
            help="The last line as an earlier check wrote it: it must still be there.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        broken = events.broken_at()
        if broken is not None:
            raise CommandError(_changed(broken))
        if options["was"]:
            _look_for(options["was"])
        number, mark = events.last()
        self.stdout.write(f"The log is whole. Its last line is {number}:{mark}")
        self.stdout.write("Keep this elsewhere; --was finds lines cut off at the end.")


def _look_for(was: str) -> None:
    number, _, mark = was.partition(":")
    if not number.isdecimal():
        raise CommandError(
            f"--was must be NUMBER:HASH. Got {was!r} instead. Copy it from the line "
            "that an earlier check wrote."
        )
    if int(number) and not Event.objects.filter(number=number, hash=mark).exists():
        raise CommandError(_changed(int(number)))


def _changed(number: int) -> str:
    return (
        f"Line {number} of the log must be as it was written. Got another, or none, "
        "instead. Compare the log with a backup."
    )
