"""Words of the floors below that a report prints, so that they can be translated."""

from __future__ import annotations

from collections.abc import Iterator

from securebase import evidence, measures
from securebase.core import CONSTRUCTS, Sureness
from securebase.fit.couple import LASTING
from securebase.plan import goals, practices, reasons

from ._cited import size_words
from ._plan_words import OWN_GOAL, SOMEBODYS_GOAL


def words_below() -> Iterator[tuple[str | None, str]]:
    """Each text with its context, where it has one; some come more than once."""
    for text in _plain():
        if text:
            yield None, text
    for goal in goals():
        for context, partner in (OWN_GOAL, SOMEBODYS_GOAL):
            yield context, goal.title.replace("my partner", partner)


def _plain() -> Iterator[str]:
    yield from (it.label for it in CONSTRUCTS.values())
    yield from (it.value for it in Sureness)
    yield from LASTING.values()
    yield from (it.value for it in measures.Verdict)
    for instrument in measures.instruments():
        yield from (instrument.title, instrument.status, instrument.licence)
    yield from (it.value for it in evidence.Label)
    for row in evidence.rows():
        yield from (row.link, size_words(row), row.timescale, row.untested)
    yield from (it.untested for it in evidence.verdicts())
    yield from reasons()
    yield from (it.caveat for it in practices())
