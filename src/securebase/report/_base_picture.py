"""The picture of who is a base for whom, as one SVG drawing.

Haven flows over the top and ends as a roof above the person who comes back to it.
Base flows underneath and carries on outward, past the person who sets out on it.
A ribbon starts as wide as its giver tells it and ends as wide as its receiver does;
the pale edge of a ribbon is the doubt about its width.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from securebase.core import Estimate

from . import _ink as ink
from ._blocks import BasePicture
from ._flow import Flow, Sheet
from ._svg import Point, diamond, smooth, tag, words
from ._tongue import ENGLISH, Tongue

SANS = "Figtree, system-ui, sans-serif"
SERIF = "Newsreader, Georgia, serif"
PITCH = 15.0

WIDE = Sheet(
    width=720.0,
    height=604.0,
    middle=276.0,
    side=112.0,
    disc=40.0,
    roof=14.0,
    lanes=(94.0, 190.0),
    bend=146.0,
    ribbon=21.0,
    scale=170.0,
    text=14.0,
    name=21.0,
    letters=17,
    heading=20.0,
)
NARROW = Sheet(
    width=340.0,
    height=576.0,
    middle=262.0,
    side=52.0,
    disc=22.0,
    roof=10.0,
    lanes=(86.0, 178.0),
    bend=60.0,
    ribbon=15.0,
    scale=122.0,
    text=13.0,
    name=16.0,
    letters=10,
    heading=17.0,
)


# Lower than the desk's, so that it stays on the first page under the glance.
PAPER = Sheet(
    width=640.0,
    height=542.0,
    middle=242.0,
    side=98.0,
    disc=36.0,
    roof=12.0,
    lanes=(84.0, 172.0),
    bend=126.0,
    ribbon=18.0,
    scale=160.0,
    text=14.5,
    name=20.0,
    letters=15,
    heading=19.0,
)


def base_picture_svg(
    block: BasePicture,
    sheet: Sheet = WIDE,
    name: str = "p",
    tongue: Tongue = ENGLISH,
) -> str:
    """Draw the picture; `name` must differ between drawings on one page."""
    people = (block.left, block.right)
    flows = [Flow(sheet=sheet, link=link, people=people) for link in block.links]
    return tag(
        "svg",
        tag("title", escape(f"{block.left} & {block.right}"), id=f"{name}-title"),
        tag("desc", escape(_spoken(block)), id=f"{name}-desc"),
        *(flow.draw() for flow in sorted(flows, key=lambda flow: -flow.offset)),
        *(_person(sheet, person, people) for person in people),
        *("".join(_lane(flow, tongue)) for flow in flows),
        *_chrome(sheet, block, tongue),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {sheet.width:g} {sheet.height:g}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        font_family=SANS,
        font_size=sheet.text,
        fill=ink.INK,
    )


def _spoken(block: BasePicture) -> str:
    return " ".join(link.spoken for link in block.links)


def _person(sheet: Sheet, name: str, people: tuple[str, str]) -> str:
    left = name == people[0]
    x, y = sheet.side if left else sheet.width - sheet.side, sheet.middle
    reach = sheet.disc * 1.32 if left else -sheet.disc * 1.32
    shade = ink.colour(name, people)
    return "".join(
        (
            tag(
                "circle",
                cx=x,
                cy=y,
                r=sheet.disc,
                fill=ink.mix(shade, 0.1),
                stroke=shade,
                stroke_width=1.5,
            ),
            words(
                name[:1],
                (x, y + sheet.disc * 0.29),
                text_anchor="middle",
                font_family=SERIF,
                font_size=sheet.disc * 0.86,
                fill=shade,
            ),
            words(
                ink.shorten(name, sheet.letters),
                (x + reach, y + sheet.name * 0.3),
                text_anchor="start" if left else "end",
                font_family=SERIF,
                font_size=sheet.name,
            ),
        )
    )


def _lane(flow: Flow, tongue: Tongue) -> Iterator[str]:
    """Who gives whom, and the two tellings as dots with their bands."""
    sheet, link = flow.sheet, flow.link
    giver, receiver = (
        ink.shorten(name, sheet.letters - 2) for name in (link.giver, link.receiver)
    )
    centre = sheet.width / 2
    above, below = (
        flow.height - sheet.ribbon / 2 - 8,
        flow.height + sheet.ribbon / 2 + 13,
    )
    route = ink.arrow(giver, receiver)
    yield words(route, (centre, above), text_anchor="middle")
    if flow.told is None:
        at = (centre, below + 5)
        yield words(tongue.say("not shown"), at, text_anchor="middle", fill=ink.QUIET)
        return
    start = centre - sheet.scale / 2 - sheet.text * 0.8
    given, received = (
        "–" if it is None else ink.numbers(it, tongue)[0]
        for it in (link.given, link.received)
    )
    yield _scale(flow, link.given, link.giver, (start, below), given)
    yield _scale(
        flow,
        link.received,
        link.receiver,
        (start, below + PITCH),
        received,
        hollow=True,
    )


def _scale(
    flow: Flow,
    told: Estimate | None,
    teller: str,
    start: Point,
    value: str,
    *,
    hollow: bool = False,
) -> str:
    (x, y), width = start, flow.sheet.scale
    axis = tag(
        "path",
        d="".join(
            smooth(line)
            for line in (
                ((x, y), (x + width, y)),
                ((x, y - 3), (x, y + 3)),
                ((x + width, y - 3), (x + width, y + 3)),
            )
        ),
        stroke=ink.LINE,
        stroke_width=1,
        fill="none",
    )
    beside = (x + width + 9, y + 4.5)
    if told is None:
        return axis + words(value, beside, fill=ink.QUIET)
    shade = ink.colour(teller, flow.people)
    at, low, high = (
        x + width * ink.share(it, told.lo, told.hi)
        for it in (told.value, told.low, told.high)
    )
    bar = tag(
        "path",
        d=smooth(((low, y), (high, y))),
        stroke=ink.mix(shade, 0.4),
        stroke_width=5,
        fill="none",
    )
    return axis + bar + _dot((at, y), shade, hollow=hollow) + words(value, beside)


def _dot(at: Point, shade: str, *, hollow: bool) -> str:
    if not hollow:
        return tag("circle", cx=at[0], cy=at[1], r=4.8, fill=shade)
    return tag(
        "path",
        d=diamond(*at, 5.8),
        fill=ink.PAPER,
        stroke=shade,
        stroke_width=1.9,
    )


def _chrome(sheet: Sheet, block: BasePicture, tongue: Tongue) -> Iterator[str]:
    centre = sheet.width / 2
    for y, title, hint in (
        (
            sheet.heading + 2,
            tongue.say("Safe haven"),
            tongue.say("coming back, being met"),
        ),
        (
            sheet.height - sheet.text * 4.5,
            tongue.say("Secure base"),
            tongue.say("going out, being backed"),
        ),
    ):
        yield tag(
            "text",
            tag("tspan", title, font_family=SERIF, font_size=sheet.heading),
            tag("tspan", hint, dx=8, fill=ink.QUIET),
            x=centre,
            y=y,
            text_anchor="middle",
        )
    y = sheet.height - sheet.text * 2.1
    for x, hollow, saying in (
        (centre - sheet.text * 11.4, False, tongue.say("as the giver tells it")),
        (centre + sheet.text * 1.2, True, tongue.say("as the receiver tells it")),
    ):
        yield _dot((x, y - 4.5), ink.QUIET, hollow=hollow)
        yield words(saying, (x + 11, y), fill=ink.QUIET)
    for ends in _ends(block, tongue):
        at = (centre, sheet.height - 8)
        yield words(ends, at, text_anchor="middle", fill=ink.QUIET)


def _ends(block: BasePicture, tongue: Tongue) -> list[str]:
    told = (e for link in block.links for e in (link.received, link.given) if e)
    ends = {(ink.plain(e.lo), ink.plain(e.hi)) for e in told}
    return [
        tongue.say("scales run from {lo} to {hi}", lo=lo, hi=hi)
        for lo, hi in sorted(ends)
    ][:1]
