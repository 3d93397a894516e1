"""A path diagram as an SVG: what moves what, and how strongly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from math import hypot
from typing import TYPE_CHECKING

from ._model import Clock, ContinuousModel
from ._natural import Names, places as places_of
from ._system import bases_of

if TYPE_CHECKING:
    from ._fit import Fit

Point = tuple[float, float]
_RADIUS, _WIDE, _HIGH, _EDGE = 44.0, 300.0, 190.0, 120.0
_STYLE = (
    "text{font:14px sans-serif;text-anchor:middle;fill:#1a1a1a}"
    ".worth{font-size:13px;paint-order:stroke;stroke:#fff;stroke-width:4px}"
    ".process{fill:#fff;stroke:#1a1a1a;stroke-width:1.5}"
    ".moves{fill:none;stroke:#1a1a1a;stroke-width:1.5;marker-end:url(#tip)}"
    ".chance{fill:none;stroke:#767676;stroke-width:1.2;stroke-dasharray:5 4}"
)
_TIP = (
    '<marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" '
    'markerHeight="8" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z"/></marker>'
)


def model_diagram(model: ContinuousModel) -> str:
    """See `ContinuousModel.diagram`."""
    return _drawn(model, ("a", "b"), {}, {})


def diagram(fit: Fit) -> str:
    """See `Fit.diagram`."""
    rates = {
        (str(it["to"]), str(it["source"])): float(it["estimate"])
        for it in fit.rates().to_dict("records")
    }
    noise = fit.variances().query("part == 'noise' and quantity == 'correlation'")
    chance = {
        (str(it["first"]), str(it["second"])): float(it["estimate"])
        for it in noise.to_dict("records")
    }
    return _drawn(fit.model, fit.panel.roles, rates, chance)


def _drawn(
    model: ContinuousModel,
    roles: tuple[str, str],
    rates: Mapping[tuple[str, str], float],
    chance: Mapping[tuple[str, str], float],
) -> str:
    names = Names(model, roles)
    n = model.members * len(model.effects.variables)
    called = [names.process(it, model.exchangeable) for it in range(n)]
    where = dict(zip(called, _points(model), strict=True))
    there = bases_of(model).rates.any(0)
    arrows = [(called[i], called[j]) for i, j in places_of(there, False)]
    worth = {it: _worth(names, model, it, called, rates) for it in arrows}
    width = 2 * _EDGE + (model.members - 1) * _WIDE
    height = 2 * _EDGE + (len(model.effects.variables) - 1) * _HIGH
    title = f"Path diagram of {', '.join(model.effects.variables)}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img" '
        'aria-labelledby="title what">'
    )
    lines = [
        head,
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="what">{escape(_said(model, worth, chance))}</desc>',
        f"<style>{_STYLE}</style><defs>{_TIP}</defs>",
        *_chances(called, where, chance),
        *(_arrow(where[to], where[by], worth[to, by], model) for to, by in arrows),
        *(_circle(name, place) for name, place in where.items()),
        "</svg>",
    ]
    return "\n".join(lines)


def _points(model: ContinuousModel) -> Iterator[Point]:
    """Partners side by side, variables below each other."""
    for member in range(model.members):
        for row in range(len(model.effects.variables)):
            yield _EDGE + member * _WIDE, _EDGE + row * _HIGH


def _worth(
    names: Names,
    model: ContinuousModel,
    arrow: tuple[str, str],
    called: list[str],
    rates: Mapping[tuple[str, str], float],
) -> str:
    """What stands beside an arrow: the estimate, or the letter of the equations."""
    found = rates.get(arrow)
    if found is None and rates:
        # Where partners are alike each effect has one row, that of the first.
        places = [called.index(it) for it in arrow]
        turned = [(it + len(called) // 2) % len(called) for it in places]
        for pair in (places, turned):
            key = names.process(pair[0], True), names.process(pair[1], True)
            found = rates.get(key, found)
    return "a" if found is None else f"{found:.2f}"


def _said(
    model: ContinuousModel,
    worth: Mapping[tuple[str, str], str],
    chance: Mapping[tuple[str, str], float],
) -> str:
    """The same in words, for whoever does not see it."""
    what = "next value" if model.clock == Clock.STEPS else f"rate per {model.unit}"
    told = [
        f"{by} moves the {what} of {to}" + ("" if value == "a" else f" by {value}")
        for (to, by), value in worth.items()
    ]
    told += [
        f"chance of {one} and {other} goes together with a correlation of {value:.2f}"
        for (one, other), value in chance.items()
    ]
    return "; ".join(told) + "."


def _circle(name: str, place: Point) -> str:
    x, y = place
    return (
        f'<circle class="process" cx="{x:g}" cy="{y:g}" r="{_RADIUS:g}"/>'
        f'<text x="{x:g}" y="{y + 5:g}">{escape(name)}</text>'
    )


def _arrow(to: Point, by: Point, worth: str, model: ContinuousModel) -> str:
    if to == by:
        return _loop(to, worth, left=model.members == 1 or to[0] <= _EDGE)
    (x0, y0), (x1, y1) = by, to
    far = hypot(x1 - x0, y1 - y0)
    dx, dy = (x1 - x0) / far, (y1 - y0) / far
    # Each way has its own side, so that two arrows between two circles do not meet.
    side = 12.0
    start = x0 + dx * _RADIUS - dy * side, y0 + dy * _RADIUS + dx * side
    end = x1 - dx * _RADIUS - dy * side, y1 - dy * _RADIUS + dx * side
    share = 0.3
    label = (start[0] + (end[0] - start[0]) * share - dy * 12,
        start[1] + (end[1] - start[1]) * share + dx * 12 + 5)  # fmt: skip
    return (
        f'<path class="moves" d="M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} '
        f'{end[1]:.1f}"/><text class="worth" x="{label[0]:.1f}" y="{label[1]:.1f}">'
        f"{worth}</text>"
    )


def _loop(at: Point, worth: str, *, left: bool) -> str:
    x, y = at
    s = -1 if left else 1
    return (
        f'<path class="moves" d="M{x + s * 38:g} {y - 22:g}C{x + s * 100:g} '
        f'{y - 50:g} {x + s * 100:g} {y + 50:g} {x + s * 38:g} {y + 22:g}"/>'
        f'<text class="worth" x="{x + s * 88:g}" y="{y - 38:g}">{worth}</text>'
    )


def _chances(
    called: list[str],
    where: Mapping[str, Point],
    chance: Mapping[tuple[str, str], float],
) -> Iterator[str]:
    """Bows between processes whose chance goes together."""
    for (one, other), value in chance.items():
        if one not in where or other not in where:
            continue
        # Others would cross the arrows; they are in the description.
        if len(called) > 2 and where[one][1] != where[other][1]:
            continue
        (x0, y0), (x1, y1) = where[one], where[other]
        middle = (x0 + x1) / 2 - (y1 - y0) * 0.3, (y0 + y1) / 2 - abs(x1 - x0) * 0.35
        at = (x0 + x1 + 2 * middle[0]) / 4, (y0 + y1 + 2 * middle[1]) / 4 - 6
        yield (
            f'<path class="chance" d="M{x0:g} {y0:g}Q{middle[0]:.1f} {middle[1]:.1f} '
            f'{x1:g} {y1:g}"/><text class="worth" x="{at[0]:.1f}" y="{at[1]:.1f}">'
            f"{value:.2f}</text>"
        )
