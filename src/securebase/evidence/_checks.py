from __future__ import annotations

import keyword
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NoReturn

from securebase.core import EvidenceError

from ._rule import Checked, Confidence, Status

# What pydantic reads from a record's class: a field that nobody knows is a mistake.
NO_OTHER_FIELDS = {"extra": "forbid"}


def fail(what: str, must: str, got: str, remedy: str) -> NoReturn:
    """Raise an EvidenceError in the three-part form."""
    raise EvidenceError(f"{what} must {must}. Got {got} instead. {remedy}")


def unknown(what: str, key: str, known: Iterable[str]) -> NoReturn:
    """Raise for an id that is not there, naming the nearest ones."""
    close = get_close_matches(key, list(known), n=3, cutoff=0.5)
    meant = (
        f"Did you mean {', '.join(close)}?" if close else "docs/evidence.md has all."
    )
    fail(what, "have a known id", repr(key), meant)


def check_name(name: str) -> None:
    """An id is a Python name, because code asks for records by it."""
    if not name.isidentifier() or keyword.iskeyword(name):
        fail("A row's id", "be a valid Python name", repr(name), "Rename it.")


def check_range(name: str, low: float, value: float, high: float) -> None:
    """The value lies inside its range; not-a-number lies nowhere."""
    if not low <= value <= high:
        got = f"{low}, {value}, {high}"
        fail(f"Row {name!r}", "hold low <= value <= high", got, "Correct its range.")


def check_sourced(name: str, status: Status, sources: tuple[str, ...]) -> None:
    """What was read or computed was read or computed from something."""
    if status in (Status.SEEN, Status.COMPUTED) and not sources:
        fail(
            f"Record {name!r}", "name its source", "none", "Or call it memory or prior."
        )


def check_origin(
    name: str,
    status: Status,
    direction: Checked,
    confidence: Confidence,
    sources: tuple[str, ...],
) -> None:
    """Origin and confidence of a number fit each other."""
    check_sourced(name, status, sources)
    measured = status in (Status.SEEN, Status.COMPUTED)
    if confidence is Confidence.A and not measured:
        remedy = "Confidence A needs a number that was seen or computed."
        fail(f"Row {name!r}", "have confidence B or C", "A", remedy)
    if measured and direction is not Checked.SEEN:
        remedy = "A number that was seen shows its direction."
        fail(f"Row {name!r}", "have its direction seen", repr(direction.value), remedy)


def told(opening: str, claim: str, untested: str) -> str:
    """A sentence that opens with how sure it is and ends with what is untested."""
    sentence = f"{opening[0].upper()}{opening[1:]}: {claim}."
    return f"{sentence} Untested: {untested}." if untested else sentence
