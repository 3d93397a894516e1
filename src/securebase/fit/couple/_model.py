"""Between the couples of the model and the numbers of a belief."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.dynamics import Cohort, fixed_rows, state_rows

from ._space import lasting, moving
from ._surrogate import surrogate


def known_of(cohort: Cohort) -> Float[ndarray, "known couple"]:
    """States and lasting things of couples of the model, as a belief orders them."""
    states = cohort.state[[state_rows().index(row) for row in moving()]]
    return np.concatenate([states, lasts(cohort.home, cohort.fixed)])


def lasts(home: ndarray, fixed: ndarray) -> Float[ndarray, "lasting couple"]:
    """What couples are, out of a cohort."""
    rows = []
    for name in lasting():
        side, _, rest = name.partition(".")
        if rest.startswith("home_"):
            rows.append(home[state_rows().index(f"{side}.{rest[5:]}")])
        else:
            rows.append(fixed[fixed_rows().index(name)])
    return np.array(rows)


def population_moments() -> tuple[ndarray, ndarray]:
    """Mean and covariance of the model's part of a belief, before anything is heard."""
    return surrogate().mean, surrogate().spread
