"""The few statistics that studies of couples report."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray


def z(values: ndarray) -> ndarray:
    """Standard scores over the last axis."""
    spread = values.std(axis=-1, keepdims=True)
    return (values - values.mean(axis=-1, keepdims=True)) / np.maximum(spread, 1e-12)


def r(x: ndarray, y: ndarray) -> float:
    return float(np.corrcoef(x.ravel(), y.ravel())[0, 1])


def betas(y: ndarray, *x: ndarray) -> Float[ndarray, " predictor"]:
    """Standardised weights of a regression."""
    design = np.stack([z(each.ravel()) for each in x], axis=1)
    return np.linalg.lstsq(design, z(y.ravel()), rcond=None)[0]


def r2(y: ndarray, *x: ndarray) -> float:
    """Share of variance explained, adjusted for the number of predictors."""
    design = np.stack([z(each.ravel()) for each in x], axis=1)
    target = z(y.ravel())
    rest = target - design @ np.linalg.lstsq(design, target, rcond=None)[0]
    n, k = design.shape
    return float(1 - (rest @ rest / (target @ target)) * (n - 1) / (n - k - 1))


def within(values: Float[ndarray, "time person"]) -> Float[ndarray, "time person"]:
    """Deviations from each person's own mean."""
    return values - values.mean(axis=0)


def slope(y: ndarray, *x: ndarray) -> Float[ndarray, " predictor"]:
    """Plain weights of a regression through the means."""
    design = np.stack([each.ravel() - each.mean() for each in x], axis=1)
    return np.linalg.lstsq(design, y.ravel() - y.mean(), rcond=None)[0]


def icc(values: Float[ndarray, "time person"]) -> float:
    """Share of variance that lies between persons."""
    inside = values.var(axis=0, ddof=1).mean()
    between = max(values.mean(axis=0).var(ddof=1) - inside / len(values), 0.0)
    return float(between / (between + inside))


def d(treated: ndarray, control: ndarray) -> float:
    """Difference of means in standard deviations of the control."""
    return float((treated.mean() - control.mean()) / control.std())


def log_odds_slope(x: ndarray, yes: ndarray, no: ndarray) -> float:
    """Logistic regression of numbers of yes and no on a standard score."""
    design = np.stack([np.ones(x.size), z(x.ravel())], axis=1)
    weights = np.zeros(2)
    total = (yes + no).ravel()
    for _ in range(25):
        p = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (yes.ravel() - total * p)
        curvature = (design * (total * p * (1 - p))[:, None]).T @ design
        weights = weights + np.linalg.solve(curvature, gradient)
    return float(weights[1])
