"""Where the made-up couples are: packed with the wheel, or beside the source."""

from __future__ import annotations

from pathlib import Path

from securebase.core import DataError, Problem

_PACKAGE = Path(__file__).resolve().parent.parent
_PLACES = (_PACKAGE / "_examples", _PACKAGE.parent.parent / "examples")


def examples() -> tuple[Path, ...]:
    """The folders of the made-up couples, in the order of their names.

    Raises:
        DataError: If they did not come with this installation.
    """
    for place in _PLACES:
        found = tuple(sorted(it.parent for it in place.glob("*/couple.toml")))
        if found:
            return found
    raise DataError(
        [
            Problem(
                file="examples",
                must="have come with securebase",
                got="none",
                remedy="Install it anew, or run it from a clone of the project.",
            )
        ]
    )
