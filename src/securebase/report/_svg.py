"""The few words of SVG that the drawings need; everything is escaped here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape

Point = tuple[float, float]
Value = str | float | int
STEPS = 24


def tag(name: str, /, *children: str, **attributes: Value) -> str:
    """One element; children are markup already, attributes are plain values."""
    told = "".join(
        f' {_name(key)}="{_plain(value)}"' for key, value in attributes.items()
    )
    inside = "".join(children)
    return f"<{name}{told}>{inside}</{name}>" if inside else f"<{name}{told}/>"


def words(content: str, at: Point, **attributes: Value) -> str:
    """A line of text."""
    return tag("text", escape(content), x=at[0], y=at[1], **attributes)


def smooth(points: Iterable[Point]) -> str:
    """Path data through many close points."""
    return "M" + "L".join(f"{short(x)},{short(y)}" for x, y in points)


def diamond(x: float, y: float, radius: float) -> str:
    corners = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
    return smooth(corners) + "Z"


def cubic(a: Point, b: Point, c: Point, d: Point) -> Iterator[Point]:
    """Points along a Bézier curve."""
    for step in range(STEPS + 1):
        t = step / STEPS
        s = 1 - t
        weights = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
        yield (
            sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
            sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
        )


def band(line: Sequence[Point], widths: Sequence[float]) -> list[Point]:
    """Outline of a ribbon of changing width around a line."""
    one: list[Point] = []
    two: list[Point] = []
    last = len(line) - 1
    for place, ((x, y), width) in enumerate(zip(line, widths, strict=True)):
        ahead, behind = line[min(last, place + 1)], line[max(0, place - 1)]
        dx, dy = ahead[0] - behind[0], ahead[1] - behind[1]
        length = math.hypot(dx, dy) or 1.0
        across = (-dy / length * width / 2, dx / length * width / 2)
        one.append((x + across[0], y + across[1]))
        two.append((x - across[0], y - across[1]))
    return one + two[::-1]


def short(value: float | int) -> str:
    """One decimal is a twentieth of a hair: the same drawing on every machine."""
    return f"{round(value, 1) + 0.0:g}"


def _name(key: str) -> str:
    # SVG mixes camel case (viewBox) with hyphens (stroke-width); both pass as they are.
    return key.replace("_", "-")


def _plain(value: Value) -> str:
    return escape(value) if isinstance(value, str) else short(value)
