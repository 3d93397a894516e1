from __future__ import annotations

import stat
from pathlib import Path

from securebase.core import DataError

from ._place import Place

LARGEST_FILE = 64 * 2**20
# A head without answers is a few kilobytes, and TOML is slow to read.
LARGEST_HEAD = 2**20

_OTHER_KINDS = {
    b"PK\x03\x04": "a ZIP or Excel file",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"%PDF": "a PDF file",
    b"\x89PNG": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}
_SAVE_AS_UTF8 = "Save it as UTF-8 text."


def text_of(path: Path, *, largest: int = LARGEST_FILE) -> str:
    """The text of one file; a byte order mark is dropped, line ends stay as they are.

    Args:
        path: The file.
        largest: How many bytes it may have.

    Raises:
        DataError: If it cannot be read, is too large, or is not UTF-8 text.
    """
    place = Place(file=path.name)
    data = _bytes_of(path, place, largest)
    _check_is_text(data, place)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The mark is dropped before counting; the reader counts from the file's start.
        start = error.start + (len(data) - len(error.object))
        raise DataError(
            [
                _row_place(place, data, start).problem(
                    must="be UTF-8 text",
                    got=f"the byte 0x{data[start]:02X} at position {start + 1:,}",
                    remedy=_SAVE_AS_UTF8,
                )
            ]
        ) from None


def _bytes_of(path: Path, place: Place, largest: int) -> bytes:
    try:
        kind = path.stat()
        if not stat.S_ISREG(kind.st_mode):
            raise _not_readable(place, "a folder or device")
        if kind.st_size > largest:
            raise _too_large(place, kind.st_size, largest)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise _not_readable(place, reason(error)) from None


def _check_is_text(data: bytes, place: Place) -> None:
    for start, kind in _OTHER_KINDS.items():
        if data.startswith(start):
            raise DataError(
                [place.problem(must="be UTF-8 text", got=kind, remedy=_SAVE_AS_UTF8)]
            )
    if (zero := data.find(b"\0")) >= 0:
        raise DataError(
            [
                _row_place(place, data, zero).problem(
                    must="be text without zero bytes",
                    got=f"a zero byte at position {zero + 1:,}",
                    remedy="Save it as UTF-8 text, or restore it from a copy.",
                )
            ]
        )


def _row_place(place: Place, data: bytes, position: int) -> Place:
    return Place(file=place.file, row=data.count(b"\n", 0, position) + 1)


def _not_readable(place: Place, got: str) -> DataError:
    return DataError(
        [
            place.problem(
                must="be a file that can be read",
                got=got,
                remedy="Check that it is there, and that you may read it.",
            )
        ]
    )


def _too_large(place: Place, size: int, largest: int) -> DataError:
    return DataError(
        [
            place.problem(
                must=f"have at most {largest // 2**20} MB",
                # Rounded up, so that what is too large never looks as if it were not.
                got=f"{-(-size // 2**20):,} MB",
                remedy="Keep one couple in one folder.",
            )
        ]
    )


def reason(error: OSError | ValueError) -> str:
    """Why the system refused, in a few words."""
    text = error.strerror if isinstance(error, OSError) else None
    return (text or "a path that cannot be").lower()
