"""A path diagram of a common fate model as an SVG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

import numpy as np

from ._couples import covariance_of_fit
from ._diagram import STYLE, TIP
from ._fate import CommonFateModel
from ._fate_fit import CommonFateFit
from ._fate_parts import levels_of

_WIDE, _HIGH, _MIDDLE = 800, 260, 130
# Centres of boxes and ellipses, from left to right and from top to bottom.
_BOXES, _ROWS, _LATENT = (95, 705), (70, 190), (290, 510)
_ELLIPSE = ".latent{fill:#fff;stroke:#1a1a1a;stroke-width:1.5}"
_HALF, _TALL, _ROUND = 85, 20, (80, 32)


@dataclass(frozen=True)
class Drawn:
    """What stands in the picture.

    Attributes:
        names: Of predictor and outcome.
        who: Both partners.
        effect: Of what is shared on what is shared.
        own: By partner, how the own parts of the two variables go together.
    """

    names: tuple[str, str]
    who: tuple[str, str]
    effect: str
    own: Mapping[str, str]


def model_diagram(model: CommonFateModel) -> str:
    """See `CommonFateModel.diagram`."""
    own = {"a": "r" if model.exchangeable else "r1"}
    own["b"] = "r" if model.exchangeable else "r2"
    return _svg(Drawn((model.predictor, model.outcome), ("a", "b"), "b", own))


def diagram(fit: CommonFateFit) -> str:
    """See `CommonFateFit.diagram`."""
    covariance_of_fit(fit.stacked)
    kind = fit.stacked.design.kinds.kinds[0]
    last = levels_of(fit.stacked.design)[-1]
    effects, spread = (
        it[it["level"] == last] for it in (fit.effects(), fit.variances())
    )
    together = spread[
        (spread["part"] == "own") & (spread["quantity"] == "correlation")
    ]["estimate"]
    values = [_worth(it) for it in together] * (1 if kind.apart else 2)
    shared = effects.loc[effects["part"] == "shared", "estimate"].iloc[0]
    names = (fit.model.predictor, fit.model.outcome)
    own = dict(zip(kind.roles, values, strict=True))
    return _svg(Drawn(names, kind.roles, _worth(shared), own))


def _worth(value: float) -> str:
    return f"{value:.2f}" if np.isfinite(value) else "?"


def _svg(it: Drawn) -> str:
    title = f"Common fate of {it.names[0]} and {it.names[1]}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" '
        f'width="{_WIDE}" height="{_HIGH}" role="img" aria-labelledby="title what">'
    )
    lines = [
        head,
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="what">{escape(_said(it))}</desc>',
        f"<style>{STYLE}{_ELLIPSE}</style><defs>{TIP}</defs>",
        *_loadings(),
        *_effect(it.effect),
        *(_latent(x, name) for x, name in zip(_LATENT, it.names, strict=True)),
        *(
            _box(x, y, f"{name}, {who}")
            for x, name in zip(_BOXES, it.names, strict=True)
            for y, who in zip(_ROWS, it.who, strict=True)
        ),
        *_together(it),
        "</svg>",
    ]
    return "\n".join(lines)


def _said(it: Drawn) -> str:
    """The same in words, for whoever does not see it."""
    x, y = it.names
    told = [
        *(
            f"{name} of each is what both share of it and an own part"
            for name in (x, y)
        ),
        f"what is shared of {x} moves what is shared of {y} by {it.effect}",
        *(f"own parts of {who} correlate {worth}" for who, worth in it.own.items()),
    ]
    return "; ".join(told) + "."


def _loadings() -> Iterator[str]:
    """From what is shared to the answers of both partners, one for one."""
    for latent, box, side in zip(_LATENT, _BOXES, (-1, 1), strict=True):
        for row in _ROWS:
            start, end = latent + side * _ROUND[0] * 0.8, box - side * _HALF
            away = 16 if row > _MIDDLE else -16
            yield (
                f'<path class="moves" d="M{start:g} {_MIDDLE + away}L{end} {row}"/>'
                f'<text class="worth" x="{(start + end) / 2:g}" '
                f'y="{(_MIDDLE + away + row) / 2 + 4:g}">1</text>'
            )


def _effect(worth: str) -> Iterator[str]:
    start, end = _LATENT[0] + _ROUND[0], _LATENT[1] - _ROUND[0]
    yield f'<path class="moves" d="M{start} {_MIDDLE}L{end} {_MIDDLE}"/>'
    yield (
        f'<text class="worth" x="{(start + end) // 2}" y="{_MIDDLE - 9}">'
        f"{escape(worth)}</text>"
    )


def _latent(x: int, name: str) -> str:
    return (
        f'<ellipse class="latent" cx="{x}" cy="{_MIDDLE}" rx="{_ROUND[0]}" '
        f'ry="{_ROUND[1]}"/><text x="{x}" y="{_MIDDLE - 4}">{escape(name)}</text>'
        f'<text x="{x}" y="{_MIDDLE + 14}">shared</text>'
    )


def _box(x: int, y: int, text: str) -> str:
    return (
        f'<rect x="{x - _HALF}" y="{y - _TALL}" width="{2 * _HALF}" '
        f'height="{2 * _TALL}"/><text x="{x}" y="{y + 5}">{escape(text)}</text>'
    )


def _together(it: Drawn) -> Iterator[str]:
    """How the own parts of each partner go together, above and below."""
    for row, side, worth in zip(_ROWS, (-1, 1), it.own.values(), strict=True):
        edge, far = row + side * _TALL, row + side * 70
        yield (
            f'<path class="with" d="M{_BOXES[0]} {edge}C{_BOXES[0]} {far} {_BOXES[1]} '
            f'{far} {_BOXES[1]} {edge}"/><text class="worth" x="{_WIDE // 2}" '
            f'y="{row + side * 57.5 + 4:g}">{escape(worth)}</text>'
        )
