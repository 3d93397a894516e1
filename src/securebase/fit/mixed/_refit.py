r"""One design, very many outcomes: all fits at once, for power and for calibration.

Couples with one pattern enter by sums over them alone: K = Σ x x', B = Σ x y', S = Σ y y',
each by pairs of rows. With W = V^{-1}, e = y - Xβ and C = (X'WX)^{-1} the slope of
minus twice the log-likelihood along any change D of V is

$$ \langle D,\; N W - W (\sum e e' + \sum X C X') W \rangle $$

(without the last sum by ML). A step costs an inverse and two products for each pattern
and outcome, however many couples share it. All studies climb together, each with its own
quasi-Newton matrix, from where the fit of the real outcome stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy import stats

from securebase.core import FitError
from securebase.fit._threads import one_thread

from ._batches import rows_of_batches
from ._covariance import Covariance, Patterns
from ._fit import Fit
from ._likelihood import LOG_TWO_PI
from ._search import slopes_of

_STEPS, _GAIN, _HALVINGS = 80, 1e-8, 12
# Numbers in one array of a chunk of studies: a hundred megabytes or so in all.
_ENTRIES = 1_500_000
_AT_ONCE = 250


@dataclass(frozen=True, eq=False)
class Refits:
    """Fits of many outcomes with one design.

    Attributes:
        effects: Names of the fixed effects.
        estimates: Of the fixed effects.
        se: Their standard errors.
        df: Degrees of freedom by Satterthwaite, from the fit of the real outcome.
        free: The covariances' free numbers.
        minus_two_log_likelihood: Of each study.
        converged: Whether its search ended well.
    """

    effects: tuple[str, ...]
    estimates: Float[ndarray, "study p"]
    se: Float[ndarray, "study p"]
    df: Float[ndarray, " p"]
    free: Float[ndarray, "study free"]
    minus_two_log_likelihood: Float[ndarray, " study"]
    converged: Bool[ndarray, " study"]

    def p(self) -> Float[ndarray, "study p"]:
        """Two-sided p of each effect in each study."""
        return 2 * stats.t.sf(np.abs(self.estimates / self.se), self.df)

    def power(self, *, alpha: float = 0.05) -> pd.Series[float]:
        """Share of the studies that ended well in which each effect was significant."""
        found = (self.p()[self.converged] < alpha).mean(0)
        return pd.Series(found, pd.Index(self.effects, name="effect"))

    def to_frame(self) -> pd.DataFrame:
        """A row for each study and effect: ``estimate``, ``se``, ``p``, ``converged``."""
        index = pd.MultiIndex.from_product(
            [range(len(self.estimates)), self.effects], names=["study", "effect"]
        )
        columns = {"estimate": self.estimates, "se": self.se, "p": self.p()}
        made = pd.DataFrame({it: values.ravel() for it, values in columns.items()}, index)
        return made.assign(converged=np.repeat(self.converged, len(self.effects)))


@dataclass(frozen=True, eq=False)
class _Couples:
    """Couples of one pattern, by sums over them."""

    over: Patterns
    count: int
    k: Float[ndarray, "n n p p"]
    b: Float[ndarray, "study n n p"]
    s: Float[ndarray, "study n n"]


def refitted(fit: Fit, outcomes: Float[ndarray, "row study"]) -> Refits:
    """See `Fit.refit`."""
    if fit.covariance is None or not fit.outcome.has_estimates:
        raise FitError(
            f"A fit must have estimates to start from. Got none instead. {fit.outcome}"
        )
    if len(outcomes) != len(fit.design.y) or not np.isfinite(outcomes).all():
        raise FitError(
            f"Outcomes must be numbers in {len(fit.design.y)} rows, as many as the fit "
            f"used. Got {len(outcomes)} rows, or missing ones, instead. Draw them with "
            "simulate(), or take rows where design.used is true."
        )
    left = outcomes - (fit.design.x @ fit.design.first_guess)[:, None]
    at_once = _at_once(fit)
    with one_thread():
        parts = [
            _climb(fit, left[:, start : start + at_once])
            for start in range(0, left.shape[1], at_once)
        ]
    free, value, beta, se, good = (np.concatenate(it) for it in zip(*parts, strict=True))
    return Refits(
        effects=fit.design.names, estimates=beta + fit.design.first_guess, se=se,
        df=fit.fixed()["df"].dropna().to_numpy(float)
        if fit.outcome.trusted else np.full(beta.shape[1], np.inf),
        free=free, minus_two_log_likelihood=value, converged=good,
    )  # fmt: skip


def _at_once(fit: Fit) -> int:
    """As many studies as fit into memory together."""
    p = fit.design.x.shape[1]
    pairs = sum(it.over.z.shape[0] * it.over.z.shape[1] ** 2 for it in fit.batches)
    return int(np.clip(_ENTRIES // max(pairs * (p + 2), 1), 1, _AT_ONCE))


def _sums(fit: Fit, left: Float[ndarray, "row study"]) -> Iterator[_Couples]:
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
            yield _Couples(
                over, len(group),
                np.einsum("cip,cjq->ijpq", x, x, optimize=True),
                np.einsum("cip,cjr->rijp", x, y, optimize=True),
                np.einsum("cir,cjr->rij", y, y, optimize=True),
            )  # fmt: skip


def _climb(fit: Fit, left: Float[ndarray, "row study"]) -> tuple[ndarray, ...]:
    """Quasi-Newton steps of all studies together (Broyden, Fletcher, Goldfarb, Shanno)."""
    place = _Place(fit, list(_sums(fit, left)))
    studies, size = left.shape[1], fit.free.size
    free = np.repeat(fit.free[None], studies, 0)
    value, slope = place.look(free)
    inverse = np.repeat((fit.doubt / 2 + 1e-9 * np.eye(size))[None], studies, 0)
    for _ in range(_STEPS):
        step = -np.einsum("rij,rj->ri", inverse, slope)
        gain = -np.einsum("ri,ri->r", step, slope)
        going = gain > _GAIN
        if not going.any():
            break
        new, new_value, new_slope = place.along(free, step, value, slope, gain, going)
        inverse = _updated(inverse, new - free, new_slope - slope)
        free, value, slope = new, new_value, new_slope
    good = np.einsum("ri,rij,rj->r", slope, inverse, slope) < 1e-4
    beta, se = place.effects(free)
    return free, value, beta, se, good


def _updated(
    inverse: Float[ndarray, "r k k"],
    step: Float[ndarray, "r k"],
    change: Float[ndarray, "r k"],
) -> Float[ndarray, "r k k"]:
    """The quasi-Newton matrices after a step, where it went upwards in slope."""
    along = np.einsum("ri,ri->r", step, change)
    able = along > 1e-12
    rho = np.where(able, 1 / np.where(able, along, 1.0), 0.0)
    turn = np.eye(step.shape[1]) - rho[:, None, None] * step[:, :, None] * change[:, None]
    outer = rho[:, None, None] * step[:, :, None] * step[:, None]
    new = turn @ inverse @ np.swapaxes(turn, 1, 2) + outer
    return np.where(able[:, None, None], new, inverse)


class _Place:
    """The likelihoods of all studies, at one set of numbers each."""

    def __init__(self, fit: Fit, couples: Sequence[_Couples]) -> None:
        assert fit.covariance is not None
        self._covariance: Covariance = fit.covariance
        self._couples = couples
        self._reml = fit.method == "reml"
        self._rows = len(fit.design.y)

    def _weights(
        self, free: Float[ndarray, "r k"]
    ) -> Iterator[tuple[_Couples, Float[ndarray, "r n n"], Float[ndarray, " r"]]]:
        """For each pattern the inverses of V, and their log-determinants."""
        entries = np.stack([self._covariance.entries(it) for it in free])
        for it in self._couples:
            v = np.concatenate([self._covariance.value(e, it.over) for e in entries])
            sign, size = np.linalg.slogdet(v)
            safe = np.where((sign > 0)[:, None, None], v, np.eye(v.shape[1]))
            yield it, np.linalg.inv(safe), np.where(sign > 0, size, np.inf)

    def _normal(
        self, parts: list[tuple[_Couples, ndarray, ndarray]]
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
        entries = np.zeros((len(free), self._covariance.size))
        for it, w, size in parts:
            xb = np.tensordot(beta, it.k, (1, 3))
            cross = np.einsum("rijp,rp->rij", it.b, beta)
            left = it.s - cross - np.swapaxes(cross, 1, 2)
            left += np.einsum("rijp,rp->rij", xb, beta)
            value += it.count * size + np.einsum("rij,rij->r", w, left)
            if self._reml:
                left = left + np.tensordot(c, it.k, ((1, 2), (2, 3)))
            pull = it.count * w - w @ left @ w
            entries += self._by_entry(free, it, pull)
        slopes = np.stack([slopes_of(self._covariance.entries, row) for row in free])
        return value, np.einsum("rek,re->rk", slopes, entries)

    def _by_entry(
        self, free: Float[ndarray, "r k"], it: _Couples, pull: Float[ndarray, "r n n"]
    ) -> Float[ndarray, "r entry"]:
        """Inner products of the pull with the derivative of V by each entry."""
        flat = pull.reshape(len(pull), -1)
        if not self._covariance.timed:
            # V is linear: one set of derivatives for all.
            first = self._covariance.first(self._covariance.entries(free[0]), it.over)
            return flat @ first.reshape(len(first), -1).T
        return np.stack(
            [
                self._covariance.first(self._covariance.entries(row), it.over)
                .reshape(self._covariance.size, -1) @ own
                for row, own in zip(free, flat, strict=True)
            ]
        )  # fmt: skip

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

    def _only(self, at: ndarray) -> _Place:
        """The same for some of the studies."""
        made = object.__new__(_Place)
        made.__dict__ |= self.__dict__
        made._couples = [
            _Couples(it.over, it.count, it.k, it.b[at], it.s[at]) for it in self._couples
        ]
        return made
