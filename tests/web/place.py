"""A place of its own on the disk: databases in files, run by processes that may die."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_MASTER = f"first:{b64encode(bytes(32)).decode()}"
_TELL = (
    "import django, importlib, json, sys; django.setup();"
    "story = getattr(importlib.import_module(sys.argv[1]), sys.argv[2]);"
    "print(json.dumps(story(*sys.argv[3:])))"
)


class Place:
    """A folder with the two databases and the keys of a place.

    The databases may lie on a server instead, at two addresses.
    """

    def __init__(self, folder: Path, addresses: tuple[str, ...] = ()) -> None:
        self.folder, self.addresses = folder, addresses
        folder.mkdir(exist_ok=True)

    @property
    def app(self) -> Path:
        return self.folder / "app.sqlite3"

    @property
    def keys(self) -> Path:
        return self.folder / "keys.sqlite3"

    def run(self, *words: str, fails: bool = False, **settings: str) -> str:
        """What a command of the app says."""
        program = [sys.executable, "-m", "securebase.web", *words]
        return self._said(program, fails, settings)

    def tell(self, story: Callable[..., Any], *words: str) -> Any:
        """What a function returns that runs in a process of its own in this place."""
        program = [sys.executable, "-c", _TELL, story.__module__, story.__name__]
        return json.loads(self._said([*program, *words], False).splitlines()[-1])

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        """A command that goes on by itself."""
        return self._begun([sys.executable, "-m", "securebase.web", *words])

    def begin_to_tell(
        self, story: Callable[..., Any], *words: str
    ) -> subprocess.Popen[bytes]:
        """A function that goes on by itself."""
        program = [sys.executable, "-c", _TELL, story.__module__, story.__name__]
        return self._begun([*program, *words])

    def _begun(self, program: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            program,
            env=self.environment(),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )

    def bytes(self) -> bytes:
        """Everything that lies here, one file after the other."""
        files = sorted(it for it in self.folder.rglob("*") if it.is_file())
        return b"".join(it.read_bytes() for it in files)

    def beside(self, name: str, app: Path, keys: Path) -> Place:
        """Another place with these databases and the same master keys."""
        other = Place(self.folder.parent / name)
        shutil.copy(self.folder / "master-keys", other.folder)
        copy(app, other.app)
        copy(keys, other.keys)
        return other

    def _said(
        self, program: list[str], fails: bool, settings: dict[str, str] | None = None
    ) -> str:
        done = subprocess.run(
            program,
            env=self.environment() | (settings or {}),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert (done.returncode != 0) == fails, done.stderr[-3000:]
        return done.stdout + (done.stderr if fails else "")

    def environment(self) -> dict[str, str]:
        """What a process must know that runs here."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("SECUREBASE_") and "DATABASE_URL" not in name
        }
        at = zip(("DATABASE_URL", "KEYS_DATABASE_URL"), self.addresses, strict=False)
        return (
            kept
            | dict(at)
            | {
                "DJANGO_SETTINGS_MODULE": "securebase.web.settings",
                "SECUREBASE_DATA": str(self.folder),
                "OPENBLAS_NUM_THREADS": "1",
            }
        )


def new_place(folder: Path, addresses: tuple[str, ...] = ()) -> Place:
    """A place where nobody lives yet."""
    if addresses:
        place = Place(folder, addresses)
        (folder / "master-keys").write_text(_MASTER)
        place.tell(_tables)
        return place
    shutil.copytree(_model().folder, folder)
    return Place(folder)


@cache
def _model() -> Place:
    folder = Path(tempfile.mkdtemp(prefix="securebase-place-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "master-keys").write_text(_MASTER)
    place = Place(folder)
    place.tell(_tables)
    return place


def _tables() -> None:
    from django.core.management import call_command

    for name in ("default", "keys"):
        call_command("migrate", database=name, verbosity=0)
    call_command("createcachetable", verbosity=0)


def copy(one: Path, other: Path) -> None:
    """Copy a database that may be in use."""
    with sqlite3.connect(one) as source, sqlite3.connect(other) as target:
        source.backup(target)
    source.close()
    target.close()
