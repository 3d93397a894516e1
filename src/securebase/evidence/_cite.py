from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ._bibtex import entry
from ._checks import fail, unknown
from ._fact import Fact
from ._library import library
from ._row import Row
from ._rule import Label
from ._source import Source
from ._verdict import Verdict


@dataclass(frozen=True, slots=True)
class Citation:
    """Sources in the order in which they were first named, each once.

    Attributes:
        entries: The sources.
        unsourced: Records that rest on a judgement and have no source.
        unproven: Records that have sources but are no finding, each as its id and
            label: whoever cites the sources must not cite them for the number.
    """

    entries: tuple[Source, ...]
    unsourced: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """One reference a line, then what is no finding or has no source."""
        lines = [source.text for source in self.entries]
        return "\n".join([*lines, *(f"{doubt}." for doubt in self._doubts())])

    @property
    def bibtex(self) -> str:
        """One entry a source; what is no finding or has none stands as a comment."""
        blocks = [entry(source) for source in self.entries]
        return "\n\n".join([*blocks, *(f"% {doubt}" for doubt in self._doubts())])

    def _doubts(self) -> Iterator[str]:
        yield from (f"{said}; not a finding" for said in self.unproven)
        yield from (f"{name}: no source, an assumption" for name in self.unsourced)

    def __str__(self) -> str:
        return self.text


def cite(*keys: object) -> Citation:
    """What records, sources or results rest on, as text and BibTeX.

    Args:
        *keys: Ids of rows, facts, verdicts or sources, or objects that name such
            ids in ``sources`` or ``citations``.

    Returns:
        Each source once, in the order of first mention.

    Raises:
        EvidenceError: If an id is unknown, or an object names nothing.
    """
    entries: dict[str, Source] = {}
    unsourced: dict[str, None] = {}
    unproven: dict[str, None] = {}
    for name in _ids(keys):
        named = _sources_of(name)
        entries.update((source.key, source) for source in named)
        if not named:
            unsourced[name] = None
        elif label := _weak_label(name):
            unproven[f"{name}: {label.value}"] = None
    return Citation(tuple(entries.values()), tuple(unsourced), tuple(unproven))


def _ids(keys: Iterable[object]) -> Iterator[str]:
    for key in keys:
        if isinstance(key, str):
            yield key
        elif isinstance(key, Row | Fact | Verdict):
            yield key.id  # not its sources: one without any must still be named
        else:
            yield from _named_by(key)


def _named_by(thing: object) -> list[str]:
    lists = [getattr(thing, name, None) for name in ("sources", "citations")]
    named = [tuple(one) for one in lists if isinstance(one, tuple | list)]
    if not named:
        remedy = "Give an id, or an object with a tuple in sources or citations."
        fail("What is cited", "name its sources", type(thing).__name__, remedy)
    return [key for one in named for key in one]


def _weak_label(name: str) -> Label | None:
    known = library()
    record = known.rows.get(name) or known.facts.get(name)
    return None if record is None or record.is_finding else record.label


def _sources_of(name: str) -> tuple[Source, ...]:
    known = library()
    if name in known.sources:
        return (known.sources[name],)
    records = {record.id: record for record in known.records()}
    if name not in records:
        unknown("What is cited", name, [*records, *known.sources])
    return tuple(known.sources[key] for key in records[name].sources)
