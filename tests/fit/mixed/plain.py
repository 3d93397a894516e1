"""The likelihood as it is defined: one big normal distribution a couple, row by row."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.stats import multivariate_normal

from securebase.fit.mixed import Fit
from securebase.fit.mixed._variances import both_matrices


def slow_covariance(fit: Fit, rows: list[int]) -> Float[ndarray, "n n"]:
    """V of these rows, entry by entry."""
    g, s = both_matrices(fit)
    terms = fit.design.z.shape[1]
    v = np.zeros((len(rows), len(rows)))
    for i, first in enumerate(rows):
        for j, second in enumerate(rows):
            a, b = int(fit.design.member[first]), int(fit.design.member[second])
            lag = abs(float(fit.design.time[first] - fit.design.time[second]))
            if fit.model.over_time == "none":
                along = float(lag == 0)
            else:
                along = float(fit.entries[-1]) ** lag
            v[i, j] = s[a, b] * along
            for k in range(terms):
                for m in range(terms):
                    shared = g[a * terms + k, b * terms + m]
                    v[i, j] += fit.design.z[first, k] * shared * fit.design.z[second, m]
    return v


def slow_minus_two(fit: Fit) -> float:
    """Minus twice the log-likelihood at the estimates, from the definition.

    By REML it is the integral over the fixed effects, in closed form.
    """
    total, information = 0.0, np.zeros((len(fit.estimates),) * 2)
    for couple in np.unique(fit.design.couple):
        rows = np.flatnonzero(fit.design.couple == couple).tolist()
        v, x = slow_covariance(fit, rows), fit.design.x[rows]
        mean = x @ fit.estimates
        total -= 2 * float(multivariate_normal(mean, v).logpdf(fit.design.y[rows]))
        information += x.T @ np.linalg.solve(v, x)
    if fit.method == "ml":
        return total
    p = len(fit.estimates)
    return (
        total + float(np.linalg.slogdet(information)[1]) - p * float(np.log(2 * np.pi))
    )
