"""Is everything kept that was acknowledged, if the server is killed at any moment?

    python -m proofs.durability [KILLS]

A real server with two processes of four threads, killed whole again and again while
people answer and check in (tests/web/durability.py); on SQLite, and on PostgreSQL,
which is itself stopped as by a crash each tenth time. A server that says so before it
keeps anything must be found out, or the proof proves nothing.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.web.durability import Outcome, tried
from tests.web.place import new_place
from tests.web.postgres import Crashing
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
KILLS, CONTROL = 200, 5


def main() -> int:
    """Kill, look, and write what came of it; 1 where anything was lost."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        here = new_place(home / "sqlite")
        on_sqlite = tried(here, kills=kills)
        whole = all(_is_whole(it) for it in (here.app, here.keys))
        with Crashing(home / "server") as server:
            there = new_place(home / "postgresql", server.addresses)
            on_postgres = tried(there, kills=kills, crash=server.sometimes)
        hasty = tried(
            new_place(home / "hasty"), kills=CONTROL, program="tests.web.hasty"
        )
    both = {"SQLite": on_sqlite, "PostgreSQL": on_postgres}
    good = whole and all(it.good for it in both.values()) and hasty.lost > 0
    lines = [
        f"**{sum(it.kills for it in both.values())} kills,",
        f"{sum(it.taken for it in both.values()):,} forms acknowledged,",
        f"{sum(it.lost for it in both.values())} lost,",
        f"{sum(len(it.doubled) for it in both.values())} counted twice.**",
        "",
        *machine(("django", "gunicorn")),
        "",
        "| database | kills | acknowledged | lost | wrong | twice | refused |",
        "|---|---|---|---|---|---|---|",
        *(_row(name, it) for name, it in both.items()),
        _row("the control: acknowledged before it is kept", hasty),
        "",
        f"Integrity of the files of SQLite: {'whole' if whole else '**broken**'}.",
    ]
    write(RESULTS, "durability", "Kept, if it was acknowledged?", lines)
    return int(not good)


def _row(name: str, it: Outcome) -> str:
    told = (
        it.kills,
        it.taken,
        it.lost,
        len(it.wrong),
        len(it.doubled),
        len(it.refused),
    )
    return f"| {name} | {' | '.join(f'{number:,}' for number in told)} |"


def _is_whole(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as kept:
        return kept.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


if __name__ == "__main__":
    sys.exit(main())
