"""Made-up diaries with known truth: exact draws from the stochastic equations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import cholesky, expm, solve_continuous_lyapunov

Table = Sequence[Sequence[float]]


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What a made-up diary was drawn from; two partners, one or more variables each.

    Attributes:
        rates: Of change, per day.
        noise: Covariance of chance, per day.
        errors: Variances of errors.
        levels: To which the processes return.
        intercepts: Covariance of couples' own levels.
        push: What a quarrel, on a fifth of the days, does to each process at once.
        shift: What a weekend does to each level.
    """

    rates: Table = ((-0.7, 0.25), (0.15, -0.55))
    noise: Table = ((0.6, 0.15), (0.15, 0.5))
    errors: Sequence[float] = (0.25, 0.36)
    levels: Sequence[float] = (4.0, 4.2)
    intercepts: Table = ((0.36, 0.17), (0.17, 0.49))
    push: Sequence[float] = ()
    shift: Sequence[float] = ()

    @property
    def kept(self) -> Float[ndarray, "n n"]:
        """The stationary covariance."""
        return solve_continuous_lyapunov(np.array(self.rates), -np.array(self.noise))


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a made-up study asks.

    Attributes:
        couples: How many.
        days: Occasions of each.
        missing: Share of answers that are missing.
        jitter: How far from the hour people answer, in days.
        names: Of the variables.
    """

    couples: int = 60
    days: int = 20
    missing: float = 0.1
    jitter: float = 0.2
    names: Sequence[str] = field(default=("closeness",))


def diary_frame(truth: Truth, plan: Plan, *, seed: int = 0) -> pd.DataFrame:
    """A long table: couple, role (f, m), time, quarrel, weekend and the variables."""
    rng = np.random.default_rng(seed)
    n, shape = len(truth.levels), (plan.couples, plan.days)
    push, shift = (np.array(it or [0.0] * n) for it in (truth.push, truth.shift))
    time = np.arange(plan.days) + plan.jitter * rng.uniform(-1, 1, shape)
    quarrel = 1.0 * (rng.random(shape) < 0.2)
    weekend = np.broadcast_to(1.0 * (np.arange(plan.days) % 7 > 4), shape)
    state = _drawn(rng, truth.kept, (plan.couples,))
    own = np.array(truth.levels) + _drawn(
        rng, np.array(truth.intercepts), (plan.couples,)
    )
    rows = np.empty((*shape, n))
    for day in range(plan.days):
        state = state + quarrel[:, day, None] * push
        error = rng.normal(size=(plan.couples, n)) * np.sqrt(truth.errors)
        rows[:, day] = own + weekend[:, day, None] * shift + state + error
        if day + 1 < plan.days:
            state = _moved(rng, truth, state, time[:, day + 1] - time[:, day])
    rows[rng.random(rows.shape) < plan.missing] = np.nan
    return _long(rows, time, quarrel, weekend, plan.names)


def _drawn(
    rng: np.random.Generator, covariance: ndarray, shape: tuple[int, ...]
) -> ndarray:
    if not covariance.any():
        return np.zeros((*shape, len(covariance)))
    root = cholesky(covariance, lower=True)
    return rng.normal(size=(*shape, len(covariance))) @ root.T


def _moved(
    rng: np.random.Generator, truth: Truth, state: ndarray, gap: ndarray
) -> ndarray:
    kept, moved = truth.kept, np.empty_like(state)
    for couple, interval in enumerate(gap):
        a = expm(np.array(truth.rates) * interval)
        moved[couple] = a @ state[couple] + _drawn(rng, kept - a @ kept @ a.T, ())
    return moved


def _long(
    rows: ndarray, time: ndarray, quarrel: ndarray, weekend: ndarray,
    names: Sequence[str],
) -> pd.DataFrame:  # fmt: skip
    couples, days, _ = rows.shape
    couple, day, role = (it.ravel() for it in np.indices((couples, days, 2)))
    columns = {
        "couple": couple, "role": np.array(["f", "m"])[role], "time": time[couple, day],
        "quarrel": quarrel[couple, day], "weekend": weekend[couple, day],
    }  # fmt: skip
    for number, name in enumerate(names):
        columns[name] = rows[couple, day, role * len(names) + number]
    return pd.DataFrame(columns)
