"""Made-up diaries with known truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Float
from numpy import ndarray


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What a made-up diary was drawn from.

    Attributes:
        actor: Effect of one's own support.
        partner: Effect of the partner's support.
        intercepts: Covariance matrix of the two intercepts.
        slopes: Variance of each person's own actor effect, or nought.
        residual: Same-day covariance matrix of the residuals.
        along: Their correlation from day to day.
    """

    actor: float = 0.4
    partner: float = 0.2
    intercepts: tuple[tuple[float, float], ...] = ((0.5, 0.2), (0.2, 0.4))
    slopes: float = 0.0
    residual: tuple[tuple[float, float], ...] = ((0.6, 0.15), (0.15, 0.9))
    along: float = 0.3


def diary_frame(
    truth: Truth, *, couples: int, days: int, missing: float = 0.0, seed: int = 0
) -> pd.DataFrame:
    """A long table of ``couple``, ``role``, ``day``, ``support`` and ``closeness``."""
    rng = np.random.default_rng(seed)
    support = rng.normal(size=(couples, days, 2)) + rng.normal(size=(couples, 1, 2))
    start = rng.multivariate_normal([0, 0], truth.intercepts, (couples, 1))
    slope = truth.actor + np.sqrt(truth.slopes) * rng.normal(size=(couples, 1, 2))
    noise = _along(rng.multivariate_normal([0, 0], truth.residual, (couples, days)),
        truth.along)  # fmt: skip
    closeness = 5 + start + slope * support + truth.partner * support[..., ::-1] + noise
    closeness[rng.random(closeness.shape) < missing] = np.nan
    couple, day, role = np.indices(closeness.shape)
    return pd.DataFrame(
        {
            "couple": couple.ravel(),
            "role": np.array(["f", "m"])[role.ravel()],
            "day": day.ravel(),
            "support": support.ravel(),
            "closeness": closeness.ravel(),
        }
    )


def _along(
    shocks: Float[ndarray, "couple day 2"], along: float
) -> Float[ndarray, "couple day 2"]:
    """Autoregressive noise that is stationary from the first day on."""
    noise = shocks.copy()
    for day in range(1, shocks.shape[1]):
        noise[:, day] = (
            along * noise[:, day - 1] + np.sqrt(1 - along**2) * shocks[:, day]
        )
    return noise
