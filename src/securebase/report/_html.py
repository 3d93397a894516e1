from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from securebase.core import Sureness

from . import _ink as ink
from ._assets import TEMPLATES, font_css
from ._blocks import Report, Strip
from ._figures import figure_svg
from ._layout import by_day, day_long, day_short, numbering, tellers, ticks

if TYPE_CHECKING:
    from jinja2 import Environment


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
    from markupsafe import Markup

    people = ink.cast(report)
    sources = numbering(report)
    template = _pages().get_template("report.html")
    return template.render(
        report=report,
        fonts=Markup(font_css()),  # noqa: S704 - our own files
        style=Markup((TEMPLATES / "style.css").read_text("utf-8")),  # noqa: S704
        words=tuple(Sureness),
        dots=ink.DOTS,
        paper=ink.PAPER,
        colour=lambda who: ink.colour(who, people),
        tint=lambda who: ink.mix(ink.colour(who, people), 0.4),
        number_of=sources.__getitem__,
        numbers=ink.numbers,
        percent=_percent,
        tellers=tellers,
        ticks=ticks,
        by_day=by_day,
        # The drawing escapes every word it is given.
        figure=lambda block, width, name: Markup(  # noqa: S704
            figure_svg(block, width, name=name)
        ),
    )


@cache
def _pages() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {"day": day_long, "day_short": day_short}
    return pages


def _percent(value: float, strip: Strip) -> str:
    return f"{100 * ink.share(value, strip.lo, strip.hi):.2f}%"
