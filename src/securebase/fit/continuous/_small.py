"""Small matrices written out: each entry is an array over couples.

XLA fuses the whole of it into a few vector loops. As arrays of matrices the same would
be thousands of calls on matrices of two rows, which costs a hundred times as much.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import jax.numpy as jnp
from jax import Array, lax

Entry: TypeAlias = Array
Row: TypeAlias = list[Entry]
Matrix: TypeAlias = list[Row]


def split(stack: Array) -> Matrix:
    """The entries of an array whose first two axes are rows and columns."""
    return [[stack[i, j] for j in range(stack.shape[1])] for i in range(stack.shape[0])]


def transposed(m: Matrix) -> Matrix:
    return [list(column) for column in zip(*m, strict=True)]


def dot(a: Sequence[Entry], b: Sequence[Entry]) -> Entry:
    total = a[0] * b[0]
    for left, right in zip(a[1:], b[1:], strict=True):
        total = total + left * right
    return total


def times(a: Matrix, b: Matrix) -> Matrix:
    columns = transposed(b)
    return [[dot(row, column) for column in columns] for row in a]


def between(a: Matrix, p: Matrix) -> Matrix:
    """The product a p a' for a symmetric p; each entry is computed once."""
    ap = times(a, p)
    return symmetric([[dot(ap[i], a[j]) for j in range(i + 1)] for i in range(len(a))])


def lower(m: Matrix) -> Matrix:
    """The lower triangle, which says all of a symmetric matrix."""
    return [row[: i + 1] for i, row in enumerate(m)]


def symmetric(triangle: Matrix) -> Matrix:
    """The whole matrix, from its lower triangle."""
    size = range(len(triangle))
    return [[triangle[max(i, j)][min(i, j)] for j in size] for i in size]


def added(a: Matrix, b: Matrix) -> Matrix:
    return [
        [x + y for x, y in zip(*rows, strict=True)] for rows in zip(a, b, strict=True)
    ]


class Root:
    """The Cholesky factor of a matrix, with what is needed to divide by it.

    A matrix that is not positive definite gives NaN, which whoever asked must look for:
    inside a compiled loop nothing can be raised.

    Attributes:
        log_determinant: Of the matrix.
    """

    log_determinant: Entry

    def __init__(self, m: Matrix) -> None:
        self._below: list[Row] = [[] for _ in m]
        self._inverse: Row = []
        pivots = []
        for j in range(len(m)):
            pivot = m[j][j]
            for known in self._below[j]:
                pivot = pivot - known * known
            inverse = lax.rsqrt(pivot)
            pivots.append(jnp.log(pivot))
            self._inverse.append(inverse)
            for i in range(j + 1, len(m)):
                rest = m[i][j]
                for k in range(j):
                    rest = rest - self._below[i][k] * self._below[j][k]
                self._below[i].append(rest * inverse)
        self.log_determinant = sum(pivots[1:], pivots[0])

    def divide(self, b: Sequence[Entry]) -> Row:
        """What the factor would have to be multiplied by to give ``b``."""
        found: Row = []
        for i, rest in enumerate(b):
            for k in range(i):
                rest = rest - self._below[i][k] * found[k]
            found.append(rest * self._inverse[i])
        return found
