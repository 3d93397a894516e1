from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from securebase.web.reminders.health import health

_WORDS = {
    "wanted": "people want reminders",
    "waiting": "mails wait",
    "sent": "were sent in the last two days",
    "let_be": "were not sent because they were not wanted any more",
    "overdue": "are due for a quarter of an hour and not sent",
    "late": "were not sent in time",
    "refused": "were refused by the mail server",
    "unknown": "were handed over, perhaps, and are not sent again",
    "no_server": "people want reminders, and no mail server is set",
}


class Command(BaseCommand):
    help = "Say how sending goes; the exit code is 1 where somebody must look."

    def handle(self, *args: Any, **options: Any) -> None:
        found = health()
        for name, words in _WORDS.items():
            count = getattr(found, name)
            if count or name in ("wanted", "waiting", "sent"):
                self.stdout.write(f"{count:6} {words}")
        if found.alarm:
            self.stderr.write("Something was not sent. Is the worker running?")
            sys.exit(1)
