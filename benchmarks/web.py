"""The app under load: check-ins and reports, on SQLite and on PostgreSQL.

    python -m benchmarks.web [SECONDS]

The web server and the worker as `securebase serve` starts them, a thousand people with
a report each, and a process that sends requests at a fixed rate, all on the same cores.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks._crowd import everybody
from tests.web.durability import running
from tests.web.place import ROOT, Place, new_place
from tests.web.postgres import Crashing
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
SECONDS, PEOPLE = 300, 1000
# What is sent, how many a second, and the milliseconds that 95 of 100 may take.
LOADS = (("check-in", 30, 300), ("report", 20, 500))


@dataclass(frozen=True, slots=True)
class Load:
    """What came of one load on one database."""

    database: str
    what: str
    rate: int
    target: int
    sent: int
    failed: int
    middle: float
    slow: float
    slowest: float
    grown: float

    @property
    def good(self) -> bool:
        return self.failed == 0 and self.slow <= self.target


def main() -> int:
    """Load both; 1 where a target is missed."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        loads = list(_loads("SQLite", new_place(home / "sqlite"), seconds))
        with Crashing(home / "server") as server:
            place = new_place(home / "postgresql", server.addresses)
            loads += _loads("PostgreSQL", place, seconds)
    lines = [
        f"{PEOPLE:,} people with a report each; two processes of four threads and the",
        "worker, with the sender of the requests on the same cores. Each load lasts",
        f"{seconds} s. Times count from the moment at which a request was due.",
        "",
        *machine(("django", "gunicorn")),
        "",
        _HEAD,
        "|---" * _HEAD.count(" | ") + "|---|",
        *map(_row, loads),
        "",
        f"Targets: {'kept' if all(it.good for it in loads) else '**missed**'}.",
    ]
    write(RESULTS, "web", "The app under load", lines)
    return int(not all(it.good for it in loads))


def _loads(database: str, place: Place, seconds: int) -> Iterator[Load]:
    place.run("collectstatic", "--no-input", "--verbosity=0")
    sessions = place.tell(everybody, str(PEOPLE))
    with _working(place), running(place, "securebase.web.wsgi") as (port, process):
        _sent(port, "mixed", 10, 5, sessions)
        for what, rate, target in LOADS:
            before = _memory(process.pid)
            told = np.array(_sent(port, what, rate, seconds, sessions))
            grown = _memory(process.pid) - before
            times, good = told[:, 1], np.isin(told[:, 0], (200, 302))
            middle, slow = np.percentile(times, (50, 95))
            yield Load(
                database, what, rate, target, len(told), int((~good).sum()),
                float(middle), float(slow), float(times.max()), grown,
            )  # fmt: skip


def _sent(
    port: int, what: str, rate: int, seconds: int, sessions: list[str]
) -> list[tuple[int, float]]:
    command = [sys.executable, "-m", "benchmarks._load", str(port), what]
    done = subprocess.run(
        [*command, str(rate), str(seconds)],
        input=json.dumps(sessions),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return json.loads(done.stdout)


@contextmanager
def _working(place: Place) -> Iterator[None]:
    """The worker beside the server."""
    worker = place.begin("work")
    try:
        yield
    finally:
        worker.terminate()
        worker.wait()


def _memory(group: int) -> float:
    """Memory of all processes of a group that is theirs alone or their part, in MB."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == group:
                told = (folder / "smaps_rollup").read_text("ascii")
                total += int(told.split("Pss:")[1].split()[0])
        except (OSError, IndexError):
            continue
    return total / 1024


_HEAD = (
    "| database | load | a second | sent | failed | median, ms | p95, ms | target, ms "
    "| slowest, ms | memory grew by, MB |"
)


def _row(it: Load) -> str:
    slow = f"{it.slow:.0f}" if it.slow <= it.target else f"**{it.slow:.0f}**"
    return (
        f"| {it.database} | {it.what} | {it.rate} | {it.sent:,} | {it.failed} | "
        f"{it.middle:.0f} | {slow} | {it.target} | {it.slowest:.0f} | {it.grown:.0f} |"
    )


if __name__ == "__main__":
    sys.exit(main())
