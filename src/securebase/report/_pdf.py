from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from . import _ink as ink
from ._assets import FONTS, TEMPLATES
from ._base_picture import PAPER, base_picture_svg
from ._blocks import BasePicture, Block, DiaryPicture, PracticeCard, Report, Strip
from ._figures import figure_svg
from ._json import plain
from ._layout import BRIEF, day_long, numbering, tellers
from ._tongue import Tongue, to_say, tongue

if TYPE_CHECKING:
    import typst

# Letters of a name that fit beside the numbers of a strip.
NAME = 12


def to_pdf(report: Report) -> bytes:
    """Lay a report out for paper (A4), tagged for readers who listen.

    Args:
        report: The report.

    Returns:
        The bytes of the file. They carry no date, so the same report always gives
        the same bytes.

    Raises:
        ReportError: If something cites a source that the report does not list.
    """
    import typst

    content = json.dumps(_content(report), ensure_ascii=False)
    covered = _covered(content)
    inputs = {"report": content}
    if report.format == BRIEF:
        inputs["scale"] = _scale(inputs, covered=covered)
    return bytes(
        typst.compile(
            TEMPLATES / "report.typ",
            root=TEMPLATES,
            font_paths=_fonts(every=not covered),
            sys_inputs=inputs,
            timestamp=0,
            # The standard refuses a page with a letter that no font at hand can draw;
            # a name in such letters still gets its page, only without the promise.
            pdf_standards=["ua-1"] if covered else [],
        )
    )


# How much smaller the letters of a brief may become, so that two pages are enough.
SCALES = ("1", "0.96", "0.92", "0.88", "0.84")
# The page after two of sentences.
THIRD = 3


def _scale(inputs: dict[str, str], *, covered: bool) -> str:
    """The largest letters with which the pictures come on the third page."""
    import typst

    for scale in SCALES:
        (page,) = json.loads(
            typst.query(
                TEMPLATES / "report.typ",
                "<plots>",
                field="value",
                root=TEMPLATES,
                font_paths=_fonts(every=not covered),
                sys_inputs=inputs | {"scale": scale},
            )
        ) or (THIRD,)
        if page <= THIRD:
            return scale
    return SCALES[-1]


def _content(report: Report) -> dict[str, Any]:
    """The tree, with what a template cannot look up for itself written beside it."""
    told: dict[str, Any] = plain(report)
    words = tongue(report.language)
    told["people"] = ink.cast(report)
    told["numbers"] = numbering(report)
    told["until"] = _until(report.data_until, words)
    told["words"] = {key: words.say(text) for key, text in WORDS.items()}
    told["words"]["made_with"] = words.say(
        "Made with securebase {version}", version=report.version
    )
    told["sure"] = {it.value: words.say(it.value) for it in ink.DOTS}
    told["dots"] = {word.value: count for word, count in ink.DOTS.items()}
    for section, written in zip(report.sections, told["sections"], strict=True):
        for block, beside in zip(section.blocks, written["blocks"], strict=True):
            _prepare(block, beside, words)
    return told


WORDS = {
    "report": to_say("Report"),
    "made_up": to_say("Made-up example"),
    "no_answer": to_say("no answer to show"),
    "notice": to_say("What to notice"),
    "not_when": to_say("When to leave it"),
    "hard_for": to_say("Harder for"),
    "easier": to_say("What makes it easier"),
    "how_sure": to_say("How sure"),
    "glance": to_say("At a glance"),
}
"""What stands on paper beside the words of the report."""


def _until(day: str | None, words: Tongue) -> str | None:
    if day is None:
        return None
    return words.say("Answers up to {day}", day=day_long(day, words))


def _prepare(block: Block, beside: dict[str, Any], words: Tongue) -> None:
    if isinstance(block, BasePicture):
        beside["svg"] = base_picture_svg(block, PAPER, tongue=words)
    elif isinstance(block, DiaryPicture):
        beside["svg"] = figure_svg(block, language=words.language)
    elif isinstance(block, PracticeCard):
        beside["whom"] = words.say("For {name}", name="\n").split("\n")
        beside["often"] = words.count(
            "{n} minute a day", "{n} minutes a day", block.minutes
        )
    elif isinstance(block, Strip):
        beside["tellers"] = tellers(block)
        for row, line in zip(block.rows, beside["rows"], strict=True):
            for mark, told in zip(row.marks, line["marks"], strict=True):
                name = ink.shorten(mark.who, NAME)
                told["shown"] = (name, *ink.numbers(mark.estimate, words))


@cache
def _fonts(*, every: bool) -> typst.Fonts:
    """The bundled fonts, and the reader's own only where those lack a letter."""
    import typst

    return typst.Fonts(include_system_fonts=every, font_paths=[FONTS])


def _covered(content: str) -> bool:
    # Latin, its accents and common punctuation are in the bundled fonts; a page in
    # these letters is the same on every machine.
    return all(letter < "\u0250" or "\u1e00" <= letter < "\u2300" for letter in content)
