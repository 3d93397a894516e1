"""Couples for tests, and what may be done to them without changing their lives."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy import ndarray

from securebase.dynamics import Cohort, Parameters, fixed_rows, parameters, state_rows
from securebase.simulate._cohort import cohort

START = Parameters.start()


@cache
def settled(couples: int, seed: int = 1) -> Cohort:
    """Couples as a population has them, at the starting values."""
    return cohort(np.random.default_rng(seed), couples, START)


def picked(couples: Cohort, places: ndarray) -> Cohort:
    """Only the couples at these places, in this order."""
    return replace(
        couples,
        state=couples.state[:, places],
        home=couples.home[:, places],
        fixed=couples.fixed[:, places],
        number=couples.number[places],
        swapped=couples.swapped[places],
        which=couples.which[places],
    )


def mirrored(rows: tuple[str, ...]) -> list[int]:
    """Place of each row's counterpart at the other partner."""
    other = {"a": "b", "b": "a", "us": "us"}
    parts = (row.partition(".") for row in rows)
    return [rows.index(f"{other[side]}.{name}") for side, _, name in parts]


def swapped(couples: Cohort) -> Cohort:
    """The same couples, with their partners in the other order."""
    return replace(
        couples,
        state=couples.state[mirrored(state_rows())],
        home=couples.home[mirrored(state_rows())],
        fixed=couples.fixed[mirrored(fixed_rows())],
        swapped=1 - couples.swapped,
    )


def anywhere(seed: int) -> Parameters:
    """Parameters from anywhere in their ranges; every fifth at an end of its range."""
    rng = np.random.default_rng(seed)
    low, high = np.array([(p.low, p.high) for p in parameters()]).T
    share = rng.uniform(0.0, 1.0, len(low))
    ends = rng.random(len(low)) < 0.2
    share[ends] = rng.integers(0, 2, ends.sum())
    return Parameters.of(low + share * (high - low))


def extreme(seed: int, couples: int, sets: int) -> Cohort:
    """People far from any average, with states at the limits of what there is."""
    rng = np.random.default_rng(seed)

    def ends(rows: int, far: float) -> ndarray:
        whole = far * rng.integers(-1, 2, (rows, couples))
        return np.where(rng.random((rows, couples)) < 0.5, whole, whole * rng.random())

    fixed = ends(len(fixed_rows()), 5.0)
    for place, row in enumerate(fixed_rows()):
        if "practice_" in row:
            fixed[place] = np.clip(fixed[place], 0.0, 1.0)
    return Cohort(
        state=ends(len(state_rows()), 6.0),
        home=ends(len(state_rows()), 5.0),
        fixed=fixed,
        number=rng.integers(0, 2**32, couples, dtype=np.uint32),
        swapped=rng.integers(0, 2, couples, dtype=np.uint32),
        which=rng.integers(0, sets, couples),
    )
