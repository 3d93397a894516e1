"""Signs in the answers themselves that a person may not have read the questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._key import Key

# Working rules, not published cut-offs: they ask for a second look, no more.
_MANY_MISSING = 0.2
_SHORTEST_LINE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How one person answered one questionnaire.

    Attributes:
        share_missing: Share of items without a usable answer, 0 to 1.
        out_of_range: Answers that the response scale does not have.
        longest_run: Most equal answers one after another, in printed order.
        straight_line: Whether that run covers at least half of the questionnaire
            (and eight items). Only told where items are keyed both ways: there a
            long run contradicts itself, elsewhere it may be honest.
        too_many_missing: Whether more than a fifth of the items are missing.
    """

    share_missing: float
    out_of_range: int
    longest_run: int
    straight_line: bool
    too_many_missing: bool


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Qualities:
    """`Quality` of many people, one array a field, shape (person,)."""

    share_missing: NDArray[np.float64]
    out_of_range: NDArray[np.int16]
    longest_run: NDArray[np.int16]
    straight_line: NDArray[np.bool_]
    too_many_missing: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.share_missing)

    def __repr__(self) -> str:
        return (
            f"Qualities({len(self)} people, {int(self.straight_line.sum())} straight "
            f"lines, {int(self.too_many_missing.sum())} with many missing)"
        )

    def of(self, person: int) -> Quality:
        """The quality of one person, counted from 0."""
        return Quality(
            share_missing=float(self.share_missing[person]),
            out_of_range=int(self.out_of_range[person]),
            longest_run=int(self.longest_run[person]),
            straight_line=bool(self.straight_line[person]),
            too_many_missing=bool(self.too_many_missing[person]),
        )


def qualities(
    usable: NDArray[np.int16],
    given: NDArray[np.int16],
    runs: NDArray[np.int16],
    key: Key,
) -> Qualities:
    """Flags from counts: usable answers, given answers, longest run of each person."""
    items = len(key.lo)
    share = (items - usable) / items
    return Qualities(
        share_missing=share,
        out_of_range=given - usable,
        longest_run=runs,
        straight_line=runs >= _line_limit(key),
        too_many_missing=share > _MANY_MISSING,
    )


def longest_runs(
    columns: NDArray[Any], usable: NDArray[np.bool_]
) -> NDArray[np.uint16]:
    """Longest run of equal usable answers, from (item, person) arrays.

    Item by item over all people at once; a missing answer ends a run.
    """
    people = columns.shape[1]
    equal = ((columns[1:] == columns[:-1]) & usable[1:] & usable[:-1]).view(np.uint8)
    run = usable[0].astype(np.uint16)
    best = run.copy()
    step = np.empty(people, np.uint16)
    for same, here in zip(equal, usable[1:], strict=True):
        np.multiply(run, same, out=step)
        np.add(step, here, out=run)
        np.maximum(best, run, out=best)
    return best


def _line_limit(key: Key) -> int:
    items = len(key.reverse)
    if items < _SHORTEST_LINE or not 0 < key.reverse.sum() < items:
        return items + 1
    return max(_SHORTEST_LINE, -(-items // 2))
