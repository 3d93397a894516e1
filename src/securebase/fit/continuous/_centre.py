r"""Where draws from the posterior are tried first.

In a small study a process that hardly returns to its level looks like a couple's own
level, and the posterior has a ridge on which rates go to nought. Its mode often lies
there, in a corner so narrow that hardly any of the posterior is near. So the centre is
where $\log p + w \log|\det F|$ is highest, which leads away from such rates. It only
says where to look: draws are weighed by, or move along, the posterior itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from ._climb import Slope, lowest
from ._compiled import objective_of
from ._model import Clock
from ._priors import Laws, with_priors
from ._search import starts_of
from ._system import parts_of

if TYPE_CHECKING:
    from ._fit import Fit

# w above. Found by trying: of small studies drawn from the priors, weights could be
# trusted in 43% with 0, in 80 to 90% with 2, 3 or 4.
_AWAY = 3.0


def centred(fit: Fit, laws: Laws) -> Fit:
    """The fit, with its place and its doubt where draws are tried first.

    Args:
        fit: At the posterior mode.
        laws: The priors.
    """
    objective = with_priors(objective_of(fit.model, fit.panel, fit.bases), laws)
    away = with_rates(objective, fit)
    other = starts_of(fit.model, fit.panel, fit.bases)
    start = min(other, key=lambda it: away(it)[0])
    ends = [lowest(away, it) for it in (fit.free, start)]
    found = min(ends, key=lambda it: it.value)
    return replace(fit, found=found) if np.isfinite(found.value) else fit


def with_rates(objective: Slope, fit: Fit) -> Slope:
    """The objective, higher where rates go to nought."""
    place, basis = parts_of(fit.bases).rates, fit.bases.rates
    # By steps what goes to nought is what is lost in a step, I - A.
    steps = fit.model.clock == Clock.STEPS

    def away(
        free: Float[ndarray, " free"],
    ) -> tuple[float, Float[ndarray, " free"]]:
        rates = np.tensordot(free[place], basis, 1)
        lost, sign = (np.eye(len(rates)) - rates, -1.0) if steps else (rates, 1.0)
        size = np.linalg.slogdet(lost)[1]
        value, slope = objective(free) if np.isfinite(size) else (np.inf, 0 * free)
        if not np.isfinite(value):
            return np.inf, slope
        slope = slope.copy()
        slope[place] -= 2 * _AWAY * sign * np.tensordot(basis, np.linalg.inv(lost).T, 2)
        return value - 2 * _AWAY * size, slope

    return away
