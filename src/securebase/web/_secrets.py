"""Keys of this place: made once, kept in files that only their owner reads."""

from __future__ import annotations

import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from securebase.core import replacing

SECRET_FILE, MASTER_FILE = "secret-key", "master-keys"
# Bytes of AES-256.
MASTER_BYTES = 32


def secret_key(data: Path) -> str:
    """What signs sessions and links."""
    if given := os.environ.get("SECUREBASE_SECRET_KEY"):
        return given
    return _kept(data / SECRET_FILE, lambda: secrets.token_urlsafe(64))


def master_keys(data: Path) -> dict[str, bytes]:
    """Name and bytes of each key that wraps people's keys, the newest first."""
    given = os.environ.get("SECUREBASE_MASTER_KEYS")
    if given is None:
        given = _kept(data / MASTER_FILE, new_master_key)
    return dict(_master_key(entry) for entry in given.split())


def new_master_key() -> str:
    """A new key as it stands in the file: a name, a colon, the bytes in base 64."""
    name = secrets.token_hex(4)
    return f"{name}:{b64encode(secrets.token_bytes(MASTER_BYTES)).decode()}"


def add_master_key(data: Path) -> None:
    """Put a new key before those in the file."""
    path = data / MASTER_FILE
    _write(path, f"{new_master_key()}\n{path.read_text('ascii')}")


def add_old_master_keys(data: Path, entries: str) -> None:
    """Put keys that once were in use behind those in the file."""
    path = data / MASTER_FILE
    here = path.read_text("ascii").split()
    _write(path, "\n".join(dict.fromkeys([*here, *entries.split()])))


def drop_master_keys(data: Path, names: set[str]) -> None:
    """Take keys out of the file; whatever they still wrap is lost."""
    path = data / MASTER_FILE
    kept = [it for it in path.read_text("ascii").split() if _name(it) not in names]
    _write(path, "\n".join(kept))


def are_given() -> bool:
    """Whether the master keys come from the environment, and not from the file."""
    return "SECUREBASE_MASTER_KEYS" in os.environ


def _name(entry: str) -> str:
    return entry.partition(":")[0]


def _master_key(entry: str) -> tuple[str, bytes]:
    name, _, encoded = entry.partition(":")
    try:
        key = b64decode(encoded, validate=True)
    except ValueError:
        key = b""
    if not name or len(key) != MASTER_BYTES:
        raise ImproperlyConfigured(
            "SECUREBASE_MASTER_KEYS must hold keys as NAME:BASE64, each of "
            f"{MASTER_BYTES} bytes, blanks between them. Got an entry that is not so "
            "instead. `securebase serve` makes the first one by itself."
        )
    return name, key


def _kept(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, make())
    return path.read_text("ascii").strip()


def _write(path: Path, content: str) -> None:
    with replacing(path, private=True) as part:
        part.write_text(content, "ascii")
