"""Made-up outcomes of the couples who are there, drawn from a fitted model."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.core import FitError

from ._batches import rows_of_batches
from ._fit import Fit


def drawn(fit: Fit, studies: int, *, seed: int) -> Float[ndarray, "row study"]:
    """See `Fit.simulate`."""
    if fit.covariance is None or not fit.outcome.has_estimates:
        raise FitError(
            f"A fit must have estimates to draw from. Got none instead. {fit.outcome}"
        )
    rng = np.random.default_rng(seed)
    made = np.repeat((fit.design.x @ fit.estimates)[:, None], studies, 1)
    for batch, rows in zip(fit.batches, rows_of_batches(fit.design), strict=True):
        v = fit.covariance.value(fit.entries, batch.over)
        # At the edge a matrix has no Cholesky factor; its square root it always has.
        values, vectors = np.linalg.eigh(v)
        root = vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]
        for place, group in enumerate(rows):
            n, couples = len(group[0]), len(group)
            luck = rng.standard_normal((v.shape[1], couples * studies))
            noise = (root[place] @ luck)[:n].reshape(n, couples, studies)
            made[np.stack(group)] += np.swapaxes(noise, 0, 1)
    return made
