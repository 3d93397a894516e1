"""Colours, shapes and small measures that every rendering shares."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from securebase.core import Estimate, Sureness

from ._blocks import BasePicture, DiaryPicture, Report, Strip
from ._tongue import ENGLISH, Tongue

PAPER = "#fdfaf4"
INK = "#25272d"
QUIET = "#5d5f67"
RULE = "#e3dbcc"
LINE = "#b9b2a4"
# Blue and ochre stay apart for every kind of colour vision, and differ in lightness.
FIRST_PERSON = "#1c5a91"
SECOND_PERSON = "#b26a08"
# Darker twins, for words: at least 4.5:1 on paper.
FIRST_WORD = "#1c5a91"
SECOND_WORD = "#8a5000"

DOTS: dict[Sureness, int] = {
    Sureness.VERY: 4,
    Sureness.FAIRLY: 3,
    Sureness.LEANING: 2,
    Sureness.UNKNOWN: 1,
}


def cast(report: Report) -> tuple[str, ...]:
    """Names in a fixed order, so that a person keeps one colour throughout."""
    return tuple(dict.fromkeys(_names(report)))


def place(name: str, people: tuple[str, ...]) -> int:
    """0 for the first person, 1 for anybody else."""
    return 0 if people and name == people[0] else 1


def colour(name: str, people: tuple[str, ...]) -> str:
    return (FIRST_PERSON, SECOND_PERSON)[place(name, people)]


def mix(shade: str, strength: float, ground: str = PAPER) -> str:
    """A shade thinned with paper; solid, so that overlaps do not darken."""
    pairs = zip(_channels(shade), _channels(ground), strict=True)
    thinned = (round(below + (above - below) * strength) for above, below in pairs)
    return "#" + "".join(f"{channel:02x}" for channel in thinned)


def _channels(shade: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(shade.removeprefix("#")))


def share(value: float, lo: float, hi: float) -> float:
    """Where a value lies between two ends, from 0 to 1."""
    return min(1.0, max(0.0, (value - lo) / (hi - lo)))


def level(estimate: Estimate) -> float:
    return share(estimate.value, estimate.lo, estimate.hi)


def number(value: float, span: float, tongue: Tongue = ENGLISH) -> str:
    """A number with as many places as its scale deserves."""
    digits = 0 if span > 20 else 1 if span > 2 else 2
    return tongue.decimal(f"{value:.{digits}f}".replace("-", "−"))


def plain(value: float) -> str:
    """A round number without its point."""
    return f"{value:g}".replace("-", "−")


def numbers(estimate: Estimate, tongue: Tongue = ENGLISH) -> tuple[str, str]:
    """The value and its 95% band, ready to print."""
    span = estimate.hi - estimate.lo
    low, high = (number(it, span, tongue) for it in (estimate.low, estimate.high))
    return number(estimate.value, span, tongue), f"{low}–{high}"


def shorten(name: str, length: int) -> str:
    """A name that fits into the room of so many common letters."""
    ends = list(accumulate(map(_room, name), initial=0.0))
    if ends[-1] <= length:
        return name
    return name[: bisect_right(ends, length - 1.0) - 1].rstrip() + "…"


def arrow(one: str, other: str) -> str:
    """From one to the other, read from left to right in every script."""
    # Without the marks, two names of a right-to-left script would swap their places
    # around an arrow that does not turn.
    return f"{one}\u200e → \u200e{other}"


def _room(letter: str) -> float:
    """How wide a letter is, measured in common ones."""
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.9
    return 1.35 if letter.isupper() else 1.0


def _names(report: Report) -> Iterator[str]:
    blocks = [block for section in report.sections for block in section.blocks]
    # Pictures first: they name both people in the couple's own order.
    for block in blocks:
        if isinstance(block, BasePicture):
            yield from (block.left, block.right)
    for block in blocks:
        if isinstance(block, DiaryPicture):
            yield from block.people
    for block in blocks:
        if isinstance(block, Strip):
            yield from (mark.who for row in block.rows for mark in row.marks)
