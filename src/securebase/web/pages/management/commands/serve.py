from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections
from django.urls import reverse

from securebase.web.keeping.preparing import prepare

# Seconds before a worker that ended is started again.
_BREATH = 1.0
# Seconds in which a worker may end what it is at.
_PATIENCE = 10.0


class Command(BaseCommand):
    help = "Start the app: databases, worker and web server, with nothing else needed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--processes", type=int, default=2)
        parser.add_argument("--demo", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Data: {settings.DATA.resolve()}")
        prepare()
        address = f"http://{_shown(options['host'])}:{options['port']}"
        if options["demo"]:
            self._show_examples(address)
        connections.close_all()
        self.stdout.write(f"\nOpen {address} in a browser. Ctrl-C stops it.\n")
        if not settings.MAIL:
            self.stdout.write(
                "No mail server is set, so nothing is sent and no address is checked."
            )
        self.stdout.flush()
        sys.exit(_run(options, demo=options["demo"]))

    def _show_examples(self, address: str) -> None:
        from securebase.web.pages.example_people import example_people

        self.stdout.write("\nMade-up people; each link signs you in as one of them:")
        for person, token in example_people():
            link = f"{address}{reverse('example_enter', args=[token])}"
            self.stdout.write(f"  {person.name:8} {link}")


def _run(options: dict[str, Any], *, demo: bool) -> int:
    """Run worker and server until the server ends or somebody wants them to."""
    environment = os.environ | ({"SECUREBASE_DEMO": "1"} if demo else {})
    environment.setdefault("SECUREBASE_DATA", str(settings.DATA))

    def started(words: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(words, env=environment)  # noqa: S603

    ended = threading.Event()
    running = started(
        server(f"{options['host']}:{options['port']}", options["processes"])
    )
    worker = threading.Thread(target=_worked, args=(started, ended))
    worker.start()

    def end(*_: Any) -> None:
        running.terminate()

    for wish in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wish, end)
    code = running.wait()
    ended.set()
    worker.join()
    return 0 if code in (0, -signal.SIGTERM, -signal.SIGINT) else code


def _worked(
    started: Callable[[list[str]], subprocess.Popen[bytes]], ended: threading.Event
) -> None:
    """Keep a worker at work: without one no letter is written and nobody is told."""
    while not ended.is_set():
        worker = started([sys.executable, "-m", "securebase.web", "work"])
        while worker.poll() is None and not ended.wait(0.5):
            pass
        if ended.is_set():
            worker.terminate()
            try:
                worker.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                # What it was at is taken up again at the next start.
                worker.kill()
                worker.wait()
        else:
            # A moment, so that one that cannot start does not try all the time.
            ended.wait(_BREATH)


def server(
    address: str, processes: int = 2, program: str = "securebase.web.wsgi"
) -> list[str]:
    """The command that starts the web server."""
    return [
        sys.executable, "-m", "gunicorn", program, "--bind", address,
        "--workers", str(processes), "--threads", "4",
        "--worker-class", "gthread", "--log-level", "warning",
        # A request that hangs is not worth more than this.
        "--timeout", "30", "--graceful-timeout", "5",
    ]  # fmt: skip


def _shown(host: str) -> str:
    """What a browser on this machine calls it."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return "localhost" if address.is_loopback or address.is_unspecified else host
