"""Ensemble smoother with multiple data assimilation (Emerick and Reynolds, 2013).

Many sets of parameters are drawn from their prior and simulated; what the sets have in
common with what they produce says how to move each of them towards the facts, a little
in each of several rounds. What comes out is an ensemble: its spread is the doubt that
the facts leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.random import Generator

# Values stay this far, in log-odds, from where a range would end.
_EDGE = 4.0


@dataclass(frozen=True, slots=True)
class Ranges:
    """Between a value in its range and a number without bounds.

    Attributes:
        low: Lowest values.
        high: Highest values.
    """

    low: Float[ndarray, " parameter"]
    high: Float[ndarray, " parameter"]

    def free(self, values: ndarray) -> ndarray:
        share = np.clip((values - self.low) / (self.high - self.low), 0.018, 0.982)
        return np.log(share / (1 - share))

    def bound(self, free: ndarray) -> ndarray:
        share = 1 / (1 + np.exp(-np.clip(free, -_EDGE, _EDGE)))
        return self.low + (self.high - self.low) * share


@dataclass(frozen=True, slots=True)
class Target:
    """What an outcome should be: within a band, or beyond a bound.

    Attributes:
        low: Lowest value that meets it; minus infinity if none.
        high: Highest value.
        scale: Standard deviation that counts as one unit of distance.
    """

    low: float
    high: float
    scale: float

    def aim(self, found: Float[ndarray, " member"]) -> Float[ndarray, " member"]:
        """Where each member should go: the middle of a band, or just within a bound."""
        if np.isfinite(self.low) and np.isfinite(self.high):
            return np.full_like(found, (self.low + self.high) / 2)
        inside = np.clip(found, self.low + self.scale, self.high - self.scale)
        return np.where(np.isfinite(inside), inside, found)

    def distance(self, found: float) -> float:
        """Nought within; else how far off, in units of the scale."""
        if not np.isfinite(found):
            return float("inf")
        return max(self.low - found, found - self.high, 0.0) / self.scale


def update(
    rng: Generator,
    free: Float[ndarray, "member parameter"],
    outcomes: Float[ndarray, "member outcome"],
    targets: Sequence[Target],
    inflation: float,
) -> Float[ndarray, "member parameter"]:
    """One round: each member moved by what the ensemble has learnt."""
    members = len(free)
    outcomes = _filled(outcomes)
    scale = np.array([target.scale for target in targets])
    aims = np.stack(
        [t.aim(column) for t, column in zip(targets, outcomes.T, strict=True)], axis=1
    )
    missing = (aims - outcomes) / scale
    shift_free = free - free.mean(axis=0)
    shift_out = (outcomes - outcomes.mean(axis=0)) / scale
    cross = shift_free.T @ shift_out / (members - 1)
    own = shift_out.T @ shift_out / (members - 1)
    cross = _without_chance(cross, free.std(axis=0), shift_out.std(axis=0), members)
    blur = np.sqrt(inflation) * rng.standard_normal(missing.shape)
    active = missing != 0.0
    gain = np.linalg.solve(own + inflation * np.eye(len(scale)), cross.T)
    return free + np.where(active, missing + blur, 0.0) @ gain


def _filled(outcomes: ndarray) -> ndarray:
    mean = np.nanmean(outcomes, axis=0)
    return np.where(np.isfinite(outcomes), outcomes, mean)


def _without_chance(
    cross: ndarray, of_free: ndarray, of_out: ndarray, members: int
) -> ndarray:
    """Correlations no larger than chance gives in such a sample count as none."""
    correlation = cross / np.maximum(np.outer(of_free, of_out), 1e-12)
    return np.where(np.abs(correlation) < 2.0 / np.sqrt(members), 0.0, cross)
