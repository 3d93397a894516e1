"""The marginal covariance of a couple's rows, V = Z G Z' + R, and its derivatives.

R has the entry S[m, m'] c(|t - t'|) between the row of member m at time t and that of
m' at t'. V is linear in the entries of G and of S, so that only the correlation over
time has second derivatives.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations_with_replacement

import numpy as np
from jaxtyping import Bool, Float, Int, Shaped
from numpy import ndarray
from scipy.linalg import block_diag

from ._structure import Structure


class OverTime(StrEnum):
    """How residuals of one couple go together from one time to another."""

    NONE = "none"
    AR1 = "ar1"
    CAR1 = "car1"


@dataclass(frozen=True, eq=False)
class Patterns:
    """Couples' rows as V sees them, padded; equal couples stand here once.

    Attributes:
        z: Values of the random effects, nought where padded.
        member: Which member of which kind of couple a row is of.
        lag: Time between any two rows.
        there: False where padded.
    """

    z: Float[ndarray, "pattern row random"]
    member: Int[ndarray, "pattern row"]
    lag: Float[ndarray, "pattern row row"]
    there: Bool[ndarray, "pattern row"]

    @property
    def both(self) -> Bool[ndarray, "pattern row row"]:
        return self.there[:, :, None] & self.there[:, None, :]

    def spread(
        self, square: Float[ndarray, "m m"]
    ) -> Float[ndarray, "pattern row row"]:
        """A matrix over members, laid out over rows."""
        laid = square[self.member[:, :, None], self.member[:, None, :]]
        return laid * self.both

    def through(
        self, square: Float[ndarray, "q q"]
    ) -> Float[ndarray, "pattern row row"]:
        """Z G Z'."""
        return self.z @ square @ np.swapaxes(self.z, 1, 2)


@dataclass(frozen=True, eq=False)
class Covariance:
    """What V is made of.

    Attributes:
        random: Of the random effects, G.
        residual: Between members at the same time, S.
        over_time: Of the residuals.
    """

    random: Structure
    residual: Structure
    over_time: OverTime

    @property
    def size(self) -> int:
        return self.random.size + self.residual.size + self.timed

    @property
    def timed(self) -> int:
        """How many numbers the correlation over time has."""
        return int(self.over_time != OverTime.NONE)

    def start(self) -> Float[ndarray, " free"]:
        ends = np.full(self.timed, 0.2)
        return np.concatenate([self.random.start(), self.residual.start(), ends])

    def split(
        self, values: Shaped[ndarray, "*many free"]
    ) -> tuple[
        Shaped[ndarray, "*many g"],
        Shaped[ndarray, "*many s"],
        Shaped[ndarray, "*many t"],
    ]:
        """Numbers of G, of S, and of the correlation over time."""
        g, s = self.random.size, self.residual.size
        return values[..., :g], values[..., g : g + s], values[..., g + s :]

    def entries(
        self, free: Shaped[ndarray, "*many free"]
    ) -> Shaped[ndarray, "*many entry"]:
        """Entries of G and S, and the correlation one unit of time apart."""
        g, s, t = self.split(free)
        along = np.tanh(t) if self.over_time == "ar1" else 1 / (1 + np.exp(-t))
        parts = (self.random.entries(g), self.residual.entries(s), along)
        return np.concatenate(parts, -1)

    def slope(
        self,
        free: Float[ndarray, "*many free"],
        weights: Float[ndarray, "*many entry"],
    ) -> Float[ndarray, "*many free"]:
        """Derivatives of the weighted sum of the entries."""
        (g, s, t), (dg, ds, dt) = self.split(free), self.split(weights)
        along = self.entries(free)[..., free.shape[-1] - t.shape[-1] :]
        ar1 = self.over_time == OverTime.AR1
        rate = 1 - along**2 if ar1 else along * (1 - along)
        parts = (self.random.slope(g, dg), self.residual.slope(s, ds), dt * rate)
        return np.concatenate(parts, -1)

    def bend(
        self, free: Float[ndarray, " free"], weights: Float[ndarray, " entry"]
    ) -> Float[ndarray, "free free"]:
        """Second derivatives of the weighted sum of the entries."""
        g, s, t = self.split(weights)
        along = self.entries(free)[free.size - t.size :]
        if self.over_time == OverTime.AR1:
            curve = -2 * along * (1 - along**2)
        else:
            curve = along * (1 - along) * (1 - 2 * along)
        parts = (self.random.bend(g), self.residual.bend(s), np.diag(t * curve))
        return block_diag(*parts)

    def value(
        self, entries: Float[ndarray, " entry"], over: Patterns
    ) -> Float[ndarray, "pattern row row"]:
        """V, with ones on the diagonal where padded."""
        g, s, t = self.split(entries)
        v = over.through(self.random.matrix(g))
        v += over.spread(self.residual.matrix(s)) * self._along(t, over.lag, 0)
        rows = np.arange(v.shape[1])
        v[:, rows, rows] += ~over.there
        return v

    def first(
        self, entries: Float[ndarray, " entry"], over: Patterns
    ) -> Float[ndarray, "entry pattern row row"]:
        """Derivatives of V by each entry."""
        _, s, t = self.split(entries)
        along = self._along(t, over.lag, 0)
        parts = [over.through(unit) for unit in self.random.basis]
        parts += [over.spread(unit) * along for unit in self.residual.basis]
        if t.size:
            parts.append(
                over.spread(self.residual.matrix(s)) * self._along(t, over.lag, 1)
            )
        return np.stack(parts)

    def second(
        self, entries: Float[ndarray, " entry"], over: Patterns
    ) -> Float[ndarray, "pair pattern row row"]:
        """Second derivatives of V, for the pairs of `curved` only."""
        _, s, t = self.split(entries)
        if not t.size:
            return np.zeros((0, *over.lag.shape))
        slope = self._along(t, over.lag, 1)
        parts = [over.spread(unit) * slope for unit in self.residual.basis]
        bend = over.spread(self.residual.matrix(s)) * self._along(t, over.lag, 2)
        return np.stack([*parts, bend])

    def curved(self) -> list[tuple[int, int]]:
        """Pairs of entries whose second derivative is not nought."""
        if self.over_time == "none":
            return []
        last, first = self.size - 1, self.random.size
        return [(k, last) for k in range(first, last)] + [(last, last)]

    def _along(
        self,
        rho: Float[ndarray, " t"],
        lag: Float[ndarray, "pattern row row"],
        order: int,
    ) -> Float[ndarray, "pattern row row"]:
        """The correlation over time, or its derivative by ``rho``."""
        if not rho.size:
            return np.where(lag == 0, 1.0, 0.0)
        factor = np.ones_like(lag)
        for down in range(order):
            factor *= lag - down
        # Where the factor is nought, a power below nought must not spoil it.
        power = np.where(factor == 0, 0.0, lag - order)
        return factor * np.power(rho[0], power)


def pairs(size: int) -> list[tuple[int, int]]:
    """All pairs of entries, each once."""
    return list(combinations_with_replacement(range(size), 2))
