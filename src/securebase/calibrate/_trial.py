"""One set of parameters, tried: what every worker of a calibration does."""

from __future__ import annotations

import numpy as np
from numpy import ndarray

from securebase.dynamics import Parameter, Parameters, parameters

from ._outcomes import measured
from ._study import Sizes, conduct


def free_parameters() -> tuple[Parameter, ...]:
    """The parameters that calibration may move."""
    return tuple(parameter for parameter in parameters() if parameter.free)


def with_free(values: ndarray) -> Parameters:
    """A set of parameters from the values of the free ones."""
    all_ = np.array([parameter.value for parameter in parameters()])
    places = [k for k, parameter in enumerate(parameters()) if parameter.free]
    all_[places] = values
    return Parameters.of(all_)


def simulated(task: tuple[ndarray, int, Sizes]) -> list[float]:
    """Every outcome of a set: its free values, the seed and the sizes of studies."""
    values, seed, sizes = task
    return measured(conduct(with_free(values), seed, sizes))
