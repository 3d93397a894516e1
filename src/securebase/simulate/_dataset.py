"""From arrays of the model to labelled ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy import ndarray

from securebase.core import Partner
from securebase.dynamics import TRAITS, Cohort, fixed_rows

from ._labels import Variable, trait_attributes
from ._windows import Windows

if TYPE_CHECKING:
    import xarray as xr

PARTNERS = tuple(str(partner) for partner in Partner)
NOTE = (
    "Made-up couples. What they do follows from the mechanisms of a model whose "
    "numbers come from studies where there are any, and else from judgement. "
    "Tipping points and lasting differences between like couples are hypotheses of "
    "the model, not findings."
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One labelled array.

    Attributes:
        dims: Names of its axes.
        values: What it holds.
        attributes: Label, units and the like.
    """

    dims: tuple[str, ...]
    values: ndarray
    attributes: dict[str, str]


def moving(out: ndarray, kept: Sequence[Variable], couple: str) -> dict[str, Piece]:
    """Variables over time.

    Args:
        out: Windows, rows of the kept variables one after the other, and couples.
        kept: The variables.
        couple: What the axis of couples is called.
    """
    found, row = {}, 0
    for each in kept:
        rows = out[:, row : row + len(each.places)]
        row += len(each.places)
        values = rows.astype(np.int32) if each.count else rows
        dims: tuple[str, ...] = (couple, "partner", "day")
        values = values.transpose(2, 1, 0)
        if each.shared:
            dims, values = (couple, "day"), values[:, 0]
        found[each.name] = Piece(dims, values, each.attributes)
    return found


def standing(cohort: Cohort, couple: str) -> dict[str, Piece]:
    """Traits, which do not move."""
    found = {}
    for name in TRAITS:
        rows = [fixed_rows().index(f"{side}.{name}") for side in PARTNERS]
        values = cohort.fixed[rows].T.astype(np.float32)
        found[name] = Piece((couple, "partner"), values, trait_attributes(name))
    return found


def axes(windows: Windows) -> dict[str, Piece]:
    """Coordinates that do not depend on the couples."""
    day = {"label": "day at the end of the window; the first day is 1", "units": "days"}
    length = {"label": "days in the window", "units": "days"}
    return {
        "partner": Piece(("partner",), np.array(PARTNERS), {"label": "partner"}),
        "day": Piece(("day",), windows.ends, day),
        "window": Piece(("day",), windows.lengths, length),
    }


def couple_axes(cohort: Cohort, couple: str) -> dict[str, Piece]:
    """Coordinates of the couples."""
    number = {"label": f"number of the {couple}"}
    which = {"label": "place of its parameters among the sets"}
    return {
        couple: Piece((couple,), cohort.number.astype(np.int64), number),
        "parameter_set": Piece((couple,), cohort.which.astype(np.int64), which),
    }


def dataset(
    variables: dict[str, Piece], coordinates: dict[str, Piece], about: dict[str, object]
) -> xr.Dataset:
    """All of it in one."""
    import xarray as xr

    return xr.Dataset(
        {name: (it.dims, it.values, it.attributes) for name, it in variables.items()},
        {name: (it.dims, it.values, it.attributes) for name, it in coordinates.items()},
        {**about, "note": NOTE},
    )
