"""The slow twin of `securebase.measures.score`: plain Python, one person at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from securebase.measures import Instrument, Item, Scale


@dataclass
class Slow:
    value: float
    se: float
    low: float
    high: float
    answered: int


def slow_score(
    row: Sequence[float | None],
    instrument: Instrument,
    ends: tuple[int, int] | None = None,
    reversed_already: bool = False,
) -> dict[str, Slow]:
    answers = {}
    for item, answer in zip(instrument.items, row, strict=True):
        lo, hi = ends or (item.lo, item.hi)
        if answer is None or math.isnan(answer) or not lo <= answer <= hi:
            continue
        turn = item.reverse and not reversed_already
        answers[item.code] = lo + hi - answer if turn else answer
    own = ends is None or all((i.lo, i.hi) == ends for i in instrument.items)
    return {
        scale.id: _scale(scale, answers, instrument.by_code, None if own else ends)
        for scale in instrument.scales
    }


def _scale(
    scale: Scale,
    answers: Mapping[str, float],
    items: Mapping[str, Item],
    other_ends: tuple[int, int] | None,
) -> Slow:
    given = [answers[code] for code in scale.items if code in answers]
    k, m = len(scale.items), len(given)
    unequal = len({(items[code].lo, items[code].hi) for code in scale.items}) > 1
    if m < max(1, scale.min_answered) or (unequal and m < k):
        return Slow(math.nan, math.nan, math.nan, math.nan, m)
    mean = sum(given) / m
    value = mean * k if scale.method == "sum" else mean
    if other_ends is None:
        lo, hi, reliability = scale.lo, scale.hi, scale.reliability
    else:
        times = k if scale.method == "sum" else 1
        lo, hi, reliability = other_ends[0] * times, other_ends[1] * times, None
    se = math.nan
    if reliability is not None:
        se = reliability.sd * math.sqrt(1 - reliability.alpha) * math.sqrt(k / m)
    half = 1.959963984540054 * se
    if math.isnan(se):
        return Slow(value, se, math.nan, math.nan, m)
    return Slow(value, se, max(lo, value - half), min(hi, value + half), m)


def slow_longest_run(row: Sequence[float | None], items: Sequence[Item]) -> int:
    best = run = 0
    before: float | None = None
    for item, answer in zip(items, row, strict=True):
        usable = (
            answer is not None
            and not math.isnan(answer)
            and item.lo <= answer <= item.hi
        )
        run = (run + 1 if answer == before else 1) if usable else 0
        before = answer if usable else None
        best = max(best, run)
    return best
