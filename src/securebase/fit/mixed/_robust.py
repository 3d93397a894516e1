"""Standard errors that trust nothing but the independence of couples.

CR2 with its degrees of freedom (Bell and McCaffrey 2002; Pustejovsky and Tipton 2018,
doi:10.1080/07350015.2016.1247004): what is left over of a couple is turned so that its
sum of squares is right on average if the fitted covariance is, which matters where
couples are few.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from ._couples import same_couples
from ._fit import Fit


def sandwich(fit: Fit) -> Float[ndarray, "p p"]:
    """Covariance of the fixed effects from how couples differ, times n / (n - 1)."""
    left = fit.design.y - fit.design.x @ fit.estimates
    middle = np.zeros_like(fit.estimates_covariance)
    for it in same_couples(fit):
        pull = np.einsum("cip,ci->cp", fit.design.x[it.rows], left[it.rows]
            @ np.linalg.inv(it.v))  # fmt: skip
        middle += pull.T @ pull
    couples = fit.design.couples
    outer = fit.estimates_covariance
    return outer @ middle @ outer * couples / max(couples - 1, 1)


def small_sample(
    fit: Fit, contrasts: Float[ndarray, "row p"]
) -> tuple[Float[ndarray, " row"], Float[ndarray, " row"]]:
    """CR2's standard error and degrees of freedom of each weighted sum of effects."""
    x = fit.design.x
    left = fit.design.y - x @ fit.estimates
    cross, own, shared = [], [], []
    for it in same_couples(fit):
        for rows in it.rows:
            turned = _turned(it.v, x[rows], fit.estimates_covariance)
            # How each contrast weighs the couple's rows.
            weights = turned @ x[rows] @ fit.estimates_covariance @ contrasts.T
            cross.append(weights.T @ left[rows])
            own.append(np.einsum("ir,ij,jr->r", weights, it.v, weights))
            shared.append(x[rows].T @ weights)
    variance = np.square(cross).sum(0)
    return np.sqrt(variance), _df(np.array(own), np.array(shared), fit)


def _turned(
    v: Float[ndarray, "n n"], x: Float[ndarray, "n p"], m: Float[ndarray, "p p"]
) -> Float[ndarray, "n n"]:
    """A'W: what is left over is turned, then weighed."""
    upper = np.linalg.cholesky(v).T
    values, vectors = np.linalg.eigh(upper @ (v - x @ m @ x.T) @ upper.T)
    good = values > 1e-10 * values.max(initial=0.0)
    root = np.where(good, 1 / np.sqrt(np.where(good, values, 1.0)), 0.0)
    turn = upper.T @ (vectors * root) @ vectors.T @ upper
    return turn.T @ np.linalg.inv(v)


def _df(
    own: Float[ndarray, "couple row"], shared: Float[ndarray, "couple p row"], fit: Fit
) -> Float[ndarray, " row"]:
    """(tr G)² / tr G², with G the covariance of the couples' parts of a contrast."""
    found = []
    for place in range(own.shape[1]):
        part = shared[:, :, place]
        g = np.diag(own[:, place]) - part @ fit.estimates_covariance @ part.T
        found.append(np.trace(g) ** 2 / np.sum(g * g))
    return np.array(found)
