from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from . import _ink as ink
from ._assets import FONTS, TEMPLATES
from ._base_picture import PAPER, base_picture_svg
from ._blocks import BasePicture, Block, DiaryPicture, Report, Strip
from ._figures import figure_svg
from ._json import plain
from ._layout import BRIEF, day_long, numbering, tellers

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
    told["people"] = ink.cast(report)
    told["numbers"] = numbering(report)
    told["until"] = day_long(report.data_until) if report.data_until else None
    told["dots"] = {word.value: count for word, count in ink.DOTS.items()}
    for section, written in zip(report.sections, told["sections"], strict=True):
        for block, beside in zip(section.blocks, written["blocks"], strict=True):
            _prepare(block, beside)
    return told


def _prepare(block: Block, beside: dict[str, Any]) -> None:
    if isinstance(block, BasePicture):
        beside["svg"] = base_picture_svg(block, PAPER)
    elif isinstance(block, DiaryPicture):
        beside["svg"] = figure_svg(block)
    elif isinstance(block, Strip):
        beside["tellers"] = tellers(block)
        for row, line in zip(block.rows, beside["rows"], strict=True):
            for mark, told in zip(row.marks, line["marks"], strict=True):
                name = ink.shorten(mark.who, NAME)
                told["shown"] = (name, *ink.numbers(mark.estimate))


@cache
def _fonts(*, every: bool) -> typst.Fonts:
    """The bundled fonts, and the reader's own only where those lack a letter."""
    import typst

    return typst.Fonts(include_system_fonts=every, font_paths=[FONTS])


def _covered(content: str) -> bool:
    # Latin, its accents and common punctuation are in the bundled fonts; a page in
    # these letters is the same on every machine.
    return all(letter < "\u0250" or "\u1e00" <= letter < "\u2300" for letter in content)
