"""The most probable law of what the couples of a cohort lastingly are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.optimize import minimize

from ._differ import Before
from ._likelihood import explained
from ._sites import Sites

_ROUNDS = 300
# Of the slope by standard numbers: a thousandth of a doubt beforehand is left at most.
_CLOSE = 1e-3


@dataclass(frozen=True, eq=False)
class Found:
    """Where the search ended.

    Attributes:
        numbers: Standard numbers, see `law`.
        converged: Whether it is the best place, as far as one can see there.
    """

    numbers: Float[ndarray, " number"]
    converged: bool


def search(known: Before, heard: Sites) -> Found:
    """The standard numbers at which answers and expectation are most probable.

    Args:
        known: What the numbers stand for; standard normal beforehand.
        heard: What was heard of each couple.
    """
    start = np.zeros(2 * len(known.widen))

    def less(numbers: ndarray) -> tuple[float, ndarray]:
        now = explained(numbers, known, heard)
        return numbers @ numbers / 2 - now.log, numbers - now.slope

    ended = minimize(
        less, start, jac=True, method="L-BFGS-B",
        options={"maxiter": _ROUNDS, "gtol": _CLOSE / 10, "ftol": 0.0, "maxcor": 30},
    )  # fmt: skip
    left = np.abs(less(ended.x)[1]).max()
    return Found(np.asarray(ended.x), bool(left < _CLOSE))
