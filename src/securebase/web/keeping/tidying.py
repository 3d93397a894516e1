"""Taking away what has no use any more."""

from __future__ import annotations

from django.db import connections

# Milliseconds: whoever waits for a page shall not wait long for this.
_PATIENCE, _USUAL = 500, 20_000


def empty_logs() -> None:
    """Take what was deleted out of SQLite's logs, where it could still be read.

    While others read it may be left for another time; there is always one.
    """
    for connection in connections.all():
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout={_PATIENCE}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(f"PRAGMA busy_timeout={_USUAL}")
