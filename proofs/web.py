"""The app against a partner who uses every page of it: what can they find out?

    python -m proofs.web [STEPS]

Every route by everybody in every state; two couples and a practitioner who do whatever
they like, with a second account of what each sees; two worlds that differ in what one
does in private; and how well the time that a page takes tells these worlds apart.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.web.settings"

import django
from django.db import transaction
from django.test.runner import DiscoverRunner
from django.test.utils import setup_test_environment

django.setup()

from securebase.web.pages.checks import route_names  # noqa: E402
from tests.effort import EFFORT  # noqa: E402
from tests.web import machine, timing, twins  # noqa: E402
from tests.web.permissions import VERBS, expected  # noqa: E402
from tests.web.world import undone  # noqa: E402
from tools.record import machine as described, write  # noqa: E402

RESULTS = Path(__file__).with_name("results")
ROOT = Path(__file__).parents[1]
STEPS, AT_ONCE, LONG = 20_000, 10, 50
WORLDS, PAIRS = 20, 400
# More than this, and a page tells the two worlds apart.
AREA = 0.55


def main() -> int:
    """Try all of it and write what came of it; 1 where something was found out."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else STEPS
    _settled()
    whole = _permissions()
    taken = _steps(steps)
    with transaction.atomic(), transaction.atomic(using="keys"):
        different, controls = _worlds()
        told = list(timing.measured(timing.couples(), PAIRS))
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keys")
    area = max(it.area for it in told)
    lines = [
        f"- {'Everything' if whole else '**Not everything**'} is answered as the",
        f"  table of permissions says: {len(expected())} lines, {len(route_names())}",
        f"  routes and {len(VERBS)} verbs, by eleven people in four states.",
        f"- In {taken:,} steps nobody saw anything that the rules do not allow.",
        f"- In {WORLDS} worlds that differ in what one does in private, {different}",
        "  pages, files or mails of the other differ by a byte. Where what both share",
        f"  is changed or taken back, they do: {controls} of 2.",
        "- The time that a page takes tells the worlds apart with an area of",
        f"  {area:.3f} at most; a half is chance, and {AREA} is allowed.",
        "",
        *described(("django", "hypothesis")),
        "",
        *_table(told),
    ]
    write(RESULTS, "web", "What can a partner find out in the app?", lines)
    return int(not whole or different > 0 or controls < 2 or area > AREA)


def _permissions() -> bool:
    """Whether everybody is answered as the table says, in every state."""
    command = [sys.executable, "-m", "pytest", "-q", "tests/web/test_permissions.py"]
    command += ["tests/web/test_guessing.py", "--timeout=0"]
    # Told by its own configuration which settings to use, pytest loads them later.
    environment = {**os.environ, EFFORT: "30"}
    del environment["DJANGO_SETTINGS_MODULE"]
    done = subprocess.run(command, cwd=ROOT, check=False, env=environment)
    return done.returncode == 0


def _steps(least: int) -> int:
    """Let people do as they like for so many steps at least; an error ends it."""
    taken = 0
    # A process anew each time: one that goes on for hours gets slower and slower.
    with ProcessPoolExecutor(
        os.cpu_count(), get_context("spawn"), max_tasks_per_child=1
    ) as pool:
        waiting = {pool.submit(_some) for _ in range(os.cpu_count() or 1)}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            taken += sum(it.result() for it in done)
            print(f"{taken:,} steps", flush=True)
            if taken < least:
                waiting |= {pool.submit(_some) for _ in done}
    return taken


def _some() -> int:
    """Some of these steps, with databases of their own; how many."""
    _settled()
    with transaction.atomic(), transaction.atomic(using="keys"):
        return machine.tried(AT_ONCE, LONG, anew=True)


def _settled() -> None:
    logging.disable(logging.WARNING)
    setup_test_environment()
    DiscoverRunner(verbosity=0, interactive=False).setup_databases()


def _worlds() -> tuple[int, int]:
    """What differs in worlds of private deeds, and how many controls are seen."""
    quiet = _lived([])
    different = 0
    for seed in range(WORLDS):
        wrong = twins.different(quiet, _lived(twins.deeds(seed)))
        print(f"world {seed}: {wrong}", flush=True)
        different += len(wrong)
    deeds = ((twins.changes_what_is_shared, 6, 23), (twins.withdraws, 7, 20))
    seen = [
        bool(twins.different(quiet, _lived([twins.Deed(deed, day, hour, 1)])))
        for deed, day, hour in deeds
    ]
    return different, sum(seen)


def _lived(deeds: list[twins.Deed]) -> list[tuple[str, str]]:
    with undone():
        return twins.lived(deeds)


def _table(told: list[timing.Told]) -> Iterator[str]:
    yield f"Times of {PAIRS} pairs of requests a page, in turn; milliseconds, medians."
    yield ""
    yield "| page | the other is quiet | the other is busy | area | interval of 95 % |"
    yield "|---|---|---|---|---|"
    for it in told:
        times = f"{it.first:.1f} | {it.second:.1f}"
        interval = f"{it.low:.3f} to {it.high:.3f}"
        yield f"| {it.page} | {times} | {it.area:.3f} | {interval} |"


if __name__ == "__main__":
    sys.exit(main())
