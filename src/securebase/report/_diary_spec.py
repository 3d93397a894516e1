"""The diary as one Vega-Lite specification.

It is written out as plain data: put together piece by piece with Altair, the same
specification takes ten times as long to make as to draw. `diary_chart` gives it back
as an Altair chart, which checks it against Altair's own schema.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from . import _ink as ink
from ._blocks import DiaryPanel, DiaryPicture
from ._diary import gaps, label_heights, segments
from ._layout import MONTHS, month_short
from ._tongue import ENGLISH, Tongue

NARROW = 340
WIDE = 720
PANEL = 118
LOWEST, HIGHEST = 0, 6
# Room beside the panels for the scale on the left and the two names on the right.
LEFT, RIGHT = 22, 62
NAME = 8

Spec = dict[str, Any]
Row = dict[str, str | float | int]

LOOK: Spec = {
    "aria": False,
    "font": "Figtree",
    "view": {"stroke": None},
    "axis": {
        "labelColor": ink.QUIET,
        "labelFontSize": 12,
        "domainColor": ink.LINE,
        "tickColor": ink.LINE,
        "gridColor": ink.RULE,
        "title": None,
    },
    "title": {
        "anchor": "start",
        "frame": "group",
        "color": ink.INK,
        "fontSize": 14,
        "fontWeight": 600,
        "subtitleColor": ink.QUIET,
        "subtitleFontSize": 12.5,
        "subtitlePadding": 2,
        "offset": 6,
    },
}


def diary_spec(block: DiaryPicture, width: int, tongue: Tongue = ENGLISH) -> Spec:
    """Small panels, one under the other, on one time axis."""
    last = len(block.panels) - 1
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "transparent",
        "padding": 2,
        "spacing": 16,
        "config": LOOK if tongue.original else LOOK | _locale(tongue),
        "datasets": _tables(block),
        "vconcat": [
            _panel(block, place, width, tongue, dates=place == last)
            for place in range(len(block.panels))
        ],
    }


def _locale(tongue: Tongue) -> Spec:
    """The months of the time axis; days of the week are drawn nowhere."""
    names = [tongue.say_as("month", it) for it in MONTHS]
    short = [month_short(it, tongue) for it in range(1, 13)]
    nothing = {"dateTime": "%x", "date": "%x", "time": "%X", "periods": ["", ""]}
    week = {"days": [""] * 7, "shortDays": [""] * 7}
    time = nothing | week | {"months": names, "shortMonths": short}
    return {"locale": {"time": time}}


def _tables(block: DiaryPicture) -> dict[str, list[Row]]:
    """Everything that is drawn, by the name of its table."""
    tables: dict[str, list[Row]] = {}
    for place, panel in enumerate(block.panels):
        shown = [who for who in block.people if segments(panel, who)]
        tables[f"days-{place}"] = _days(panel, shown)
        tables[f"gaps-{place}"] = [
            {"at": _noon(gap.first, -0.5), "until": _noon(gap.last, 0.5), "who": who}
            for who in shown
            for gap in gaps(block, who)
        ]
        if panel.fan:
            tables[f"fan-{place}"] = [
                {"at": _noon(it.day), "who": it.who, "value": it.middle,
                 "low95": it.low95, "high95": it.high95,
                 "low80": it.low80, "high80": it.high80}
                for it in panel.fan
            ]  # fmt: skip
        end = _noon(block.last_day, 0.5)
        tables[f"names-{place}"] = [
            {"at": end, "value": at, "who": who, "name": ink.shorten(who, NAME)}
            for who, at in label_heights(panel, block.people).items()
        ]
    return tables


def _days(panel: DiaryPanel, people: Sequence[str]) -> list[Row]:
    return [
        {"at": _noon(point.day), "value": point.value, "run": run, "who": who}
        for who in people
        for run, points in enumerate(segments(panel, who))
        for point in points
    ]


def _panel(
    block: DiaryPicture, place: int, width: int, tongue: Tongue, *, dates: bool
) -> Spec:
    """Shaded gaps, lines that break, dots, and each name beside its last days."""
    own = _by_person(block, (ink.FIRST_PERSON, ink.SECOND_PERSON))
    word = _by_person(block, (ink.FIRST_WORD, ink.SECOND_WORD))
    at = {
        "x": _time(block, tongue, weeks=1 if width > NARROW else 2, dates=dates),
        "y": _level(),
    }
    dot = at | {
        "color": own,
        "fill": _by_person(block, (ink.FIRST_PERSON, ink.PAPER)),
        "shape": _by_person(block, ("circle", "diamond")),
        "size": _by_person(block, (30, 36)),
    }
    point = {"type": "point", "strokeWidth": 1.4, "opacity": 1}
    line = {"type": "line", "strokeWidth": 1.3, "opacity": 0.55}
    text = {"type": "text", "align": "left", "dx": 18, "fontSize": 12.5}
    run = {"field": "run", "type": "nominal"}
    layers: list[tuple[str, Spec, Spec]] = [
        ("gaps", {"type": "rect", "opacity": 0.09}, _span(at["x"], own)),
        ("days", line, at | {"color": own, "detail": run}),
        ("days", point, dot),
        ("names", point | {"xOffset": 9}, dot),
        ("names", text, at | {"color": word, "text": {"field": "name"}}),
    ]
    panel = block.panels[place]
    if panel.fan:
        layers[1:1] = _fan(at, own)
    return {
        "width": width - LEFT - RIGHT,
        "height": PANEL,
        "title": {"text": panel.label, "subtitle": panel.hint},
        "resolve": {"scale": {"color": "independent"}},
        "layer": [
            {"data": {"name": f"{table}-{place}"}, "mark": mark, "encoding": encoding}
            for table, mark, encoding in layers
        ],
    }


def _fan(at: Spec, own: Spec) -> list[tuple[str, Spec, Spec]]:
    """Two bands that widen with the days, and what is expected as a broken line."""
    level = at["y"]
    return [
        *(
            (
                "fan",
                {"type": "area", "opacity": opacity},
                {
                    "x": at["x"],
                    "y": level | {"field": f"low{share}"},
                    "y2": {"field": f"high{share}"},
                    "color": own,
                },
            )
            for share, opacity in ((95, 0.1), (80, 0.17))
        ),
        (
            "fan",
            {"type": "line", "strokeWidth": 1.3, "strokeDash": [4, 3]},
            at | {"color": own},
        ),
    ]


def _span(time: Spec, shade: Spec) -> Spec:
    return {"x": time, "x2": {"field": "until"}, "color": shade}


def _by_person(block: DiaryPicture, pair: tuple[str, str] | tuple[int, int]) -> Spec:
    scale = {"domain": list(block.people), "range": list(pair)}
    return {"field": "who", "type": "nominal", "scale": scale, "legend": None}


def _time(block: DiaryPicture, tongue: Tongue, *, weeks: int, dates: bool) -> Spec:
    ends = [_noon(block.first_day, -0.5), _noon(block.last_day, 0.5)]
    axis = {
        "format": tongue.say("{day} {month}", day="%-d", month="%b"),
        "tickCount": {"interval": "week", "step": weeks},
        "grid": False,
        "labels": dates,
        "ticks": dates,
        "labelFlush": True,
        "labelOverlap": True,
    }
    scale = {"domain": ends, "type": "utc"}
    return {"field": "at", "type": "temporal", "scale": scale, "axis": axis}


def _level() -> Spec:
    scale = {"domain": [LOWEST, HIGHEST], "nice": False}
    axis = {"values": [LOWEST, 3, HIGHEST], "ticks": False, "domain": False}
    return {"field": "value", "type": "quantitative", "scale": scale, "axis": axis}


def _noon(day: str, shift: float = 0.0) -> int:
    """Milliseconds of a day's noon (plus a share of a day), free of any time zone."""
    at = dt.datetime.fromisoformat(day).replace(hour=12, tzinfo=dt.UTC)
    return round((at.timestamp() + shift * 86_400) * 1000)
