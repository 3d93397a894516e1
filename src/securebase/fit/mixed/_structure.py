"""Covariance matrices that are positive semi-definite whatever their numbers.

A matrix is a sum of free blocks, C = K L L' K', each put in one or more places:
Σ = Σ_blocks Σ_places T C T'. Two partners who can be told apart have one block for
both. Two who cannot have one for their sum and one for their difference, so that both
get the same variance and no number can make the matrix impossible.

L is a plain Cholesky factor, not one with a logarithm on its diagonal: a variance of
nought is then an ordinary place that a search can reach, not one at infinity. K brings
every number to one scale, and turns intercepts and slopes so that they hardly go
together, whatever the units of time and wherever its nought lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float, Shaped
from numpy import ndarray
from scipy.linalg import block_diag


@dataclass(frozen=True, eq=False)
class Block:
    """A free covariance matrix and where it stands.

    Attributes:
        places: Each a matrix T, from the block to the whole.
        turn: The matrix K, from free numbers to the units of the data.
    """

    places: Float[ndarray, "place wide narrow"]
    turn: Float[ndarray, "narrow narrow"]

    @property
    def rows(self) -> int:
        return len(self.turn)

    @property
    def size(self) -> int:
        return self.rows * (self.rows + 1) // 2

    @cached_property
    def _at(self) -> tuple[ndarray, ndarray]:
        rows, columns = np.tril_indices(self.rows)
        return rows, columns

    def lower(
        self, free: Shaped[ndarray, "*many free"]
    ) -> Shaped[ndarray, "*many n n"]:
        """L."""
        lower = np.zeros((*free.shape[:-1], self.rows, self.rows), free.dtype)
        lower[..., *self._at] = free
        return lower

    def relative(
        self, free: Shaped[ndarray, "*many free"]
    ) -> Shaped[ndarray, "*many n n"]:
        """L L'."""
        lower = self.lower(free)
        return lower @ np.swapaxes(lower, -1, -2)

    def full(self, free: Shaped[ndarray, "*many free"]) -> Shaped[ndarray, "*many n n"]:
        """The block, K L L' K'."""
        return self.turn @ self.relative(free) @ self.turn.T

    def entries(
        self, free: Shaped[ndarray, "*many free"]
    ) -> Shaped[ndarray, "*many entry"]:
        """The lower triangle of the block, row by row."""
        return self.full(free)[..., *self._at]

    def slope(
        self,
        free: Float[ndarray, "*many free"],
        weights: Float[ndarray, "*many entry"],
    ) -> Float[ndarray, "*many free"]:
        """Derivatives of the weighted sum of the entries: 2 K' M K L."""
        half = self.lower(weights / 2)
        m = half + np.swapaxes(half, -1, -2)
        return (2 * self.turn.T @ m @ self.turn @ self.lower(free))[..., *self._at]

    def bend(self, weights: Float[ndarray, " entry"]) -> Float[ndarray, "free free"]:
        """Second derivatives of the weighted sum of the entries: they are constant.

        With M symmetric the sum is tr(M K L L' K'), and its Hessian 2 K' M K between
        the numbers of one column of L, nought between columns.
        """
        rows, columns = self._at
        m = np.zeros((self.rows, self.rows))
        m[rows, columns] += weights / 2
        m[columns, rows] += weights / 2
        m = 2 * self.turn.T @ m @ self.turn
        return m[np.ix_(rows, rows)] * (columns[:, None] == columns)

    def basis(self) -> Float[ndarray, "entry wide wide"]:
        """What one more in each entry adds to the whole."""
        units = []
        for row, column in zip(*self._at, strict=True):
            unit = np.zeros((self.rows, self.rows))
            unit[row, column] = unit[column, row] = 1.0
            units.append(np.sum(self.places @ unit @ np.swapaxes(self.places, 1, 2), 0))
        return np.stack(units)


@dataclass(frozen=True, eq=False)
class Structure:
    """A covariance matrix as a sum of blocks.

    Attributes:
        blocks: Its parts.
        wide: Rows of the whole matrix; there may be none.
    """

    blocks: Sequence[Block]
    wide: int

    @property
    def size(self) -> int:
        return sum(block.size for block in self.blocks)

    @cached_property
    def basis(self) -> Float[ndarray, "entry wide wide"]:
        """The matrix is this, weighted by its entries: the map is linear."""
        parts = [block.basis() for block in self.blocks]
        return np.concatenate([*parts, np.zeros((0, self.wide, self.wide))])

    def parts(
        self, free: Shaped[ndarray, "*many free"]
    ) -> list[tuple[Block, Shaped[ndarray, "*many part"]]]:
        """The blocks, each with its own free numbers."""
        ends = np.cumsum([block.size for block in self.blocks])
        return [
            (block, free[..., end - block.size : end])
            for block, end in zip(self.blocks, ends, strict=True)
        ]

    def entries(
        self, free: Shaped[ndarray, "*many free"]
    ) -> Shaped[ndarray, "*many entry"]:
        """Entries of all blocks in a row."""
        each = [block.entries(own) for block, own in self.parts(free)]
        return np.concatenate([free[..., :0], *each], -1)

    def slope(
        self,
        free: Float[ndarray, "*many free"],
        weights: Float[ndarray, "*many entry"],
    ) -> Float[ndarray, "*many free"]:
        """Derivatives of the weighted sum of the entries."""
        both = zip(self.parts(free), self.parts(weights), strict=True)
        each = [block.slope(own, weight) for (block, own), (_, weight) in both]
        return np.concatenate([free[..., :0], *each], -1)

    def bend(self, weights: Float[ndarray, " entry"]) -> Float[ndarray, "free free"]:
        """Second derivatives of the weighted sum of the entries."""
        parts = [block.bend(own) for block, own in self.parts(weights)]
        return block_diag(*parts) if parts else np.zeros((0, 0))

    def matrix(self, entries: Shaped[ndarray, " entry"]) -> Shaped[ndarray, "w w"]:
        """The whole matrix."""
        return np.tensordot(entries, self.basis, 1)

    def start(self) -> Float[ndarray, " free"]:
        """Free numbers with which every block is K K'."""
        units = [np.eye(block.rows) for block in self.blocks]
        return np.concatenate(
            [unit[np.tril_indices(len(unit))] for unit in units] or [np.zeros(0)]
        )


def told_apart(
    wide: int, at: Sequence[int], turn: Float[ndarray, "narrow narrow"]
) -> Block:
    """One block in the rows ``at``, every entry its own."""
    place = np.zeros((1, wide, len(at)))
    place[0, list(at), range(len(at))] = 1.0
    return Block(place, turn)


def alike(
    wide: int,
    first: Sequence[int],
    second: Sequence[int],
    turn: Float[ndarray, "narrow narrow"],
) -> tuple[Block, Block]:
    """Two blocks for partners who cannot be told apart: their sum, their difference."""
    blocks = []
    for sign in (1.0, -1.0):
        place = np.zeros((1, wide, len(first)))
        place[0, list(first), range(len(first))] = np.sqrt(0.5)
        place[0, list(second), range(len(second))] = sign * np.sqrt(0.5)
        blocks.append(Block(place, turn))
    return blocks[0], blocks[1]


def same_alone(wide: int, at: Sequence[int], scale: float) -> Block:
    """One variance for all the rows ``at``, which do not go together."""
    place = np.zeros((len(at), wide, 1))
    place[range(len(at)), list(at), 0] = 1.0
    return Block(place, np.array([[scale]]))
