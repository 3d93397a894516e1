from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from ._common import near
from ._instrument import Instrument, Item

WIDTH = 78
BLANK = "_" * 60


def paper_form(instrument: Instrument) -> str:
    """A questionnaire as a form to fill in by hand, in Markdown, in its language.

    Each item has its answers below it, as boxes to tick. Where the words may not be
    shipped, each item is a blank line under its code.
    """
    return "\n".join(_lines(instrument)).rstrip() + "\n"


def _lines(form: Instrument) -> Iterator[str]:
    yield f"# {form.title}"
    yield ""
    yield near(form.language).paper.head
    yield ""
    yield from _paragraph(_instruction(form))
    if form.anchors:
        yield from _paragraph(_legend(form))
    for place, item in enumerate(form.items, start=1):
        yield from _item(place, item)
    yield "---"
    yield from _paragraph(_small_print(form))


def _paragraph(text: str) -> Iterator[str]:
    yield fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
    yield ""


def _instruction(form: Instrument) -> str:
    said = near(form.language).paper
    return f"{form.frame} {said.tick}" if form.text_shipped else said.bring_words


def _legend(form: Instrument) -> str:
    return " · ".join(f"{answer} = {said}" for answer, said in form.anchors.items())


def _item(place: int, item: Item) -> Iterator[str]:
    # The code is printed, so that answers are keyed in by name and not by place.
    words = item.text or BLANK
    yield f"{place}. {words} `{item.code}`"
    yield ""
    yield "   " + "   ".join(f"[ ] {n}" for n in range(item.lo, item.hi + 1))
    yield ""


def _small_print(form: Instrument) -> str:
    # What cannot be shared with a partner must say so on the sheet itself.
    private = form.notes if form.topic is None else ()
    parts = [f"{form.id}, {form.status}.", form.reference, form.licence, *private]
    return " ".join(parts)
