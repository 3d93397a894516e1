from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from securebase.core import Sureness

from . import _ink as ink
from ._assets import TEMPLATES, font_css
from ._blocks import Report, Strip
from ._figures import Figure, figure_svg
from ._layout import by_day, day_long, day_short, numbering, tellers, ticks
from ._tongue import ORIGINAL, Tongue, tongue

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def to_html(report: Report) -> str:
    """Lay a report out as one page that asks nobody for anything.

    Args:
        report: The report.

    Returns:
        A whole HTML document: fonts, style and pictures inside, no script. The same
        report always gives the same text.

    Raises:
        ReportError: If something cites a source that the report does not list.
    """
    style = (TEMPLATES / "style.css").read_text("utf-8")
    if report.language != ORIGINAL:
        style += (TEMPLATES / "long_words.css").read_text("utf-8")
    return _laid_out("report.html", report, fonts=_own(font_css()), style=_own(style))


def to_fragment(report: Report) -> str:
    """Lay a report out as a part of somebody else's page.

    Args:
        report: The report.

    Returns:
        One `<article class="report">` with its heading of the first level, to be shown
        with `stylesheet()`. It holds no style, no script and no address to fetch from,
        so that a page may forbid them all.

    Raises:
        ReportError: If something cites a source that the report does not list.
    """
    return _laid_out("fragment.html", report, draw=_silent)


def _laid_out(
    page: str, report: Report, draw: Callable[..., str] = figure_svg, **own: Markup
) -> str:
    people = ink.cast(report)
    sources = numbering(report)
    words = tongue(report.language)
    return (
        _pages()
        .get_template(page)
        .render(
            report=report,
            say=words.say,
            count=words.count,
            marked=partial(_marked, words),
            time=lambda it: _own('<time datetime="{}">{}</time>').format(
                it, day_long(it, words)
            ),
            # A name beside others may be written from right to left.
            apart=lambda who: _own("<bdi>{}</bdi>").format(who),
            words=tuple(Sureness),
            dots=ink.DOTS,
            paper=ink.PAPER,
            colour=lambda who: ink.colour(who, people),
            tint=lambda who: ink.mix(ink.colour(who, people), 0.4),
            number_of=sources.__getitem__,
            numbers=lambda it: ink.numbers(it, words),
            percent=_percent,
            tellers=tellers,
            ticks=ticks,
            by_day=lambda it: by_day(it, words),
            day_short=lambda it: day_short(it, words),
            # The drawing escapes every word it is given.
            figure=lambda block, width, name: _own(
                draw(block, width, name=name, language=report.language)
            ),
            **own,
        )
    )


def _silent(block: Figure, width: int, *, name: str, language: str) -> str:
    """A drawing that is one picture to a screen reader, and not each of its strokes."""
    svg = figure_svg(block, width, name=name, language=language)
    head, _, strokes = svg.partition(">")
    return head + ">" + re.sub(_TOLD, "", strokes)


# What the chart converter says of its strokes, to nobody: the whole has a title.
_TOLD = re.compile(r' (?:role|aria-[a-z]+)="[^"<>]*"(?=[^<>]*>)')


def _marked(words: Tongue, text: str, **values: Markup) -> Markup:
    """A sentence with markup in its places."""
    return _own(words.say(text)).format(**values)


def _own(text: str) -> Markup:
    """Text that we made ourselves, and that is markup already."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704


@cache
def _pages() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _percent(value: float, strip: Strip) -> str:
    return f"{100 * ink.share(value, strip.lo, strip.hi):.2f}%"
