"""Couples put together so that each pattern is inverted once, and many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from ._covariance import Patterns
from ._design import Design
from ._likelihood import Batch

# Entries of V in one batch: some ten megabytes for V, more for its derivatives.
_ENTRIES = 200_000
# Couples are padded to the longest of their batch, by so much at most.
_LONGER = 1.2

# Of one couple; how many differs from couple to couple.
Rows = Int[ndarray, "_"]


def batches_of(design: Design) -> list[Batch]:
    """All couples; those with equal days and random effects share one pattern."""
    return [_batch(design, groups) for groups in rows_of_batches(design)]


def rows_of_batches(design: Design) -> list[list[list[Rows]]]:
    """By batch and pattern: the rows of each couple."""
    order = np.lexsort((design.member, design.time, design.couple))
    ends = np.flatnonzero(np.diff(design.couple[order])) + 1
    alike: dict[bytes, list[Rows]] = defaultdict(list)
    for rows in np.split(order, ends):
        alike[_pattern(design, rows)].append(rows)
    by_count: dict[int, list[list[Rows]]] = defaultdict(list)
    for group in alike.values():
        by_count[len(group)].append(group)
    return [
        chunk
        for _, groups in sorted(by_count.items())
        for chunk in _chunks(sorted(groups, key=lambda group: len(group[0])))
    ]


def _pattern(design: Design, rows: Rows) -> bytes:
    """What V depends on; only differences of times count."""
    time = design.time[rows]
    parts = (np.float64(rows.size), design.z[rows], design.member[rows], time - time[0])
    return b"".join(part.tobytes() for part in parts)


def _chunks(groups: list[list[Rows]]) -> Iterator[list[list[Rows]]]:
    start = 0
    for end in range(1, len(groups) + 1):
        if end == len(groups) or not _together(groups, start, end):
            yield groups[start:end]
            start = end


def _together(groups: list[list[Rows]], start: int, end: int) -> bool:
    """Whether the next group still goes with those before."""
    shortest, longest = len(groups[start][0]), len(groups[end][0])
    many = (end - start + 1) * longest**2
    return longest <= _LONGER * shortest + 2 and many <= _ENTRIES


def _batch(design: Design, groups: list[list[Rows]]) -> Batch:
    longest = max(len(group[0]) for group in groups)
    shape = (len(groups), longest)
    terms = design.z.shape[1]
    members = 2 * len(design.kinds.kinds)
    z = np.zeros((*shape, members, terms))
    member, time = np.zeros(shape, dtype=np.int64), np.zeros(shape)
    there = np.zeros(shape, dtype=bool)
    both = np.column_stack([design.x, design.left])
    xy = np.zeros((*shape, len(groups[0]), both.shape[1]))
    for place, group in enumerate(groups):
        rows, n = group[0], len(group[0])
        member[place, :n], time[place, :n] = design.member[rows], design.time[rows]
        there[place, :n] = True
        z[place, range(n), design.member[rows]] = design.z[rows]
        xy[place, :n] = np.swapaxes(both[np.stack(group)], 0, 1)
    patterns = Patterns(z.reshape(*shape, -1), member, _lags(time), there)
    return Batch(patterns, xy, sum(len(it) for group in groups for it in group))


def _lags(time: Float[ndarray, "u n"]) -> Float[ndarray, "u n n"]:
    return np.abs(time[:, :, None] - time[:, None, :])
