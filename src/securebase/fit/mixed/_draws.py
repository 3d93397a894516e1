"""Made-up outcomes of the couples who are there, drawn from a fitted model."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from ._couples import same_couples
from ._fit import Fit


def drawn(fit: Fit, studies: int, *, seed: int) -> Float[ndarray, "row study"]:
    """See `Fit.simulate`."""
    rng = np.random.default_rng(seed)
    made = np.repeat((fit.design.x @ fit.estimates)[:, None], studies, 1)
    for it in same_couples(fit):
        # At the edge a matrix has no Cholesky factor; its square root it always has.
        values, vectors = np.linalg.eigh(it.v)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        couples, n = it.rows.shape
        noise = root @ rng.standard_normal((n, couples * studies))
        made[it.rows] += np.swapaxes(noise.reshape(n, couples, studies), 0, 1)
    return made
