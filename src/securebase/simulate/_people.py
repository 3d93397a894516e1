"""Couples to begin with: drawn from a population, or copies of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy import ndarray
from numpy.random import Generator, SeedSequence, default_rng

from securebase.dynamics import (
    LIMIT,
    Cohort,
    Parameters,
    fixed_rows,
    settle,
    starting_homes,
    state_rows,
)

from ._cohort import cohort, settled_at, unrest as drawn_unrest
from ._couple import Couple

# Couples are drawn in batches of this size, each from a stream of its own, so that who
# they are depends on the seed and their number alone.
BATCH = 1024
_YEAR = 365.25
# Streams of chance that follow from one seed, besides what befalls the couples.
_PEOPLE, _STARTS = 1, 2


def people(seed: int, sets: Sequence[Parameters], first: int, stop: int) -> Cohort:
    """Some couples of the population that a seed stands for.

    Args:
        seed: The population.
        sets: Sets of parameters; couple by couple they take turns.
        first: Number of the first couple.
        stop: The number after the last.
    """
    batches = range(first // BATCH, -(-stop // BATCH))
    drawn = joined([_batch(seed, batch, sets) for batch in batches])
    start = first - batches[0] * BATCH
    return part(drawn, slice(start, start + stop - first))


def _batch(seed: int, batch: int, sets: Sequence[Parameters]) -> Cohort:
    number = np.arange(batch * BATCH, (batch + 1) * BATCH)
    which = number % len(sets)
    parts, places = [], []
    for turn, parameters in enumerate(sets):
        mine = np.flatnonzero(which == turn)
        if len(mine):
            rng = stream(seed, _PEOPLE, batch, turn)
            parts.append(cohort(rng, len(mine), parameters))
            places.append(mine)
    order = np.argsort(np.concatenate(places))
    return replace(
        part(joined(parts), order),
        number=number.astype(np.uint32),
        which=which.astype(np.int64),
    )


def copies(
    couple: Couple, count: int, seed: int, sets: Sequence[Parameters], *, unrest: bool
) -> Cohort:
    """One couple many times, each with a future of its own.

    Args:
        couple: The couple.
        count: How many times.
        seed: Of the unrest at the start.
        sets: Sets of parameters; copy by copy they take turns.
        unrest: Whether each starts as it would be on some day of its life, and not
            exactly at rest.
    """
    # Always the way round that chance knows, so that swapping is exact.
    plain = couple.swapped() if couple.second else couple
    which = np.arange(count) % len(sets)
    home = np.zeros((len(state_rows()), count))
    state, fixed = home.copy(), np.zeros((len(fixed_rows()), count))
    for turn, parameters in enumerate(sets[:count]):
        mine = which == turn
        own_state, own_home, own_fixed = _at_rest(plain, parameters)
        state[:, mine], home[:, mine], fixed[:, mine] = own_state, own_home, own_fixed
        if unrest:
            rng = stream(seed, _STARTS, turn)
            moved = drawn_unrest(rng, parameters, int(mine.sum()))
            moved[state_rows().index("us.freshness")] = 0.0
            state[:, mine] += moved
    found = Cohort(
        state=np.clip(state, -LIMIT, LIMIT),
        home=home,
        fixed=fixed,
        number=np.arange(count, dtype=np.uint32),
        swapped=np.zeros(count, np.uint32),
        which=which.astype(np.int64),
    )
    return swapped(found) if couple.second else found


def _at_rest(
    couple: Couple, parameters: Parameters
) -> tuple[ndarray, ndarray, ndarray]:
    """State, home and constants of a couple at its own rest, as columns."""
    fixed, home = np.zeros((len(fixed_rows()), 1)), np.zeros((len(state_rows()), 1))
    for side in "ab":
        for name, value in couple.person(side).constants.items():
            fixed[fixed_rows().index(f"{side}.{name}")] = value
        for name, value in couple.person(side).at_home.items():
            home[state_rows().index(f"{side}.{name}")] = value
    home[state_rows().index("us.bond")] = couple.bond
    home += starting_homes(fixed, parameters)
    state = np.frombuffer(_rest(home.tobytes(), fixed.tobytes(), parameters))
    state = state.reshape(home.shape).copy()
    faded = np.exp(-couple.years_together * _YEAR / float(parameters["freshness.days"]))
    state[state_rows().index("us.freshness")] = faded
    return state, home, fixed


@lru_cache(maxsize=256)
def _rest(home: bytes, fixed: bytes, parameters: Parameters) -> bytes:
    """Where a couple comes to rest.

    Kept, since a couple is lived with and without a practice, and its rest is the same.
    """
    there, constants = (np.frombuffer(it).reshape(-1, 1) for it in (home, fixed))
    near = np.clip(settled_at(there, parameters), -LIMIT, LIMIT)
    return settle(near, there, constants, parameters, close=1e-7)[0].tobytes()


def pushed(cohort: Cohort, couple: Couple) -> Cohort:
    """Copies of a couple, with its states pushed away as it says."""
    state = cohort.state.copy()
    for side in "ab":
        for name, value in couple.person(side).starts.items():
            state[state_rows().index(f"{side}.{name}")] += value
    state[state_rows().index("us.vitality")] += couple.vitality
    return replace(cohort, state=np.clip(state, -LIMIT, LIMIT))


def swapped(cohort: Cohort) -> Cohort:
    """The same couples with the letters of the partners exchanged."""
    other = {"a": "b", "b": "a", "us": "us"}

    def turned(values: ndarray, rows: tuple[str, ...]) -> ndarray:
        names = (row.partition(".") for row in rows)
        return values[[rows.index(f"{other[side]}.{name}") for side, _, name in names]]

    return replace(
        cohort,
        state=turned(cohort.state, state_rows()),
        home=turned(cohort.home, state_rows()),
        fixed=turned(cohort.fixed, fixed_rows()),
        swapped=1 - cohort.swapped,
    )


def part(cohort: Cohort, places: slice | ndarray) -> Cohort:
    """Some of the couples."""
    return replace(
        cohort,
        state=cohort.state[:, places],
        home=cohort.home[:, places],
        fixed=cohort.fixed[:, places],
        number=cohort.number[places],
        swapped=cohort.swapped[places],
        which=cohort.which[places],
    )


def joined(cohorts: Sequence[Cohort]) -> Cohort:
    """Couples of several cohorts in a row."""
    return replace(
        cohorts[0],
        state=np.concatenate([each.state for each in cohorts], axis=1),
        home=np.concatenate([each.home for each in cohorts], axis=1),
        fixed=np.concatenate([each.fixed for each in cohorts], axis=1),
        number=np.concatenate([each.number for each in cohorts]),
        swapped=np.concatenate([each.swapped for each in cohorts]),
        which=np.concatenate([each.which for each in cohorts]),
    )


def stream(seed: int, *key: int) -> Generator:
    """Random numbers of their own for each key, however many others are drawn."""
    return default_rng(SeedSequence(seed, spawn_key=key))
