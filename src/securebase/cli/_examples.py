"""Where the made-up couples are: packed with the wheel, or beside the source."""

from __future__ import annotations

from pathlib import Path

from securebase.core import ReportError

_PACKAGE = Path(__file__).resolve().parent.parent
_PLACES = (_PACKAGE / "_examples", _PACKAGE.parent.parent / "examples")


def example_couples() -> tuple[Path, ...]:
    """The folders of the made-up couples, in the order of their names.

    Raises:
        ReportError: If they did not come with this installation.
    """
    for place in _PLACES:
        found = tuple(sorted(it.parent for it in place.glob("*/couple.toml")))
        if found:
            return found
    raise ReportError(
        "The example couples must have come with securebase. Got none instead. "
        "Install it anew, or run it from a clone of the project."
    )
