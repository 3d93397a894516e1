from __future__ import annotations

import logging
import math
import os
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from securebase.web._quiet_log import where
from securebase.web.jobs.kinds import KINDS
from securebase.web.jobs.queue import claim, do
from securebase.web.jobs.rounds import ROUNDS

_PAUSE = 1.0
# Seconds between two looks at what comes round by itself.
_ROUND = 10
_log = logging.getLogger(__name__)
_NICE = 10


class Command(BaseCommand):
    help = "Do the work that no request waits for: letters, mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="Do what is due, then stop."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            _look_round()
            while (job := claim()) is not None:
                do(job, KINDS)
            return
        stop = threading.Event()
        for wish in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wish, lambda *_: stop.set())
        # Whoever waits for a page comes before a letter that is being written.
        os.nice(_NICE)
        looked = -math.inf
        while not stop.is_set():
            # However much there is to do: what comes round must not wait for the end.
            if time.monotonic() - looked >= _ROUND:
                _look_round()
                looked = time.monotonic()
            job = claim()
            if job is not None:
                do(job, KINDS)
                continue
            close_old_connections()
            stop.wait(_PAUSE)


def _look_round() -> None:
    for each in ROUNDS:
        try:
            each()
        except Exception as error:
            # One that fails must not keep the others from being done.
            failed = type(error).__name__
            _log.warning("%s failed: %s", each.__name__, failed)
            _log.warning("at %s", where(error.__traceback__))
