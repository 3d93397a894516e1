from __future__ import annotations

from securebase import evidence

from ._blocks import Sentence, SourceEntry, SourceList, Work
from ._tongue import Tongue, to_say
from ._words import capital

# How a sentence must open, so that nothing but a finding sounds like one.
OPENING = {
    evidence.Label.DIRECTION: to_say(
        "Studies point this way, how strongly is not known: {link}."
    ),
    evidence.Label.MEMORY: to_say("Said to be so, not re-checked by us: {link}."),
    evidence.Label.ASSUMPTION: to_say("Assumed, and untested: {link}."),
}


class Cited:
    """Collects the evidence rows that a report leans on, in order of first use."""

    def __init__(self, tongue: Tongue) -> None:
        self._tongue = tongue
        self._rows: dict[str, SourceEntry] = {}

    def use(self, *rows: str) -> tuple[str, ...]:
        """Note the rows and return their keys, for a block's ``sources``."""
        for row in rows:
            if row not in self._rows:
                self._rows[row] = _entry(row, self._tongue)
        return rows

    def entries(self, *rows: str) -> tuple[SourceEntry, ...]:
        """The rows as they stand in a list of sources."""
        return tuple(self._rows[row] for row in self.use(*rows))

    def claim(self, row: str) -> Sentence:
        """A sentence that states a row, with the label that its status demands.

        Its size and range stand in the list of sources.
        """
        found = evidence.row(row)
        text = "{link}." if found.is_finding else OPENING[found.label]
        say = self._tongue.say
        return Sentence(
            text=capital(say(text, link=_link(found, self._tongue))),
            label=say(found.label),
            sources=self.use(row),
        )

    def listing(self) -> SourceList:
        """The list for the end of the report."""
        return SourceList(entries=tuple(self._rows.values()))


def _entry(row: str, tongue: Tongue) -> SourceEntry:
    found = evidence.row(row)
    works = (evidence.source(key) for key in found.sources)
    return SourceEntry(
        key=row,
        text=found.sentence() if tongue.original else row_words(found, tongue),
        status=tongue.say(found.label),
        works=tuple(
            Work(text=_reference(it, tongue), doi=it.doi or None) for it in works
        ),
    )


def row_words(row: evidence.Row, tongue: Tongue) -> str:
    """What a row says, as `Row.sentence` does, in another language."""
    text = tongue.say(
        "{label}: {link}; {size} {value} (95% range {low} to {high}; {timescale}).",
        label=capital(tongue.say(row.label)),
        link=_link(row, tongue),
        size=tongue.say(size_words(row)),
        value=_two_places(row.value, tongue),
        low=_two_places(row.low, tongue),
        high=_two_places(row.high, tongue),
        timescale=tongue.say(row.timescale),
    )
    if not row.untested:
        return text
    untested = tongue.say("Untested: {what}.", what=tongue.say(row.untested))
    return f"{text} {untested}"


def _two_places(value: float, tongue: Tongue) -> str:
    return tongue.decimal(f"{value:.2f}".replace("-", "−"))


def _link(row: evidence.Row, tongue: Tongue) -> str:
    """What leads to what; as a sentence where the language wants one after a colon."""
    said = tongue.say(row.link)
    return said if tongue.original else capital(said)


def _reference(source: evidence.Source, tongue: Tongue) -> str:
    """A reference; of it, only what we say about it ourselves is in our words."""
    text = source.reference
    for words in _OF_A_SOURCE:
        text = text.replace(words, tongue.say(words))
    return text


_OF_A_SOURCE = (
    to_say("source not re-checked, known from memory"),
    to_say("bibliographic details from memory"),
    to_say("DOI from memory"),
    to_say("no year on record"),
    to_say("Authors not recorded"),
    to_say("Data set."),
)


def size_words(row: evidence.Row) -> str:
    """What kind of number a row is, and whether it is assumed."""
    return row.size.partition(f" {row.value:.2f}")[0]
