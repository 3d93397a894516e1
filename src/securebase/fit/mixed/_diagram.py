"""A path diagram as an SVG: what of whom moves the outcome of whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TypeAlias

from formulaic import Formula

from ._couples import covariance_of_fit
from ._fit import Fit
from ._model import DyadicModel, Residual
from ._words import whose

# What moves, and the member whose outcome it moves, with what stands beside it.
Arrow: TypeAlias = tuple[tuple[str, int], int, str]
# The two partners before anybody is known.
_ANYBODY = ("a", "b")
_APART = (Residual.DIAGONAL, Residual.IDENTITY)
_WIDE, _HIGH, _BOX, _TALL = 640.0, 74.0, 190.0, 40.0
_PARTNER = "_partner"
STYLE = (
    "text{font:14px sans-serif;text-anchor:middle;fill:#1a1a1a}"
    ".worth{font-size:13px;paint-order:stroke;stroke:#fff;stroke-width:4px}"
    "rect{fill:#fff;stroke:#1a1a1a;stroke-width:1.5}"
    ".moves{fill:none;stroke:#1a1a1a;stroke-width:1.5;marker-end:url(#tip)}"
    ".with{fill:none;stroke:#767676;stroke-width:1.2;stroke-dasharray:5 4}"
)
TIP = (
    '<marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" '
    'markerHeight="8" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z"/></marker>'
)


def diagram(fit: Fit) -> str:
    """See `Fit.diagram`."""
    covariance_of_fit(fit)
    roles = fit.design.kinds.kinds[0].roles
    who = roles if roles[0] != roles[1] else (f"{roles[0]} 1", f"{roles[1]} 2")
    effects = [
        (name, f"{worth:.2f}")
        for name, worth in zip(fit.design.names, fit.estimates, strict=True)
        if not name.startswith("Intercept")
    ]
    return _drawn(fit.design.outcome, who, list(_arrows(effects, roles)), _left(fit))


def model_diagram(model: DyadicModel) -> str:
    """See `DyadicModel.diagram`."""
    formula = Formula(model.formula)
    effects = [
        (f"{term}[{role}]" if role else str(term), f"b{number}{role and f'[{role}]'}")
        for number, term in enumerate(formula.rhs)
        if str(term) != "1"
        for role in (_ANYBODY if whose(model, str(term)) else ("",))
    ]
    outcome = ", ".join(str(it) for it in formula.lhs)
    left = "" if model.residual in _APART else "r"
    return _drawn(outcome, _ANYBODY, list(_arrows(effects, _ANYBODY)), left)


def _drawn(
    outcome: str, who: tuple[str, str], arrows: Sequence[Arrow], left_over: str
) -> str:
    sources = [it[0] for it in sorted(arrows, key=lambda it: it[0][1])]
    left = list(dict.fromkeys(sources))
    high = max(_HIGH * len(left), 3 * _HIGH)
    at = {it: (20.0, high * (place + 0.5) / len(left)) for place, it in enumerate(left)}
    ends = [(_WIDE - _BOX - 80, high * share) for share in (0.25, 0.75)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE:g} {high:g}" '
        f'width="{_WIDE:g}" height="{high:g}" role="img" aria-labelledby="title what">'
    )
    lines = [
        head,
        f'<title id="title">Path diagram of {escape(outcome)}</title>',
        f'<desc id="what">{escape(_said(outcome, arrows, who, left_over))}</desc>',
        f"<style>{STYLE}</style><defs>{TIP}</defs>",
        *(_path(at[source], ends[to], worth) for source, to, worth in arrows),
        *(_box(at[it], f"{it[0]}, {who[it[1]]}") for it in left),
        *(_box(end, f"{outcome}, {it}") for end, it in zip(ends, who, strict=True)),
        *_together(ends, left_over),
        "</svg>",
    ]
    return "\n".join(lines)


def _arrows(
    effects: Sequence[tuple[str, str]], roles: tuple[str, str]
) -> Iterator[Arrow]:
    """Own effects and partner effects; an effect of both has an arrow for each."""
    for name, worth in effects:
        bare, _, role = name.partition("[")
        mine = [it for it in (0, 1) if f"{roles[it]}]" == role]
        of_partner = bare.endswith(_PARTNER)
        for to in mine or (0, 1):
            source = (bare.removesuffix(_PARTNER), 1 - to if of_partner else to)
            yield source, to, worth


def _left(fit: Fit) -> str:
    """How what is left over of both goes together, or nothing."""
    table = fit.variances()
    rows = table[(table["part"] == "residual") & (table["quantity"] == "correlation")]
    return f"{rows['estimate'].iloc[0]:.2f}" if len(rows) else ""


def _said(
    outcome: str, arrows: Sequence[Arrow], who: tuple[str, str], left_over: str
) -> str:
    """The same in words, for whoever does not see it."""
    told = [
        f"{name} of {who[member]} moves {outcome} of {who[to]} by {worth}"
        for (name, member), to, worth in arrows
    ]
    if left_over:
        told.append(f"what is left over of both correlates {left_over}")
    return "; ".join(told) + "."


def _box(at: tuple[float, float], text: str) -> str:
    x, y = at
    return (
        f'<rect x="{x:g}" y="{y - _TALL / 2:.1f}" width="{_BOX:g}" height="{_TALL:g}"/>'
        f'<text x="{x + _BOX / 2:g}" y="{y + 5:.1f}">{escape(text)}</text>'
    )


def _path(start: tuple[float, float], end: tuple[float, float], worth: str) -> str:
    x, y = start[0] + _BOX, start[1]
    # Near the start, so that the numbers of arrows that cross do not meet.
    at = x + 0.3 * (end[0] - x), y + 0.3 * (end[1] - y)
    return (
        f'<path class="moves" d="M{x:g} {y:.1f}L{end[0]:g} {end[1]:.1f}"/>'
        f'<text class="worth" x="{at[0]:.1f}" y="{at[1]:.1f}">{worth}</text>'
    )


def _together(ends: list[tuple[float, float]], left_over: str) -> Iterator[str]:
    """The correlation of what is left over, at the right."""
    if not left_over:
        return
    (x, y), (_, z) = ends
    x += _BOX
    yield (
        f'<path class="with" d="M{x:g} {y:.1f}C{x + 60:g} {y:.1f} {x + 60:g} {z:.1f} '
        f'{x:g} {z:.1f}"/>'
    )
    yield f'<text class="worth" x="{x + 45:g}" y="{(y + z) / 2:.1f}">{left_over}</text>'
