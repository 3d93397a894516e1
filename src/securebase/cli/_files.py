"""Writing: everything or nothing, and never half a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from securebase import core
from securebase.core import ReportError


def need_folder(folder: Path, option: str = "--out") -> None:
    """Refuse a folder that is not there, before any work is done for it.

    Args:
        folder: What must be there.
        option: What somebody chooses it with.
    """
    if not folder.is_dir():
        raise ReportError(
            f"The output folder must exist. Got {str(folder)!r} instead, which is not "
            f"a folder. Create it, or choose another with {option}."
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


def write_files(files: Mapping[Path, bytes], *, private: bool = False) -> None:
    """Write all of the files, or none of them.

    Args:
        files: What to write, and where.
        private: Whether only their owner may read those that are new.
    """
    with ExitStack() as stack:
        for path, content in files.items():
            part = stack.enter_context(replacing(path, private=private))
            part.write_bytes(content)


@contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[Path]:
    """A place beside a file; it takes the file's name when all went well.

    A reader of the file sees the old content or the new, never a part. Who may read
    a file that is replaced may read the new one, and nobody else.

    Args:
        path: The file.
        private: Whether only its owner may read it, where it is new.
    """
    if path.exists() and not path.is_file():
        # A device or a folder would be replaced by a file, not written to.
        raise ReportError(
            f"{str(path)!r} must be an ordinary file, or not be there yet. "
            "Got something else instead. Choose another with --out."
        )
    try:
        with core.replacing(path, private=private) as beside:
            yield beside
    except OSError as error:
        raise ReportError(
            f"{str(path)!r} must be a file that can be written. "
            f"Got {error.strerror!r} instead. Choose another with --out."
        ) from error
