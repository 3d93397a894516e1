r"""One design, very many outcomes: their likelihoods and slopes, all at once.

Couples with one pattern enter by sums over them alone: K = Σ x x', B = Σ x y' and
S = Σ y y', by pairs of rows. With W = V^{-1}, e = y - Xβ and C = (X'WX)^{-1} the slope
of minus twice the log-likelihood along any change D of V is

$$ \langle D,\; N W - W (\sum e e' + \sum X C X') W \rangle $$

(without the last sum by ML). A step costs an inverse and two products for each pattern
and outcome, however many couples share it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from ._batches import rows_of_batches
from ._covariance import Covariance, Patterns
from ._fit import Fit
from ._likelihood import LOG_TWO_PI

_HALVINGS = 12


@dataclass(frozen=True, eq=False)
class Units:
    """What one more of each entry of G and S adds to V, but for time; and the lags."""

    random: Float[ndarray, "g n n"]
    residual: Float[ndarray, "s n n"]
    lag: Float[ndarray, "n n"]

    def along(self, rho: Float[ndarray, "r t"]) -> Float[ndarray, "r_or_1 n n"]:
        """Correlation over time."""
        if not rho.shape[1]:
            return np.where(self.lag == 0, 1.0, 0.0)[None]
        return rho[:, :, None] ** self.lag

    def value(self, covariance: Covariance, entries: ndarray) -> ndarray:
        """V of each study."""
        g, s, t = covariance.split(entries)
        v = np.tensordot(g, self.random, 1)
        return v + np.tensordot(s, self.residual, 1) * self.along(t)

    def slope(self, covariance: Covariance, entries: ndarray, pull: ndarray) -> ndarray:
        """Inner products of a pull on V with the derivative by each entry."""
        _, s, t = covariance.split(entries)
        timed = pull * self.along(t)
        parts = [_inner(pull, self.random), _inner(timed, self.residual)]
        if t.shape[1]:
            held = np.tensordot(s, self.residual, 1) * timed * self.lag
            parts.append(held.sum((1, 2))[:, None] / t)
        return np.concatenate(parts, 1)


def _inner(pull: ndarray, units: ndarray) -> ndarray:
    n = pull.shape[1] * pull.shape[2]
    return np.asarray(pull.reshape(-1, n) @ units.reshape(-1, n).T)


@dataclass(frozen=True, eq=False)
class Alike:
    """Couples of one pattern, by sums over them."""

    units: Units
    count: int
    k: Float[ndarray, "n n p p"]
    b: Float[ndarray, "study n n p"]
    s: Float[ndarray, "study n n"]


class Place:
    """The likelihoods of all studies, at one set of numbers each."""

    def __init__(self, fit: Fit, couples: Sequence[Alike]) -> None:
        assert fit.covariance is not None
        self._covariance: Covariance = fit.covariance
        self._couples = couples
        self._reml = fit.method == "reml"
        self._rows = len(fit.design.y)

    def _weights(
        self, free: Float[ndarray, "r k"]
    ) -> Iterator[tuple[Alike, Float[ndarray, "r n n"], Float[ndarray, " r"]]]:
        """For each pattern the inverses of V, and their log-determinants."""
        entries = self._covariance.entries(free)
        for it in self._couples:
            v = it.units.value(self._covariance, entries)
            sign, size = np.linalg.slogdet(v)
            safe = np.where((sign > 0)[:, None, None], v, np.eye(v.shape[1]))
            yield it, np.linalg.inv(safe), np.where(sign > 0, size, np.inf)

    def _normal(
        self, parts: list[tuple[Alike, ndarray, ndarray]]
    ) -> tuple[ndarray, ndarray, ndarray]:
        """X'WX, its inverse and the fixed effects."""
        xx = sum(np.tensordot(w, it.k, 2) for it, w, _ in parts)
        xy = sum(np.einsum("rij,rijp->rp", w, it.b) for it, w, _ in parts)
        xx, xy = np.asarray(xx), np.asarray(xy)
        c = np.linalg.inv(xx)
        return xx, c, np.einsum("rpq,rq->rp", c, xy)

    def effects(self, free: Float[ndarray, "r k"]) -> tuple[ndarray, ndarray]:
        """Fixed effects and their standard errors."""
        _, c, beta = self._normal(list(self._weights(free)))
        return beta, np.sqrt(np.einsum("rpp->rp", c))

    def look(self, free: Float[ndarray, "r k"]) -> tuple[ndarray, ndarray]:
        """Minus twice the log-likelihood, and its slope along the free numbers."""
        parts = list(self._weights(free))
        xx, c, beta = self._normal(parts)
        p = beta.shape[1]
        value = np.full(len(free), (self._rows - p * self._reml) * LOG_TWO_PI)
        if self._reml:
            value += np.linalg.slogdet(xx)[1]
        entries = self._covariance.entries(free)
        slopes = np.zeros_like(entries)
        for it, w, size in parts:
            xb = np.tensordot(beta, it.k, (1, 3))
            cross = np.einsum("rijp,rp->rij", it.b, beta)
            left = it.s - cross - np.swapaxes(cross, 1, 2)
            left += np.einsum("rijp,rp->rij", xb, beta)
            value += it.count * size + np.einsum("rij,rij->r", w, left)
            if self._reml:
                left = left + np.tensordot(c, it.k, ((1, 2), (2, 3)))
            pull = it.count * w - w @ left @ w
            slopes += it.units.slope(self._covariance, entries, pull)
        return value, self._covariance.slope(free, slopes)

    def along(
        self,
        free: Float[ndarray, "r k"],
        step: Float[ndarray, "r k"],
        value: Float[ndarray, " r"],
        slope: Float[ndarray, "r k"],
        gain: Float[ndarray, " r"],
        going: Bool[ndarray, " r"],
    ) -> tuple[ndarray, ndarray, ndarray]:
        """A step of those that are still going, halved until it leads down."""
        new, new_value, new_slope = free.copy(), value.copy(), slope.copy()
        size, open_ = np.ones(len(free)), going.copy()
        for _ in range(_HALVINGS):
            at = np.flatnonzero(open_)
            if not at.size:
                break
            tried = free[at] + size[at, None] * step[at]
            part = self._only(at)
            found, way = part.look(tried)
            down = found <= value[at] - 1e-4 * size[at] * gain[at] + 1e-9
            took = at[down]
            new[took], new_value[took] = tried[down], found[down]
            new_slope[took] = way[down]
            open_[took] = False
            size[at[~down]] /= 3
        return new, new_value, new_slope

    def _only(self, at: ndarray) -> Place:
        """The same for some of the studies."""
        made = object.__new__(Place)
        made.__dict__ |= self.__dict__
        made._couples = [
            Alike(it.units, it.count, it.k, it.b[at], it.s[at]) for it in self._couples
        ]
        return made


def sums_over_couples(fit: Fit, left: Float[ndarray, "row study"]) -> Iterator[Alike]:
    """Sums over the couples of each pattern."""
    for batch, groups in zip(fit.batches, rows_of_batches(fit.design), strict=True):
        for place, group in enumerate(groups):
            n = len(group[0])
            over = Patterns(
                batch.over.z[place : place + 1, :n],
                batch.over.member[place : place + 1, :n],
                batch.over.lag[place : place + 1, :n, :n],
                batch.over.there[place : place + 1, :n],
            )
            x, y = fit.design.x[np.stack(group)], left[np.stack(group)]
            yield Alike(
                _units(fit.covariance, over), len(group),
                np.einsum("cip,cjq->ijpq", x, x, optimize=True),
                np.einsum("cip,cjr->rijp", x, y, optimize=True),
                np.einsum("cir,cjr->rij", y, y, optimize=True),
            )  # fmt: skip


def _units(covariance: Covariance | None, over: Patterns) -> Units:
    assert covariance is not None
    n = over.z.shape[1]
    none = np.zeros((0, n, n))
    random = [over.through(it) for it in covariance.random.basis]
    residual = [over.spread(it) for it in covariance.residual.basis]
    return Units(
        np.concatenate([none, *random]), np.concatenate([none, *residual]), over.lag[0]
    )
