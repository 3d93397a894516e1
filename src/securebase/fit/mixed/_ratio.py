"""The ratio of the partner effect to the actor effect."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from ._fit import Fit
from ._tables import place_of

_UNSAFE = (
    "The actor effect is not clearly different from nought, so that the ratio may be "
    "anything. Read the two effects instead."
)


def k_ratio(
    fit: Fit, actor: str, partner: str, *, level: float, draws: int, seed: int
) -> pd.DataFrame:
    """See `Fit.k_ratio`."""
    at = [place_of(fit, actor), place_of(fit, partner)]
    a, p = fit.estimates[at]
    covariance = fit.estimates_covariance[np.ix_(at, at)]
    k = p / a
    slope = np.array([-p / a**2, 1 / a])
    trusted = fit.outcome.trusted
    se = float(np.sqrt(slope @ covariance @ slope)) if trusted else np.nan
    z = float(stats.norm.ppf((1 + level) / 2))
    mc = (np.nan, np.nan)
    if trusted:
        drawn = np.random.default_rng(seed).multivariate_normal(
            [a, p], covariance, draws
        )
        tail = (1 - level) / 2
        mc = tuple(np.quantile(drawn[:, 1] / drawn[:, 0], [tail, 1 - tail]))
    unsafe = trusted and abs(a) < z * np.sqrt(covariance[0, 0])
    return pd.DataFrame(
        {
            "estimate": [k],
            "se": [se],
            "low": [k - z * se],
            "high": [k + z * se],
            "mc_low": [mc[0]],
            "mc_high": [mc[1]],
            "note": [_UNSAFE if unsafe else ("" if trusted else str(fit.outcome))],
        }
    )
