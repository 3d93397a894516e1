"""The likelihood of very many studies of one design, a fixed number at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import jax
import numpy as np
from jax import Array
from jaxtyping import Float, Int
from numpy import ndarray

from ._compiled import arrays_of, keep_compiled, shape_of
from ._filter import Answers, Shape, deviances
from ._priors import Laws, laws_of
from ._system import Matrices, matrices_of, parts_of

if TYPE_CHECKING:
    from ._fit import Fit

# Numbers in one covariance of all occasions that are looked at together. With more
# what the way back needs leaves the processor's cache, and all takes twice as long.
_TOGETHER, _AT_ONCE = 80_000, 16


@partial(jax.jit, static_argnames="shape")
def values_and_slopes(
    m: Matrices,
    y: Float[Array, "study occasion answer couple"],
    answers: Answers,
    *,
    shape: Shape,
) -> tuple[Float[Array, " study"], Matrices]:
    """Deviances of studies, and how they move with each entry of each matrix.

    Args:
        m: With an axis of studies in front.
        y: Their answers.
        answers: All that is the same in every study.
        shape: What the program is compiled for.
    """

    def one(m: Matrices, y: Array) -> Array:
        return deviances(m, answers._replace(y=y), shape).sum()

    return jax.vmap(jax.value_and_grad(one))(m, y)


class Many:
    """Minus twice the log-likelihoods of studies that have the design of a fit.

    Where the fit has priors it is minus twice the logarithm of the posterior.

    Attributes:
        at_once: How many studies the compiled program takes.
    """

    def __init__(
        self, fit: Fit, y: Float[ndarray, "study occasion answer couple"]
    ) -> None:
        keep_compiled()
        with jax.enable_x64(True):
            self._answers = Answers(*map(jax.numpy.asarray, arrays_of(fit.panel)))
        whole = self._answers.y.shape
        later = [(0, more - own) for own, more in zip(y.shape[1:], whole, strict=True)]
        self._y = np.pad(y, [(0, 0), *later])
        self._fit, self._shape = fit, shape_of(fit.model, fit.panel)
        self._laws: Laws | None = None
        if fit.priors is not None:
            self._laws = laws_of(fit.model, fit.bases, fit.priors)
        processes = fit.bases.rates.shape[1]
        fitting = _TOGETHER // max(whole[0] * whole[2] * processes**2, 1)
        self.at_once = int(np.clip(fitting, 1, _AT_ONCE))

    def __call__(
        self, study: Int[ndarray, " ask"], free: Float[ndarray, "ask free"]
    ) -> tuple[Float[ndarray, " ask"], Float[ndarray, "ask free"]]:
        """Values and slopes of studies at numbers of their own."""
        ends = range(self.at_once, len(study), self.at_once)
        parts = [
            self._asked(*it)
            for it in zip(np.split(study, ends), np.split(free, ends), strict=True)
        ]
        value, slope = (np.concatenate(it) for it in zip(*parts, strict=True))
        return value, slope

    def _asked(
        self, study: Int[ndarray, " few"], free: Float[ndarray, "few free"]
    ) -> tuple[Float[ndarray, " few"], Float[ndarray, "few free"]]:
        # One program for all: empty places are taken by those who come first.
        place = np.arange(self.at_once) % len(study)
        matrices = matrices_of(self._fit.bases, free[place])
        with jax.enable_x64(True):
            found, by_entry = values_and_slopes(
                matrices, self._y[study[place]], self._answers, shape=self._shape
            )
        value, slope = np.asarray(found)[: len(study)], np.empty_like(free)
        places = parts_of(self._fit.bases)
        for part, basis, its in zip(places, self._fit.bases, by_entry, strict=True):
            own = np.asarray(its)[: len(study)]
            slope[:, part] = np.tensordot(own, basis, ((1, 2), (1, 2)))
        return self._believed(free, value, slope)

    def _believed(
        self, free: ndarray, value: ndarray, slope: ndarray
    ) -> tuple[ndarray, ndarray]:
        """With what the priors add."""
        if self._laws is None:
            return value, slope
        penalties = [self._laws.penalty(it) for it in free]
        values, slopes = zip(*penalties, strict=True)
        return value + np.array(values), slope + np.array(slopes)
