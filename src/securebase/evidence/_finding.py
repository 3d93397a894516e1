from __future__ import annotations

from dataclasses import dataclass

from ._checks import fail, unknown
from ._fact import Fact
from ._library import library
from ._row import Row


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that may be told as an established finding.

    There is no other way to make one than from a record that allows it: whoever
    holds a ``Finding`` holds something that was read or computed.

    Attributes:
        record: The row or fact.

    Raises:
        EvidenceError: If the record's number is remembered, assumed or untested.
    """

    record: Row | Fact

    def __post_init__(self) -> None:
        if not self.record.is_finding:
            fail(
                f"Record {self.record.id!r}",
                "be published or computed to be told as a finding",
                f"a number that is {self.record.label.value!r}",
                "Show its sentence() instead, which says so.",
            )

    @property
    def text(self) -> str:
        """The finding in one sentence."""
        return self.record.sentence()

    @property
    def sources(self) -> tuple[str, ...]:
        """The id of its record, through which ``cite`` finds the sources."""
        return (self.record.id,)

    def __str__(self) -> str:
        return self.text


def finding(key: str) -> Finding:
    """A row or fact as an established finding.

    Args:
        key: Id of a row or fact.

    Returns:
        The finding, with its sentence and sources.

    Raises:
        EvidenceError: If the id is unknown, or if the number is remembered,
            assumed or untested.
    """
    known: dict[str, Row | Fact] = {**library().rows, **library().facts}
    if key not in known:
        unknown("A finding", key, known)
    return Finding(known[key])
