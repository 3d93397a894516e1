"""Where the boxes of a drawing stand: columns by clock, rows by their neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_SWEEPS = 24


def rows(
    columns: Sequence[Sequence[str]],
    neighbours: Mapping[str, Mapping[str, float]],
    weight: Mapping[str, float],
) -> dict[str, float]:
    """Height of each box, so that few lines cross.

    Each box moves to the mean height of those it is joined with, column by column and
    back; boxes of a column keep the room that they need.

    Args:
        columns: Boxes of each column, and the places where lines pass through it.
        neighbours: Weight of the lines between any two.
        weight: Room that each needs.

    Returns:
        The middle of each, in units of room; every column is centred.
    """
    ordered = [list(column) for column in columns]
    tallest = max(sum(weight[name] for name in column) for column in columns)
    height: dict[str, float] = {}
    for column in ordered:
        _stack(column, height, weight, tallest)
    for sweep in range(_SWEEPS):
        turn = (
            range(len(ordered)) if sweep % 2 == 0 else range(len(ordered) - 1, -1, -1)
        )
        for number in turn:
            column = ordered[number]
            wish = {name: _mean(name, height, neighbours) for name in column}
            column.sort(key=lambda name: (wish[name], name))
            _stack(column, height, weight, tallest)
    return height


def _stack(
    column: Sequence[str],
    height: dict[str, float],
    weight: Mapping[str, float],
    tallest: float,
) -> None:
    """Boxes one under the other, with equal gaps over the whole height."""
    spare = (tallest - sum(weight[name] for name in column)) / max(len(column), 1)
    y = 0.0
    for name in column:
        height[name] = y + (weight[name] + spare) / 2
        y += weight[name] + spare


def _mean(
    name: str,
    height: Mapping[str, float],
    neighbours: Mapping[str, Mapping[str, float]],
) -> float:
    joined = neighbours.get(name, {})
    total = sum(joined.values())
    if total == 0.0:
        return height[name]
    return sum(height[other] * weight for other, weight in joined.items()) / total
