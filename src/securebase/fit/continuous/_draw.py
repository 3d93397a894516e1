"""New answers of the same couples at the same times, as the model would have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.core import FitError

from ._natural import units_of
from ._read import Scale
from ._search import speeds_of
from ._smooth import Space, space_of
from ._system import Matrices, matrices_of

if TYPE_CHECKING:
    from ._fit import Fit


def simulated(
    fit: Fit, studies: int, *, seed: int
) -> Float[ndarray, "study occasion answer couple"]:
    """See `Fit.simulate`."""
    m = matrices_of(fit.bases, fit.free)
    if studies < 1:
        raise FitError(
            f"studies must be 1 or more. Got {studies} instead. Ask for 1000."
        )
    if not fit.outcome.has_estimates or speeds_of(fit.model, m).min() <= 0:
        raise FitError(
            "A fit must have estimates with which the processes return to their level, "
            f"to draw from it. It has none. {fit.outcome}"
        )
    size, centre = units_of(fit)
    rng = np.random.default_rng(seed)
    return drawn_studies(fit, m, rng, studies) * size + centre


def drawn(
    fit: Fit, m: Matrices, rng: np.random.Generator
) -> Float[ndarray, "occasion answer couple"]:
    """Answers in units of spread; NaN where there is none in the data."""
    return drawn_studies(fit, m, rng, 1)[0]


def drawn_studies(
    fit: Fit, m: Matrices, rng: np.random.Generator, studies: int
) -> Float[ndarray, "study occasion answer couple"]:
    """Such answers of many studies."""
    space = space_of(fit, m)
    occasions, _, couples = fit.panel.y.shape
    mean, spread = space.start
    state = mean + rng.normal(size=(studies, couples, mean.size)) @ _root(spread).T
    chance = _root(space.chance)
    found = []
    for t in range(occasions):
        state = state + space.pushes[t]
        found.append(state @ space.observe.T + space.level[t])
        moved = rng.normal(size=state.shape)
        state = np.einsum("cij,scj->sci", space.carry[t], state)
        state = state + np.einsum("cij,scj->sci", chance[t], moved)
    signal = np.stack(found, 1).swapaxes(-1, -2)
    return np.where(fit.panel.there, _answered(fit, m, space, signal, rng), np.nan)


def _answered(
    fit: Fit, m: Matrices, space: Space, signal: ndarray, rng: np.random.Generator
) -> ndarray:
    """Answers to what is felt, column by column."""
    shape = signal.swapaxes(-1, -2).shape
    error = (rng.normal(size=shape) @ _root(space.error).T).swapaxes(-1, -2)
    effects = fit.model.effects
    found = signal + error
    for place, answer in enumerate(effects.answers * fit.model.members):
        felt, scale = signal[:, :, place], effects.scale(answer)
        if scale is Scale.COUNT:
            found[:, :, place] = rng.poisson(np.exp(np.minimum(felt, 20.0)))
        elif scale is not Scale.NUMBER:
            cuts = np.exp(m.cuts[place % len(effects.answers)])
            many = max(fit.panel.categories.get(answer, 2) - 2, 0)
            edges = np.concatenate([[0.0], np.cumsum(cuts[:many])])
            latent = felt + rng.normal(size=felt.shape)
            found[:, :, place] = np.searchsorted(edges, latent)
    return found


def _root(covariance: ndarray) -> ndarray:
    """A factor of covariances that may have directions of nought."""
    values, vectors = np.linalg.eigh(covariance)
    return vectors * np.sqrt(np.maximum(values, 0.0))[..., None, :]
