"""Writing: everything or nothing, and never half a file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from securebase.core import ReportError


def need_folder(folder: Path) -> None:
    """Refuse a folder that is not there, before any work is done for it."""
    if not folder.is_dir():
        raise ReportError(
            f"The output folder must exist. Got {str(folder)!r} instead, which is not "
            "a folder. Create it, or choose another with --out."
        )


def make_folder(folder: Path) -> None:
    """Make a folder and those above it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportError(
            f"The output folder {str(folder)!r} must be one that can be made. "
            f"Got {error.strerror!r} instead. Choose another with --out."
        ) from error


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write all of the files, or none of them."""
    with ExitStack() as stack:
        for path, content in files.items():
            stack.enter_context(replacing(path)).write_bytes(content)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A place beside a file; it takes the file's name when all went well.

    A reader of the file sees the old content or the new, never a part.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise ReportError(
            f"{str(path)!r} must be a file that can be written. "
            f"Got {error.strerror!r} instead. Choose another with --out."
        ) from error
    finally:
        part.unlink(missing_ok=True)
