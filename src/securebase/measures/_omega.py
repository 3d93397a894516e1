"""One-factor model by maximum likelihood, for McDonald's omega."""

from __future__ import annotations

import numpy as np

from ._key import Floats

# Below this share of own variance an item counts as wholly explained (Heywood).
_HEYWOOD = 0.005


def omega_total(covariance: Floats, people: int) -> tuple[float | None, str]:
    r"""McDonald's omega total of a sum of items, or None and the reason in words.

    $\omega = (\sum\lambda)^2 / ((\sum\lambda)^2 + \sum\theta)$ with the loadings
    $\lambda$ and unique variances $\theta$ of one factor, in the units of the answers.

    Args:
        covariance: Of the keyed items, shape (item, item).
        people: Complete cases behind it.
    """
    items = len(covariance)
    if items < 3:
        return None, "one factor needs at least three items"
    if people <= items:
        return None, "one factor needs more complete cases than items"
    sd = np.sqrt(np.diag(covariance))
    if not (sd > 0).all():
        return None, "an item is answered alike by everybody"
    correlation = covariance / np.outer(sd, sd)
    if np.linalg.eigvalsh(correlation)[0] < 1e-8:
        return None, "an item follows exactly from the others"
    loadings, unique = one_factor(correlation)
    if unique.min() <= _HEYWOOD * 1.001:
        return None, "one item would be explained completely (a Heywood case)"
    common = float(sd @ loadings) ** 2
    return common / (common + float(sd**2 @ unique)), ""


def one_factor(correlation: Floats) -> tuple[Floats, Floats]:
    r"""Loadings and unique variances of one factor, by maximum likelihood.

    For given unique variances $\psi$ the best loadings are known (Jöreskog 1967):
    with the largest eigenvalue $\mu$ and vector $v$ of
    $\psi^{-1/2} R \psi^{-1/2}$ they are $\psi^{1/2} v \sqrt{\mu - 1}$. What is left is
    to minimise, over $\psi$ alone, $\sum_{j>1} (\mu_j - \log\mu_j - 1)$.
    """
    from scipy.optimize import minimize  # slow to load, and rarely needed

    start = np.clip(1.0 / np.diag(np.linalg.inv(correlation)), 0.05, 0.95)
    best = minimize(
        _misfit,
        start,
        args=(correlation,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(_HEYWOOD, 1.0)] * len(start),
        options={"maxiter": 2000, "ftol": 1e-15, "gtol": 1e-10},
    )
    unique = np.asarray(best.x, dtype=np.float64)
    return _loadings(unique, correlation), unique


def _misfit(unique: Floats, correlation: Floats) -> tuple[float, Floats]:
    values, _ = _eigen(unique, correlation)
    rest = values[:-1]
    loadings = _loadings(unique, correlation)
    # Derivative of the profiled misfit: fitted minus observed variance over psi².
    slope = (loadings**2 + unique - np.diag(correlation)) / unique**2
    return float((rest - np.log(rest) - 1.0).sum()), slope


def _loadings(unique: Floats, correlation: Floats) -> Floats:
    values, vectors = _eigen(unique, correlation)
    first = vectors[:, -1] * np.sqrt(max(float(values[-1]) - 1.0, 0.0))
    loadings: Floats = np.sqrt(unique) * first
    return loadings if loadings.sum() >= 0 else -loadings


def _eigen(unique: Floats, correlation: Floats) -> tuple[Floats, Floats]:
    scaled = correlation / np.sqrt(np.outer(unique, unique))
    values, vectors = np.linalg.eigh(scaled)
    return values, vectors
