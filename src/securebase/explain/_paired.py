"""Couples who live the same days twice, with one difference between the two lives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.dynamics import (
    Cohort,
    Parameters,
    evolve,
    fixed_rows,
    out_rows,
    starting_homes,
    state_rows,
)

SEED = 2718


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two lives.

    Attributes:
        home: Added to where a state is at home, and to the state at the start.
        state: Added to a state at the start only.
        fixed: Added to traits, slopes and practice; homes follow the traits.
    """

    home: Mapping[str, float] = field(default_factory=dict)
    state: Mapping[str, float] = field(default_factory=dict)
    fixed: Mapping[str, float] = field(default_factory=dict)


def average_couples(couples: int) -> Cohort:
    """Couples who are all average and at rest; chance alone tells them apart."""
    return Cohort(
        state=np.zeros((len(state_rows()), couples)),
        home=np.zeros((len(state_rows()), couples)),
        fixed=np.zeros((len(fixed_rows()), couples)),
        number=np.arange(couples, dtype=np.uint32),
        swapped=np.zeros(couples, np.uint32),
        which=np.zeros(couples, np.int64),
    )


def changed(start: Cohort, change: Change, parameters: Parameters) -> Cohort:
    """The same couples with the difference."""
    fixed = _added(start.fixed, fixed_rows(), change.fixed)
    traits = starting_homes(fixed, parameters) - starting_homes(start.fixed, parameters)
    moved = _added(traits, state_rows(), change.home)
    state = _added(start.state + moved, state_rows(), change.state)
    return replace(start, state=state, home=start.home + moved, fixed=fixed)


def _added(
    values: ndarray, rows: tuple[str, ...], more: Mapping[str, float]
) -> ndarray:
    found = values.copy()
    for name, value in more.items():
        found[rows.index(name)] += value
    return found


def lived(
    start: Cohort, parameters: Parameters, *, days: int, window: int, seed: int = SEED
) -> Float[ndarray, "window row couple"]:
    """What comes of couples, window by window."""
    found = evolve(start, [parameters], days, seed=seed, every=window)[1]
    return np.asarray(found, np.float64)


def differences(
    start: Cohort,
    change: Change,
    parameters: Parameters,
    *,
    days: int,
    window: int | None = None,
    against: Change | None = None,
    seed: int = SEED,
) -> Float[ndarray, "window row couple"]:
    """What a change makes of each couple, all that chance does being the same."""
    other = changed(start, against or Change(), parameters)
    span = window or days
    with_it = lived(
        changed(start, change, parameters),
        parameters,
        days=days,
        window=span,
        seed=seed,
    )
    return np.asarray(
        with_it - lived(other, parameters, days=days, window=span, seed=seed)
    )


def out(
    values: Float[ndarray, "window row couple"], name: str
) -> Float[ndarray, "window couple"]:
    """One row of what comes out, such as ``"a.drive"``."""
    return values[:, out_rows().index(name)]
