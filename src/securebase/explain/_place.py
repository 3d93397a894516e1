"""The model looked at from one place, with all that follows from the states there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.core import ModelError
from securebase.dynamics import Parameters, fixed_rows, state_rows, targets
from securebase.dynamics._centre import mean_events
from securebase.dynamics._flow import look
from securebase.dynamics._maths import NUMPY
from securebase.dynamics._sides import View
from securebase.dynamics._skeleton import _views


@dataclass(frozen=True, slots=True)
class Place:
    """Both partners and what is between them, at one or several places.

    Attributes:
        a, b, us: What each side holds: states, quantities and mean events.
        pulled: Where each state is pulled, in the rows of `state_rows`.
    """

    a: View
    b: View
    us: View
    pulled: Float[ndarray, "state place"]

    def value(self, name: str) -> Float[ndarray, " place"]:
        """A state, quantity or mean event, such as ``"a.comfort"``."""
        side, _, own = name.partition(".")
        found = {"a": self.a, "b": self.b, "us": self.us}[side][own]
        return np.broadcast_to(found, self.pulled.shape[1:]).astype(float)

    def pull(self, name: str) -> Float[ndarray, " place"]:
        """Where a state is pulled, such as ``"a.drive"``."""
        return np.asarray(self.pulled[row_of(name)])


def look_at(
    parameters: Parameters,
    state: Float[ndarray, "state place"],
    home: Float[ndarray, "state place"],
    fixed: Float[ndarray, "fixed place"],
) -> Place:
    """What follows from states, homes and traits."""
    a, b, us = _views(state, home, fixed)
    look(a, b, us, parameters.given(), NUMPY)
    for view in (a, b):
        view.learn(mean_events(view))
    us.learn({"stress": us.stress_rate})
    return Place(a, b, us, targets(state, home, fixed, parameters))


def place(
    parameters: Parameters,
    state: Mapping[str, float] | None = None,
    fixed: Mapping[str, float] | None = None,
) -> Place:
    """The average couple, but for the states and traits that are named."""
    return look_at(
        parameters,
        column(state_rows(), state or {}),
        np.zeros((len(state_rows()), 1)),
        column(fixed_rows(), fixed or {}),
    )


def column(rows: Iterable[str], values: Mapping[str, float]) -> Float[ndarray, "row 1"]:
    """One column with nought where nothing is named.

    Raises:
        ModelError: If a name is none of the rows.
    """
    known = tuple(rows)
    for name in values:
        if name not in known:
            raise ModelError(
                "A name must be a row of the model, such as 'a.security'. "
                f"Got {name!r} instead. Take one of `state_rows` or `fixed_rows`."
            )
    return np.array([[float(values.get(name, 0.0))] for name in known], float)


@cache
def _rows() -> dict[str, int]:
    return {name: number for number, name in enumerate(state_rows())}


def row_of(name: str) -> int:
    """Number of a state's row.

    Raises:
        ModelError: If there is no such state.
    """
    if name not in _rows():
        raise ModelError(
            "A state must be one of the model's, with its side, such as 'a.security'. "
            f"Got {name!r} instead. `securebase explain` lists them."
        )
    return _rows()[name]
