"""One ribbon of the picture of who is a base for whom: its shape and its shade.

A flow is laid out in one canonical space (giver on the left, heights measured away
from the line between the two people) and mirrored into place at the end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from securebase.core import Estimate

from . import _ink as ink
from ._blocks import BaseLink
from ._svg import Point, band, cubic, smooth, tag

THIN = 1.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Measures of one size of the drawing, in its own pixels."""

    width: float
    height: float
    middle: float
    side: float
    disc: float
    roof: float
    lanes: tuple[float, float]
    bend: float
    ribbon: float
    scale: float
    text: float
    name: float
    letters: int
    heading: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One link on one sheet."""

    sheet: Sheet
    link: BaseLink
    people: tuple[str, str]

    @property
    def up(self) -> bool:
        return self.link.function == "haven"

    @property
    def rightward(self) -> bool:
        return self.link.giver == self.people[0]

    @property
    def offset(self) -> float:
        # Haven runs outside when it goes right, base when it goes left: read from top
        # to bottom, each function then tells the same direction first.
        return self.sheet.lanes[1 if self.rightward == self.up else 0]

    @property
    def height(self) -> float:
        return self.sheet.middle + (-self.offset if self.up else self.offset)

    @property
    def told(self) -> tuple[Estimate, Estimate] | None:
        """At the giver's end and at the receiver's; one telling stands in for both."""
        given, received = self.link.given, self.link.received
        one, other = given or received, received or given
        return None if one is None or other is None else (one, other)

    def draw(self) -> str:
        """The ribbon with its pale edge of doubt, or a thin dotted line."""
        line = list(self._line())
        if self.told is None:
            return self._dotted(line)
        end, narrowing = self._end()
        steps = [step / (len(line) - 1) for step in range(len(line))]
        shapes = []
        for edge in ("high", "low"):
            wide = [self._width(self.told, along, edge) for along in steps]
            tapering = [wide[-1] * share for share in narrowing]
            shapes.append(
                self._path(band(line, wide)) + self._path(band(end, tapering))
            )
        pale, dark = shapes
        # A hair of paper around each ribbon lets one pass over another cleanly.
        return (
            tag(
                "path",
                d=pale,
                fill=ink.PAPER,
                stroke=ink.PAPER,
                stroke_width=5,
                stroke_linejoin="round",
            )
            + tag("path", d=pale, fill=self._shade(0.24))
            + tag("path", d=dark, fill=self._shade())
            + self._tip()
        )

    def _shade(self, darkness: float | None = None) -> str:
        if darkness is None:
            told = self.told or ()
            darkness = 0.3 + 0.6 * sum(map(ink.level, told)) / 2
        return ink.mix(ink.colour(self.link.giver, self.people), darkness)

    def _width(self, told: tuple[Estimate, Estimate], along: float, edge: str) -> float:
        ends = []
        for estimate in told:
            value = estimate.low if edge == "low" else estimate.high
            ends.append(ink.share(value, estimate.lo, estimate.hi))
        # Each telling holds its own end; the change happens in between.
        blend = min(1.0, max(0.0, (along - 0.25) / 0.5))
        mixed = ends[0] + (ends[1] - ends[0]) * blend * blend * (3 - 2 * blend)
        return THIN + mixed * (self.sheet.ribbon - THIN)

    def _line(self) -> Iterator[Point]:
        """Centre line: up from the giver's disc, along the lane, to the receiver."""
        sheet, lane = self.sheet, self.offset
        far, lift = sheet.width - sheet.side, sheet.disc + sheet.roof
        start = (sheet.side + sheet.disc * 0.72, sheet.disc * 0.6)
        rise, fall = (sheet.side + sheet.bend, lane), (far - sheet.bend, lane)
        soft = sheet.bend * 0.62
        steep = (start[0] + sheet.disc * 0.55, start[1] + (lane - start[1]) * 0.6)
        yield from cubic(start, steep, (rise[0] - soft, lane), rise)
        yield from cubic(rise, rise, fall, fall)
        # Haven comes down on the crown of the roof; base runs in level with the ground.
        near = (far, lift + (lane - lift) * 0.7) if self.up else (far - soft, lift)
        yield from cubic(fall, (fall[0] + soft, lane), near, (far, lift))

    def _end(self) -> tuple[list[Point], list[float]]:
        """The roof over the receiver, or the path that goes on past them."""
        sheet = self.sheet
        far, reach = sheet.width - sheet.side, sheet.disc + sheet.roof
        if not self.up:
            tip = sheet.width - 16
            path = [(far + (tip - far) * n / 12, reach) for n in range(-1, 13)]
            return path, [1.0] + [1 - 0.75 * (n / 12) for n in range(13)]
        # Shorter on the inner side, where the receiver's own ribbons set out.
        turns = [n / 36 for n in range(37)]
        angles = [math.radians(-8 + 126 * turn) for turn in turns]
        arc = [(far + reach * math.cos(a), reach * math.sin(a)) for a in angles]
        return arc, [0.15 + 0.85 * math.sin(math.pi * turn**1.2) for turn in turns]

    def _tip(self) -> str:
        if self.up:
            return ""
        sheet = self.sheet
        x, y, head = sheet.width - 8, sheet.disc + sheet.roof, 4 + sheet.roof * 0.32
        corners = ((x - head, y - head), (x, y), (x - head, y + head))
        return tag(
            "path",
            d=smooth(map(self._mirror, corners)),
            fill="none",
            stroke=self._shade(),
            stroke_width=2.4,
            stroke_linecap="round",
            stroke_linejoin="round",
        )

    def _path(self, outline: list[Point]) -> str:
        return smooth(map(self._mirror, outline)) + "Z"

    def _dotted(self, line: list[Point]) -> str:
        return tag(
            "path",
            d=smooth(map(self._mirror, line)),
            fill="none",
            stroke=ink.QUIET,
            stroke_width=1.4,
            stroke_dasharray="0.1 6",
            stroke_linecap="round",
        )

    def _mirror(self, point: Point) -> Point:
        x, lift = point
        across = x if self.rightward else self.sheet.width - x
        return across, self.sheet.middle + (-lift if self.up else lift)
