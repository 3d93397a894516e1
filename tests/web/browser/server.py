"""The app as a user starts it, in a folder of its own, for the browser to visit."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# A cold machine makes tables and packs the style first.
_PATIENCE = 90


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers.

    Attributes:
        address: Where.
        data: Its folder.
        links: Name of each made-up person, and the link that signs in as them.
        weather: Where somebody who leaves at once is taken.
        process: Its number.
    """

    address: str
    data: Path
    links: dict[str, str]
    weather: str
    process: int

    def days_go_by(self, days: int) -> None:
        """Move everything that was answered and chosen so many days back."""
        with closing(sqlite3.connect(self.data / "app.sqlite3", timeout=20)) as rows:
            for table in _MOVED:
                for _, column, kind, *_ in rows.execute(f"PRAGMA table_info({table})"):
                    if kind in ("date", "datetime"):
                        rows.execute(
                            f"UPDATE {table} SET {column} = {kind}({column}, ?) "
                            f"WHERE substr({column}, 1, 4) > '1900'",
                            [f"-{days} days"],
                        )
            rows.commit()


_MOVED = (
    *("answers_sheet", "answers_itemanswer", "answers_checkin"),
    *("pairing_consent", "pairing_pair"),
)


class Weather(BaseHTTPRequestHandler):
    """Another place in the world, about which there is nothing to hide."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Weather</title><h1>Sunny</h1>")

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def running(data: Path, *, demo: bool = True) -> Iterator[Running]:
    """Start the app with its made-up people or nobody, and stop it at the end."""
    port = _free_port()
    command = [sys.executable, "-m", "securebase.web", "serve"]
    command += ["--demo"] if demo else []
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SECUREBASE_", "DATABASE_", "KEYS_", "DJANGO_"))
    }
    environment["SECUREBASE_DATA"] = str(data)
    elsewhere = ThreadingHTTPServer(("127.0.0.1", 0), Weather)
    threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
    weather = f"http://127.0.0.1:{elsewhere.server_port}/weather"
    environment["SECUREBASE_EXIT"] = weather
    log = data.with_suffix(".log")
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "--port", str(port)], env=environment, stdout=out, stderr=out
        )
    try:
        address = f"http://localhost:{port}"
        _wait(address, process, log)
        links = dict(re.findall(r"^  (\w+) +(http\S+)$", log.read_text(), re.M))
        yield Running(address, data, links, weather, process.pid)
    finally:
        process.terminate()
        process.wait(20)
        elsewhere.shutdown()
        elsewhere.server_close()


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=2)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"No answer from the app. It said: {log.read_text()}")


def _free_port() -> int:
    with closing(socket.socket()) as it:
        it.bind(("127.0.0.1", 0))
        return int(it.getsockname()[1])
