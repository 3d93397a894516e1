"""From a couple and a viewer to a report that a person can read."""

from ._blocks import Report as Report
from ._brief.writing import brief as brief
from ._build import build as build
from ._figures import (
    diary_chart as diary_chart,
    figure_png as figure_png,
    figure_svg as figure_svg,
)
from ._html import to_fragment as to_fragment, to_html as to_html
from ._json import to_json as to_json
from ._pdf import to_pdf as to_pdf
from ._signals import Signal as Signal, signals as signals
from ._style import stylesheet as stylesheet
from ._suggestions import (
    LookBack as LookBack,
    Suggestion as Suggestion,
    Suggestions as Suggestions,
    look_back as look_back,
    suggestion as suggestion,
    suggestions as suggestions,
)
from ._tongue import tongues as languages
from ._weekly import (
    ENOUGH_DAYS as ENOUGH_DAYS,
    ENOUGH_IN_A_WEEK as ENOUGH_IN_A_WEEK,
    weekly as weekly,
)

__all__ = [
    "ENOUGH_DAYS",
    "ENOUGH_IN_A_WEEK",
    "LookBack",
    "Report",
    "Signal",
    "Suggestion",
    "Suggestions",
    "brief",
    "build",
    "diary_chart",
    "figure_png",
    "figure_svg",
    "languages",
    "look_back",
    "signals",
    "stylesheet",
    "suggestion",
    "suggestions",
    "to_fragment",
    "to_html",
    "to_json",
    "to_pdf",
    "weekly",
]
