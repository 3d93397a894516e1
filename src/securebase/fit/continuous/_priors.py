"""Weak knowledge of the numbers before any answer, in units that every study has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from securebase.core import FitError

from ._model import Clock, ContinuousModel
from ._system import FACTORS, Bases, parts_of, size_of

Slope = Callable[[Float[ndarray, " free"]], tuple[float, Float[ndarray, " free"]]]


@dataclass(frozen=True, kw_only=True)
class Priors:
    """What is held to be likely before any answer is seen.

    The unit is the standard deviation of the answers, and of time the usual interval
    between two of them, so that the same words are weak in every study. Effects are
    normal. Standard deviations (of chance, errors, couples' own levels) have a gamma
    law of shape two, which keeps them from nought without saying how large they are
    (Chung et al. 2013, doi:10.1007/s11336-013-9328-2).

    Attributes:
        own: Mean and standard deviation of the rate at which a variable moves itself.
            By steps the mean is what is left of a departure after an interval at that
            rate.
        other: Standard deviation of the rates at which one variable moves another.
        level: Standard deviation of levels, from the mean of all answers.
        column: Standard deviation of what columns shift or push.
        size: Scale of the gamma law of standard deviations; their mean is twice it.
        together: Standard deviation of the numbers that make parts go together.
        loading: Standard deviation of loadings, from one.
        cut: Standard deviation of the logarithm of the distance between thresholds.
        couples: Scale of the half-normal law of how much rates differ between couples;
            used by `ContinuousModel.sample` only.
    """

    own: tuple[float | int, float | int] = (-0.7, 0.7)
    other: float | int = 0.5
    level: float | int = 2.0
    column: float | int = 1.0
    size: float | int = 0.5
    together: float | int = 0.5
    loading: float | int = 0.5
    cut: float | int = 1.0
    couples: float | int = 0.3

    def __post_init__(self) -> None:
        for it in fields(self):
            value = getattr(self, it.name)
            size = value[1] if it.name == "own" else value
            if not (np.isfinite(size) and size > 0):
                raise FitError(
                    f"The prior of {it.name} must have a width above nought. Got "
                    f"{size:g} instead. Give a number such as {_usual(it.name):g}."
                )

    def words(self, tick: float, unit: str) -> str:
        """All of it as a sentence.

        Args:
            tick: The usual interval, in the unit.
            unit: Of time.
        """
        mean, width = self.own
        return (
            f"Priors, in standard deviations of the answers and per usual interval "
            f"({tick:.3g} {unit}s): effects of a variable on its own rate "
            f"Normal({mean:g}, {width:g}), of others Normal(0, {self.other:g}), levels "
            f"Normal(0, {self.level:g}), effects of columns Normal(0, "
            f"{self.column:g}), standard deviations Gamma(2, scale {self.size:g}), "
            f"other entries of Cholesky factors Normal(0, {self.together:g}), loadings "
            f"Normal(1, {self.loading:g}), logarithms of distances between thresholds "
            f"Normal(0, {self.cut:g})."
        )


def _usual(name: str) -> float:
    value = getattr(Priors(), name)
    return float(value[1] if name == "own" else value)


@dataclass(frozen=True, eq=False)
class Laws:
    """The prior of each free number.

    Attributes:
        sizes: Whether it is a standard deviation, with a gamma law.
        mean: Of the normal law.
        width: Its standard deviation, or the scale of the gamma law.
    """

    sizes: Bool[ndarray, " free"]
    mean: Float[ndarray, " free"]
    width: Float[ndarray, " free"]

    def penalty(
        self, free: Float[ndarray, " free"]
    ) -> tuple[float, Float[ndarray, " free"]]:
        """Minus twice the logarithm of the density, less constants, with its slopes."""
        it, sized = free, self.sizes
        if (it[sized] <= 0).any():
            return np.inf, np.zeros_like(free)
        z = (it - self.mean) / self.width
        log = np.log(np.where(sized, it, 1.0))
        value = np.where(sized, 2 * it / self.width - 2 * log, z**2)
        slope = np.where(
            sized, 2 / self.width - 2 / np.where(sized, it, 1.0), 2 * z / self.width
        )
        return float(value.sum()), slope

    def penalties(self, free: Float[ndarray, "draw free"]) -> Float[ndarray, " draw"]:
        """The same of many at once, without slopes."""
        sized = self.sizes
        with np.errstate(divide="ignore"):
            log = np.log(np.where(sized, free, 1.0))
        size = 2 * free / self.width - 2 * log
        normal = ((free - self.mean) / self.width) ** 2
        return np.where(sized, size, normal).sum(1)

    def drawn(self, rng: np.random.Generator) -> Float[ndarray, " free"]:
        """Free numbers from the prior."""
        normal = rng.normal(self.mean, self.width)
        return np.where(self.sizes, rng.gamma(2.0, self.width), normal)


def laws_of(model: ContinuousModel, bases: Bases, priors: Priors) -> Laws:
    """The prior of each free number of a model."""
    free = size_of(bases)
    sizes, mean, width = np.zeros(free, bool), np.zeros(free), np.ones(free)
    places = parts_of(bases)
    widths = {
        "levels": priors.level, "shifts": priors.column, "pushes": priors.column,
        "start_mean": priors.level, "start_slope": priors.column,
        "loadings": priors.loading, "cuts": priors.cut,
    }  # fmt: skip
    for name, value in widths.items():
        width[getattr(places, name)] = value
    mean[places.loadings] = 1.0
    own = _on_diagonal(bases.rates)
    steps = model.clock == Clock.STEPS
    mean[places.rates] = own * (np.exp(priors.own[0]) if steps else priors.own[0])
    width[places.rates] = np.where(own, priors.own[1], priors.other)
    for name in FACTORS:
        on = _on_diagonal(getattr(bases, name))
        sizes[getattr(places, name)] = on
        width[getattr(places, name)] = np.where(on, priors.size, priors.together)
    return Laws(sizes, mean, width)


def _on_diagonal(basis: Float[ndarray, "free n n"]) -> Bool[ndarray, " free"]:
    return np.trace(basis, axis1=1, axis2=2) != 0


def with_priors(objective: Slope, laws: Laws) -> Slope:
    """The objective of the posterior mode."""

    def both(
        free: Float[ndarray, " free"],
    ) -> tuple[float, Float[ndarray, " free"]]:
        penalty, slope = laws.penalty(free)
        if not np.isfinite(penalty):
            return penalty, slope
        value, steep = objective(free)
        return value + penalty, steep + slope

    return both
