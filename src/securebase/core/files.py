from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def cache_folder() -> Path:
    """Where compiled code is kept between processes.

    ``SECUREBASE_CACHE`` if it is set, else a folder of the user's own.
    """
    named = os.environ.get("SECUREBASE_CACHE")
    if named:
        return Path(named)
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "securebase"


@contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[Path]:
    """A new file beside another; it takes the other's name when all went well.

    A reader meets the old content or the new, never a part, also after a power cut.
    When the block raises, the old file is as it was and nothing is left beside it.
    Who may read a file that is replaced may read the new one, and nobody else.

    Args:
        path: The file to be written.
        private: Whether only its owner may read it, where it is new.

    Yields:
        Where to write.

    Raises:
        OSError: If there is no writing there.
    """
    part = _beside(path, _mode(path, private=private))
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _beside(path: Path, mode: int) -> Path:
    # A new name that nobody could foresee, and short whatever the file is called.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        os.fchmod(handle, mode)
    finally:
        os.close(handle)
    return Path(name)


def _mode(path: Path, *, private: bool) -> int:
    with suppress(OSError):
        return path.stat().st_mode & 0o777
    if private:
        return 0o600
    others = os.umask(0)
    os.umask(others)
    return 0o666 & ~others
