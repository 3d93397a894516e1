from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from securebase.core import RunError


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Work in a folder while no other process does.

    It ends with the process, however that ends, and leaves nothing in the folder.

    Args:
        folder: The folder, which must be there.

    Raises:
        RunError: If another process is at work there.
    """
    handle = locked(folder)
    try:
        yield
    finally:
        os.close(handle)


def locked(folder: Path) -> int:
    """What keeps other processes out of a folder until it is closed."""
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise RunError(
            f"A run in {str(folder)!r} must be worked on by one process at a time. "
            "Got a second one instead. Wait for the first, or stop it."
        ) from error
    return handle
