from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from securebase.core import STATEMENTS

from ._checks import fail
from ._fact import Fact
from ._load import parse, read_data
from ._row import Row
from ._source import Source
from ._verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything that is known, checked as a whole.

    Attributes:
        rows, facts, verdicts, sources: Records by id, in file order.
    """

    rows: dict[str, Row]
    facts: dict[str, Fact]
    verdicts: dict[str, Verdict]
    sources: dict[str, Source]

    def __post_init__(self) -> None:
        self._check_ids()
        for record in self.records():
            self._check_links(record)
        for verdict in self.verdicts.values():
            self._check_untested(verdict)

    def records(self) -> Iterator[Row | Fact | Verdict]:
        """Rows, facts and verdicts, one after the other."""
        yield from self.rows.values()
        yield from self.facts.values()
        yield from self.verdicts.values()

    def _check_ids(self) -> None:
        seen: set[str] = set()
        groups = (self.rows, self.facts, self.verdicts, self.sources)
        for name in (name for group in groups for name in group):
            if name in seen:
                remedy = "Ids are shared by all files, so that cite() is unambiguous."
                fail(f"Id {name!r}", "stand in one file only", "it in two", remedy)
            seen.add(name)

    def _check_links(self, record: Row | Fact | Verdict) -> None:
        for key in record.sources:
            if key not in self.sources:
                remedy = "Add the source to sources.toml, or correct the key."
                fail(f"Record {record.id!r}", "name known sources", repr(key), remedy)
        for statement in record.statements:
            if statement not in STATEMENTS:
                remedy = "Statements are S1 to S24."
                got = repr(statement)
                fail(f"Record {record.id!r}", "name known statements", got, remedy)

    def _check_untested(self, verdict: Verdict) -> None:
        for name in verdict.untested_records:
            record = self.rows.get(name) or self.facts.get(name)
            if record is None:
                remedy = "Correct untested_records."
                fail(
                    f"Verdict {verdict.id!r}", "name known records", repr(name), remedy
                )
            elif not record.untested:
                remedy = f"Verdict {verdict.id!r} says that part of it is."
                fail(f"Record {name!r}", "say what is untested", "nothing", remedy)


def joined(first: dict[str, Row], second: dict[str, Row], file: str) -> dict[str, Row]:
    """The rows of two files, none of which may hide another."""
    if twice := first.keys() & second.keys():
        got = ", ".join(sorted(twice))
        fail(file, "hold ids of its own", repr(got), "Rename them.")
    return first | second


@cache
def library() -> Library:
    """The package's own records, read once."""
    effects = parse(read_data("effects.toml"), "effects.toml", "row", Row)
    own = parse(read_data("measurement.toml"), "measurement.toml", "row", Row)
    return Library(
        rows=joined(effects, own, "measurement.toml"),
        facts=parse(read_data("facts.toml"), "facts.toml", "fact", Fact),
        verdicts=parse(read_data("verdicts.toml"), "verdicts.toml", "verdict", Verdict),
        sources=parse(
            read_data("sources.toml"), "sources.toml", "source", Source, id_field="key"
        ),
    )
