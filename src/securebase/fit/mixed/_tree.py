"""A fit as a labelled tree in the schema of ArviZ."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import ndarray

from ._couples import covariance_of_fit
from ._fit import Fit
from ._variances import quantities

if TYPE_CHECKING:
    import xarray as xr


def tree_of(fit: Fit, *, draws: int, seed: int) -> xr.DataTree:
    """See `Fit.to_datatree`."""
    import xarray as xr

    covariance_of_fit(fit)
    rng = np.random.default_rng(seed)
    free = rng.multivariate_normal(fit.free, fit.doubt, draws, method="eigh")
    effects = rng.multivariate_normal(
        fit.estimates, fit.estimates_covariance, draws, method="eigh"
    )
    found = list(quantities(fit))
    spread = np.array([[it.value(row)[0] for it in found] for row in free])
    best = np.array([it.value(fit.free)[0] for it in found])
    titles = [": ".join(filter(None, (it.part, it.what, it.first, it.second)))
        for it in found]  # fmt: skip
    coords = {"effect": list(fit.design.names), "quantity": titles}
    rows = {
        "couple": (
            "row",
            fit.diary.frame[fit.diary.couple][fit.design.used].to_numpy(),
        ),
        "time": ("row", fit.design.time),
        "member": ("row", fit.design.member),
    }
    groups = {
        "posterior": _two(effects[None], spread[None], ("chain", "draw"), coords),
        "point_estimate": _two(fit.estimates, best, (), coords),
        "observed_data": xr.Dataset({fit.design.outcome: ("row", fit.design.y)}, rows),
    }
    tree = xr.DataTree.from_dict(groups)
    tree.attrs = {
        "inference_library": "securebase",
        "inference_library_version": version("securebase"),
        "method": str(fit.method),
        "formula": fit.model.formula,
        "outcome": fit.outcome.name.lower(),
    }
    return tree


def _two(
    effects: ndarray, spread: ndarray, dims: tuple[str, ...], coords: Mapping[str, Any]
) -> xr.Dataset:
    import xarray as xr

    return xr.Dataset(
        {
            "fixed": ((*dims, "effect"), effects),
            "spread": ((*dims, "quantity"), spread),
        },
        coords,
    )
