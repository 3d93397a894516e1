from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.random import Generator

from ._correlations import TRAITS, Correlations, published

if TYPE_CHECKING:
    import xarray as xr

PARTNERS = ("a", "b")


def population(
    rng: Generator, couples: int, *, correlations: Correlations | None = None
) -> xr.DataArray:
    """Traits of made-up couples, as published correlations have them.

    Seven standardised traits in both partners: the Big Five, attachment anxiety and
    attachment avoidance. Partners resemble each other a little on each trait, and the
    letters a and b carry no order.

    Args:
        rng: Source of randomness.
        couples: How many couples.

    Other Args:
        correlations: Which correlations; the published values if left out. Take
            `drawn(rng)` to carry their doubt.

    Returns:
        Array of standard scores with axes couple, partner and trait; its attribute
        ``evidence`` names the rows behind it.
    """
    import xarray as xr

    chosen = published() if correlations is None else correlations
    shared, own = _parts(chosen)
    together = rng.standard_normal((couples, 1, len(TRAITS))) @ shared.T
    apart = rng.standard_normal((couples, len(PARTNERS), len(TRAITS))) @ own.T
    return xr.DataArray(
        together + apart,
        dims=("couple", "partner", "trait"),
        coords={"partner": list(PARTNERS), "trait": list(TRAITS)},
        name="traits",
        attrs={"units": "standard score", "evidence": list(chosen.rows)},
    )


def _parts(
    chosen: Correlations,
) -> tuple[Float[ndarray, "7 7"], Float[ndarray, "7 7"]]:
    """Square roots of what partners share and of what each has alone."""
    shared = np.diag(np.sqrt(chosen.between))
    return shared, np.linalg.cholesky(chosen.within - np.diag(chosen.between))
