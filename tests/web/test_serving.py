"""The app as `securebase serve` starts it: server and worker live and end together."""

from __future__ import annotations

import os
import signal
import time
import urllib.request
from pathlib import Path

from tests.web.browser.server import running


def test_a_worker_that_dies_is_replaced_and_ends_with_the_server(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "data", demo=False) as app:
        (first,) = _another(app.process, set())
        os.kill(first, signal.SIGKILL)
        last = _another(app.process, {first})
        urllib.request.urlopen(app.address, timeout=20).close()
    assert last
    assert not any(Path(f"/proc/{it}").exists() for it in last)


def _another(parent: int, known: set[int]) -> set[int]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        found = _workers(parent) - known
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("No worker came.")


def _workers(parent: int) -> set[int]:
    """Numbers of the workers that are running."""
    found = set()
    for told in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, state, above, *_ = told.read_text().rpartition(")")[2].split(" ")
            words = (told.parent / "cmdline").read_text().split("\0")
        except OSError:
            continue
        if int(above) == parent and state != "Z" and "work" in words:
            found.add(int(told.parent.name))
    return found
