r"""Minus twice the log-likelihood, by ML or REML, with gradient and Hessian.

With P = W - W X (X'WX)^{-1} X'W and W = V^{-1} (Lindstrom and Bates 1988,
doi:10.1080/01621459.1988.10478693), for REML

$$ -2\ell = \log|V| + \log|X'WX| + y'Py + (n - p)\log 2\pi $$
$$ \partial_k = \mathrm{tr}(P V_k) - y'P V_k P y $$
$$ \partial_{kl} = -\mathrm{tr}(P V_k P V_l) + 2 y'P V_k P V_l P y
   + \mathrm{tr}(P V_{kl}) - y'P V_{kl} P y $$

and for ML without the second term and with W for P in the traces. Fixed effects are
profiled out. Everything is a function of sums over couples, with y as one more column
of X, so that one pass over them is enough and no couple must be kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import cho_factor, cho_solve

from ._covariance import Covariance, Patterns

LOG_TWO_PI = float(np.log(2 * np.pi))


@dataclass(frozen=True, eq=False)
class Batch:
    """Couples of about one size, as many for every pattern.

    Attributes:
        over: Their patterns.
        xy: Fixed effects and, as the last column, the outcome; nought where padded.
        rows: How many rows there are, without padding.
    """

    over: Patterns
    xy: Float[ndarray, "pattern row couple column"]
    rows: int

    @property
    def columns(self) -> Float[ndarray, "pattern row column_of_all_couples"]:
        return self.xy.reshape(*self.xy.shape[:2], -1)


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over couples; W is the inverse of V, and D each derivative of it.

    Attributes:
        log_determinant: Of all V.
        m: [X y]' W [X y].
        trace: tr(W D), first derivatives, then second ones.
        f: [X y]' W D W [X y], likewise.
        traces: tr(W D W D').
        q: [X y]' W D W D' W [X y].
    """

    log_determinant: float
    m: Float[ndarray, "p p"]
    trace: Float[ndarray, " d"]
    f: Float[ndarray, "d p p"]
    traces: Float[ndarray, "k k"]
    q: Float[ndarray, "k k p p"]

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.log_determinant + other.log_determinant,
            self.m + other.m,
            self.trace + other.trace,
            self.f + other.f,
            self.traces + other.traces,
            self.q + other.q,
        )


def sums_of(
    batch: Batch, covariance: Covariance, entries: Float[ndarray, " entry"], order: int
) -> Sums:
    """Sums over the couples of one batch, for derivatives up to an order of 0 or 2.

    Raises:
        numpy.linalg.LinAlgError: If V is not positive definite.
    """
    v = covariance.value(entries, batch.over)
    couples, p = batch.xy.shape[2:]
    factor = np.linalg.cholesky(v)
    log_determinant = 2 * couples * float(np.log(np.diagonal(factor, 0, 1, 2)).sum())
    w = np.linalg.inv(v)
    b = w @ batch.columns
    m = batch.columns.reshape(-1, p).T @ b.reshape(-1, p)
    none = np.zeros(0)
    if not order:
        return Sums(
            log_determinant, m, none, np.zeros((0, p, p)), np.zeros((0, 0)),
            np.zeros((0, 0, p, p)),
        )  # fmt: skip
    first = covariance.first(entries, batch.over)
    d = np.concatenate([first, covariance.second(entries, batch.over)])
    trace = couples * np.einsum("dunm,unm->d", d, w)
    db = d @ b
    f = _blocks(_wide(b[None], p), _wide(db, p), p)[0]
    wd = w @ first
    flat, turned = _flat(wd), _flat(np.swapaxes(wd, 2, 3))
    q = _blocks(_wide(db[: len(first)], p), _wide(wd @ b, p), p)
    return Sums(log_determinant, m, trace, f, couples * flat @ turned.T, q)


def _flat(stack: Float[ndarray, "k u n n"]) -> Float[ndarray, "k all"]:
    return stack.reshape(len(stack), -1)


def _wide(stack: Float[ndarray, "k u n mp"], p: int) -> Float[ndarray, "rows kp"]:
    """The rows of all couples below each other, one set of columns beside the next."""
    k = len(stack)
    return np.moveaxis(stack.reshape(k, -1, p), 0, 1).reshape(-1, k * p)


def _blocks(
    left: Float[ndarray, "rows kp"], right: Float[ndarray, "rows lp"], p: int
) -> Float[ndarray, "k l p p"]:
    """Each set of columns times each other one, summed over rows."""
    product = left.T @ right
    shape = (product.shape[0] // p, p, product.shape[1] // p, p)
    return np.ascontiguousarray(product.reshape(shape).swapaxes(1, 2))


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The likelihood at one place, by the entries of the covariance matrices.

    Attributes:
        sums: Sums over couples there.
        curved: Pairs of entries with a second derivative of V, as in ``sums``.
        rows: How many rows there are.
        reml: Whether it is the restricted likelihood.
    """

    sums: Sums
    curved: Sequence[tuple[int, int]]
    rows: int
    reml: bool

    @cached_property
    def unscaled(self) -> Float[ndarray, "p p"]:
        """(X'WX)^{-1}, the covariance matrix of the fixed effects."""
        x = self.sums.m[:-1, :-1]
        return cho_solve(cho_factor(x), np.eye(len(x))) if len(x) else x

    @cached_property
    def beta(self) -> Float[ndarray, " p"]:
        return self.unscaled @ self.sums.m[:-1, -1]

    @cached_property
    def _v(self) -> Float[ndarray, " p1"]:
        """What makes residuals of the columns of [X y]."""
        return np.append(-self.beta, 1.0)

    @property
    def value(self) -> float:
        """Minus twice the log-likelihood, with all its constants."""
        s, p = self.sums, len(self.beta)
        free = self.rows - p if self.reml else self.rows
        value = s.log_determinant + self._v @ s.m @ self._v + free * LOG_TWO_PI
        if self.reml and p:
            value += np.linalg.slogdet(s.m[:-1, :-1])[1]
        return float(value)

    @property
    def _first_order(self) -> Float[ndarray, " d"]:
        """tr(P D) - y'P D P y for every derivative, first and second."""
        s = self.sums
        slopes = s.trace - np.einsum("i,dij,j->d", self._v, s.f, self._v)
        if self.reml:
            slopes = slopes - np.einsum("ij,dji->d", self.unscaled, s.f[:, :-1, :-1])
        return slopes

    @property
    def gradient(self) -> Float[ndarray, " k"]:
        return self._first_order[: len(self.sums.traces)]

    @property
    def hessian(self) -> Float[ndarray, "k k"]:
        s, k, v = self.sums, len(self.sums.traces), self._v
        g = s.f[:k, :-1] @ v
        sway = np.einsum("i,klij,j->kl", v, s.q, v) - g @ self.unscaled @ g.T
        hessian = 2 * sway - self._traces()
        for (row, column), extra in zip(
            self.curved, self._first_order[k:], strict=True
        ):
            hessian[row, column] += extra
            if row != column:
                hessian[column, row] += extra
        return (hessian + hessian.T) / 2

    def _traces(self) -> Float[ndarray, "k k"]:
        """tr(P V_k P V_l), or with W for P."""
        s, k = self.sums, len(self.sums.traces)
        if not self.reml:
            return s.traces
        f = self.unscaled @ s.f[:k, :-1, :-1]
        mixed = np.einsum("ij,klji->kl", self.unscaled, s.q[:, :, :-1, :-1])
        return s.traces - mixed - mixed.T + np.einsum("kij,lji->kl", f, f)

    @property
    def sway(self) -> Float[ndarray, "k p p"]:
        """How the covariance of the fixed effects moves with each entry."""
        k = len(self.sums.traces)
        return self.unscaled @ self.sums.f[:k, :-1, :-1] @ self.unscaled


def evaluate(
    batches: Sequence[Batch],
    covariance: Covariance,
    entries: Float[ndarray, " entry"],
    *,
    reml: bool,
    order: int = 2,
) -> Evaluation:
    """The likelihood of all couples at these entries of the covariance matrices.

    Raises:
        numpy.linalg.LinAlgError: If a covariance matrix is not positive definite.
    """
    parts = [sums_of(batch, covariance, entries, order) for batch in batches]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    curved = covariance.curved() if order else ()
    return Evaluation(total, curved, sum(b.rows for b in batches), reml)
