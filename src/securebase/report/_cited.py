from __future__ import annotations

from securebase import evidence

from ._blocks import Sentence, SourceEntry, SourceList, Work
from ._words import capital

# How a sentence must open, so that nothing but a finding sounds like one.
OPENING = {
    evidence.Label.DIRECTION: "Studies point this way, how strongly is not known: ",
    evidence.Label.MEMORY: "Said to be so, not re-checked by us: ",
    evidence.Label.ASSUMPTION: "Assumed, and untested: ",
}


class Cited:
    """Collects the evidence rows that a report leans on, in order of first use."""

    def __init__(self) -> None:
        self._rows: dict[str, SourceEntry] = {}

    def use(self, *rows: str) -> tuple[str, ...]:
        """Note the rows and return their keys, for a block's ``sources``."""
        for row in rows:
            if row not in self._rows:
                self._rows[row] = _entry(row)
        return rows

    def entries(self, *rows: str) -> tuple[SourceEntry, ...]:
        """The rows as they stand in a list of sources."""
        return tuple(self._rows[row] for row in self.use(*rows))

    def claim(self, row: str) -> Sentence:
        """A sentence that states a row, with the label that its status demands.

        Its size and range stand in the list of sources.
        """
        found = evidence.row(row)
        opening = "" if found.is_finding else OPENING[found.label]
        return Sentence(
            text=capital(f"{opening}{found.link}."),
            label=found.label,
            sources=self.use(row),
        )

    def listing(self) -> SourceList:
        """The list for the end of the report."""
        return SourceList(entries=tuple(self._rows.values()))


def _entry(row: str) -> SourceEntry:
    found = evidence.row(row)
    works = (evidence.source(key) for key in found.sources)
    return SourceEntry(
        key=row,
        text=found.sentence(),
        status=found.label,
        works=tuple(Work(text=it.reference, doi=it.doi or None) for it in works),
    )
