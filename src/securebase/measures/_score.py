from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from securebase.core import Z95

from ._instrument import Instrument, Reliability
from ._key import Floats, Key, as_floats, as_matrix, key_of
from ._quality import Qualities, longest_runs, qualities

# Rows at a time: the block and its copies stay in a core's cache.
_BLOCK = 8192


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Scores:
    """Scores of many people.

    Attributes:
        scales: Ids of the scales, the second axis of every array below.
        titles: Their words for a reader.
        value: Scores, shape (person, scale); NaN where too few answers.
        se: Standard errors of measurement, in the units of the score; NaN where
            there is no score or `no_error` says why there is none.
        low, high: Ends of the 95% band, kept on the scale.
        answered: Usable answers behind each score, shape (person, scale).
        asked: Items of each scale, shape (scale,).
        lo, hi: Ends of each score's range, shape (scale,).
        own_range: Whether the answers were on the questionnaire's own range.
        no_error: Scale id to the reason why it has no standard error.
        quality: Signs of careless answering, one a person.
    """

    scales: tuple[str, ...]
    titles: tuple[str, ...]
    value: Floats
    se: Floats
    low: Floats
    high: Floats
    answered: NDArray[np.int16]
    asked: NDArray[np.int64]
    lo: Floats
    hi: Floats
    own_range: bool
    no_error: Mapping[str, str]
    quality: Qualities

    def __len__(self) -> int:
        return len(self.value)

    def __repr__(self) -> str:
        unscored = int(np.isnan(self.value).sum())
        return (
            f"Scores({len(self)} people, {len(self.scales)} scales, "
            f"{unscored} scores missing)"
        )


def score(
    answers: NDArray[Any],
    instrument: Instrument,
    *,
    lo: int | None = None,
    hi: int | None = None,
    reversed_already: bool = False,
    reliabilities: Mapping[str, Reliability] | None = None,
    block: int = _BLOCK,
) -> Scores:
    r"""Scores of many people, with standard error, 95% band and quality flags.

    A reversed item counts $\mathrm{lo} + \mathrm{hi} - x$ with its own range. A scale
    is the mean (or $k$ times the mean, for a sum) of its answered items, where at
    least `Scale.min_answered` are; a scale whose items differ in range or weight needs
    all of them.

    The standard error of $m$ answers out of $k$ is $\mathrm{SEM}\sqrt{k/m}$: with
    parallel items of answer variance $s^2$ and single-item reliability $r$ the error
    variance of a mean of $m$ is $s^2(1-r)/m$, hence $k/m$ times that of all $k$. So
    a missing answer never makes a score more precise.

    Args:
        answers: Numbers of shape (person, item), items in printed order; NaN or
            masked where missing. Outside the range counts as missing and is counted.
        instrument: The questionnaire.
        lo: Lowest answer of this file, where it is not the questionnaire's own.
        hi: Highest answer of this file, likewise. On another range neither the
            reliability nor the comparison sample of the questionnaire applies.
        reversed_already: Whether reversed items were turned before.
        reliabilities: Scale id to figures to use instead of the questionnaire's,
            such as those of the file itself.
        block: People at a time; changes speed, never results.

    Returns:
        Scores, row for row as the answers.

    Raises:
        ScoreError: Wrong shape or type, or an impossible range.
    """
    key = key_of(instrument, lo=lo, hi=hi, reversed_already=reversed_already)
    matrix = as_matrix(answers, len(instrument.items))
    errors, no_error = _errors(key, reliabilities or {})
    sheet = _Sheet(key, errors, len(matrix))
    for start in range(0, len(matrix), max(1, block)):
        sheet.fill(start, as_floats(matrix[start : start + max(1, block)]))
    return sheet.scores(no_error)


class _Sheet:
    """The arrays being filled; inside, (scale, person), so that rows are contiguous."""

    def __init__(self, key: Key, sem: Floats, people: int) -> None:
        scales, items = key.member.shape
        self.key = key
        member = key.member.astype(float)
        self.sum_of_raw = key.weight * np.where(key.reverse, -1.0, 1.0)
        # One product with "is it usable" gives the turning constants, the answered
        # of every scale, and the usable of the whole questionnaire.
        turning = key.weight * np.where(key.reverse, key.lo + key.hi, 0.0)
        self.sum_of_usable = np.vstack([turning, member, np.ones((1, items))])
        self.divisor, self.error = _by_answered(key, sem)
        self.offset = (np.arange(scales) * (items + 1))[:, None]
        self.value, self.se, self.low, self.high = np.empty((4, scales, people))
        self.answered = np.empty((scales, people), np.int16)
        self.usable, self.given, self.runs = np.empty((3, people), np.int16)

    def fill(self, start: int, block: Floats) -> None:
        """Score the people of one block, who begin at row `start`."""
        rows = slice(start, start + len(block))
        # Always a copy: one person's row is contiguous either way, and is written to.
        columns = np.array(block.T, order="C")
        inside = (columns >= self.key.lo[:, None]) & (columns <= self.key.hi[:, None])
        self.given[rows] = len(columns) - np.isnan(columns).sum(axis=0, dtype=np.int16)
        columns[~inside] = 0.0
        counts = self.sum_of_usable @ inside.astype(float)
        scales = len(self.value)
        answered = counts[scales : 2 * scales].astype(np.int16)
        at = answered + self.offset
        total = self.sum_of_raw @ columns + counts[:scales]
        self.value[:, rows] = total / self.divisor.take(at)
        self.se[:, rows] = self.error.take(at)
        self.answered[:, rows] = answered
        self.usable[rows] = counts[-1]
        self.runs[rows] = longest_runs(columns, inside)
        self._band(rows)

    def _band(self, rows: slice) -> None:
        value, half = self.value[:, rows], Z95 * self.se[:, rows]
        np.maximum(value - half, self.key.scale_lo[:, None], out=self.low[:, rows])
        np.minimum(value + half, self.key.scale_hi[:, None], out=self.high[:, rows])

    def scores(self, no_error: Mapping[str, str]) -> Scores:
        scales = self.key.instrument.scales
        return Scores(
            scales=tuple(scale.id for scale in scales),
            titles=tuple(scale.title for scale in scales),
            value=self.value.T,
            se=self.se.T,
            low=self.low.T,
            high=self.high.T,
            answered=self.answered.T,
            asked=self.key.asked,
            lo=self.key.scale_lo,
            hi=self.key.scale_hi,
            own_range=self.key.own_range,
            no_error=no_error,
            quality=qualities(self.usable, self.given, self.runs, self.key),
        )


def _errors(
    key: Key, given: Mapping[str, Reliability]
) -> tuple[Floats, Mapping[str, str]]:
    """Standard error of each complete scale, and why some have none."""
    sem, reasons = np.full(len(key.member), np.nan), {}
    for row, scale in enumerate(key.instrument.scales):
        own = scale.reliability if key.own_range else None
        used = given.get(scale.id, own)
        if used is not None:
            sem[row] = used.sem
        elif key.own_range:
            reasons[scale.id] = "no reliability of this scale is known"
        else:
            reasons[scale.id] = f"its reliability is not known on {key.words}"
    return sem, reasons


def _by_answered(key: Key, sem: Floats) -> tuple[Floats, Floats]:
    """What to divide by, and the standard error, for each number of answers.

    Both of shape (scale, items + 1), NaN where too few are answered.
    """
    answered = np.arange(key.member.shape[1] + 1, dtype=float)
    asked = key.asked[:, None]
    scored = answered >= key.needed[:, None]
    share = np.where(scored, answered / asked, np.nan)
    # A mean divides by the answers themselves: 49 * (1/49) is not quite 1.
    divisor = np.where(key.sums[:, None], share, np.where(scored, answered, np.nan))
    return divisor, sem[:, None] / np.sqrt(share)
