"""Where the data lies: two SQLite files, or what two addresses name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url

# Every commit is on the disk before it is acknowledged: FULL, where SQLite's own
# default for a write-ahead log would lose the last ones when the power fails.
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
    ),
}


def address(origins: list[str], hosts: list[str], *, https: bool) -> str:
    """The address under which this place is reached: the first that is known."""
    scheme = "https" if https else "http"
    known = [*origins, *(f"{scheme}://{it}" for it in hosts), f"{scheme}://localhost"]
    return known[0].rstrip("/")


def database(data: Path) -> dict[str, Any]:
    """The database of everything but keys."""
    return _database("DATABASE_URL", data / "app.sqlite3")


def keys_database(data: Path) -> dict[str, Any]:
    """The database of the keys to people's answers."""
    return _database("KEYS_DATABASE_URL", data / "keys.sqlite3")


def _database(variable: str, file: Path) -> dict[str, Any]:
    if address := os.environ.get(variable):
        return dict(dj_database_url.parse(address, conn_max_age=60))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": _SQLITE,
        "CONN_MAX_AGE": 60,
    }
