from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.random import Generator

from securebase.dynamics import (
    Cohort,
    Parameters,
    State,
    fixed_rows,
    linear_response,
    linear_spread,
    own_states,
    shared_states,
    starting_homes,
    state_rows,
)
from securebase.evidence import row as evidence_row

from ._population import population

if TYPE_CHECKING:
    import xarray as xr

# Skills of one person go together: this share of their variance is common to all.
_SKILLS_IN_COMMON = 0.6
# Years together: at least half a year, six and a half on average.
_YEARS_AT_LEAST, _YEARS_BEYOND = 0.5, 6.0
_YEAR = 365.25


def cohort(
    rng: Generator,
    couples: int,
    parameters: Parameters,
    *,
    traits: xr.DataArray | None = None,
    years_together: Float[ndarray, " couple"] | None = None,
    first: int = 0,
) -> Cohort:
    """Couples as a population has them, each already settled into its life.

    Traits as published correlations have them (`population`), starting points of
    skill and feeling from traits and from what traits do not explain, and states drawn
    as they lie on some day of a long life together, near enough: let them live on for
    some weeks before anything is counted.

    Args:
        rng: Source of randomness.
        couples: How many.
        parameters: One set.

    Other Args:
        traits: Axes couple, partner and trait; drawn if left out.
        years_together: Drawn if left out.
        first: Number of the first couple.
    """
    if traits is None:
        traits = population(rng, couples)
    if years_together is None:
        beyond = rng.exponential(_YEARS_BEYOND, couples)
        years_together = _YEARS_AT_LEAST + beyond
    fixed = _fixed(rng, traits)
    home = _homes(rng, fixed, parameters)
    settled = settled_at(home, parameters)
    state = settled + unrest(rng, parameters, couples)
    fresh = np.exp(-years_together * _YEAR / float(parameters["freshness.days"]))
    state[state_rows().index("us.freshness")] = fresh
    return Cohort(
        state=np.clip(state, -5.0, 5.0),
        home=home,
        fixed=fixed,
        number=np.arange(first, first + couples, dtype=np.uint32),
        swapped=np.zeros(couples, np.uint32),
        which=np.zeros(couples, np.int64),
    )


def settled_at(
    home: Float[ndarray, "state couple"], parameters: Parameters
) -> Float[ndarray, "state couple"]:
    """Where couples of such homes settle, by the linear part of the model."""
    return _times(_response(parameters), home)


def unrest(
    rng: Generator, parameters: Parameters, couples: int
) -> Float[ndarray, "state couple"]:
    """Where states lie about their rest, from the linear part of the model."""
    root = _root(parameters)
    return _times(root, rng.standard_normal((len(root), couples)))


@lru_cache(maxsize=256)
def _response(parameters: Parameters) -> Float[ndarray, "state state"]:
    return linear_response(parameters)


@lru_cache(maxsize=256)
def _root(parameters: Parameters) -> Float[ndarray, "state state"]:
    spread = linear_spread(parameters)
    # Some states have no unrest of their own, and rounding may make theirs negative.
    return np.linalg.cholesky((spread + spread.T) / 2 + 1e-9 * np.eye(len(spread)))


def _times(matrix: ndarray, columns: ndarray) -> ndarray:
    """A product whose last digit does not depend on how many threads there are."""
    return np.einsum("ij,jk->ik", matrix, columns, optimize=False)


_NAMES = {
    "trait_anxiety": "attachment_anxiety",
    "trait_avoidance": "attachment_avoidance",
}


def _fixed(rng: Generator, traits: xr.DataArray) -> Float[ndarray, "fixed couple"]:
    couples = traits.sizes["couple"]
    found = np.zeros((len(fixed_rows()), couples))
    known = set(traits.coords["trait"].values.tolist())
    for place, row in enumerate(fixed_rows()):
        side, _, name = row.partition(".")
        trait = _NAMES.get(name, name)
        if trait in known:
            found[place] = traits.sel(partner=side, trait=trait).values
        elif not name.startswith("practice_"):
            size = 0.3 if name == "exposure" else 1.0
            found[place] = size * rng.standard_normal(couples)
    return found


def _homes(
    rng: Generator, fixed: Float[ndarray, "fixed couple"], parameters: Parameters
) -> Float[ndarray, "state couple"]:
    """Starting points: what traits explain, and what they do not."""
    couples = fixed.shape[1]
    alike = evidence_row("pairing_on_caregiving").value
    home = starting_homes(fixed, parameters)
    giving = _pairs(rng, couples, alike)
    rows = {name: place for place, name in enumerate(state_rows())}
    for state in own_states():
        own = _pairs(rng, couples, alike)
        if "S12" in state.statements:
            common = np.sqrt(_SKILLS_IN_COMMON)
            own = common * giving + np.sqrt(1 - _SKILLS_IN_COMMON) * own
        for side, part in zip("ab", own, strict=True):
            home[rows[f"{side}.{state.id}"]] += _apart(state, parameters) * part
    for state in shared_states():
        apart = _apart(state, parameters)
        home[rows[f"us.{state.id}"]] += apart * rng.standard_normal(couples)
    return home


def _apart(state: State, parameters: Parameters) -> float:
    return float(parameters[f"{state.id}.home"]) if state.home[0] else 0.0


def _pairs(rng: Generator, couples: int, alike: float) -> Float[ndarray, "2 couple"]:
    """A standard score for each partner, alike by so much."""
    shared = rng.standard_normal(couples)
    own = rng.standard_normal((2, couples))
    return np.sqrt(alike) * shared + np.sqrt(1 - alike) * own
