"""A fit as a labelled tree in the schema of ArviZ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from numpy import ndarray

from ._natural import Names, carried, in_units, kept
from ._tables import usual_intervals

if TYPE_CHECKING:
    from ._fit import Fit

_DIMS = {
    "rates": ("process", "source"),
    "lagged": ("interval", "process", "source"),
    "levels": ("answer",),
    "noise": ("process", "source"),
    "errors": ("answer", "with"),
    "intercepts": ("process", "source"),
    "spread": ("process", "source"),
}


def tree_of(fit: Fit, *, draws: int, seed: int) -> xr.DataTree:
    """See `Fit.to_datatree`."""
    trusted = fit.outcome.trusted
    around = np.random.default_rng(seed).multivariate_normal(
        fit.free, fit.doubt, draws, method="eigh"
    ) if trusted else fit.free[None]  # fmt: skip
    return tree_of_draws(fit, around[None])


def tree_of_draws(fit: Fit, free: ndarray) -> xr.DataTree:
    """A tree of draws of the free numbers; the axes are chain, draw and number."""
    chains, draws = free.shape[:2]
    drawn = [[_numbers(fit, it) for it in chain] for chain in free]
    many = {
        name: np.array([[it[name] for it in chain] for chain in drawn])
        for name in _DIMS
    }
    posterior = _labelled(fit, many, ("chain", "draw"))
    return xr.DataTree.from_dict(
        {
            "posterior": posterior.assign_coords(
                chain=np.arange(chains), draw=np.arange(draws)
            ),
            "point_estimate": _labelled(fit, _numbers(fit, fit.free), ()),
            "observed_data": _observed(fit),
        }
    )


def _numbers(fit: Fit, free: ndarray) -> dict[str, ndarray]:
    """The matrices at these numbers, by name."""
    m = in_units(fit, free)
    squares = {
        name: getattr(m, name) @ getattr(m, name).T
        for name in ("noise", "errors", "intercepts")
    }
    later = [carried(fit, m, it) for it in usual_intervals(fit)]
    return {
        "rates": m.rates, "lagged": np.stack(later), "levels": m.levels[:, 0],
        "spread": kept(fit, m), **squares,
    }  # fmt: skip


def _labelled(
    fit: Fit, numbers: dict[str, ndarray], before: tuple[str, ...]
) -> xr.Dataset:
    names = Names(fit.model, fit.panel.roles)
    alike = fit.model.exchangeable
    processes = [names.process(it, alike) for it in range(len(fit.bases.rates[0]))]
    answers = [names.answer(it, alike) for it in range(fit.panel.y.shape[1])]
    return xr.Dataset(
        {name: ((*before, *dims), numbers[name]) for name, dims in _DIMS.items()},
        coords={
            "process": processes,
            "source": processes,
            "answer": answers,
            "with": answers,
            "interval": list(usual_intervals(fit)),
        },
        attrs={
            "inference": "maximum likelihood, normal approximation"
            if fit.priors is None
            else "posterior mode, normal approximation"
        },
    )


def _observed(fit: Fit) -> xr.Dataset:
    panel, answers = fit.panel, fit.model.effects.answers
    many = len(answers)
    dims = ("occasion", "partner", "couple")
    blocks: dict[str, Any] = {}
    for number, name in enumerate(answers):
        own = slice(number, None, many)
        value = panel.y[:, own] * panel.spreads[name] + panel.centres[name]
        blocks[name] = (dims, np.where(panel.there[:, own], value, np.nan))
    return xr.Dataset(
        blocks | {"time": (("occasion", "couple"), panel.times)},
        coords={
            "partner": list(panel.roles[: fit.model.members]),
            "couple": panel.couples,
        },
    )
