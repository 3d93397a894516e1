"""What the kernel holds for each couple, and what it gives out: names in order."""

from __future__ import annotations

from functools import cache

from ._flow import READ_OUTS, SLOPES, TRAITS
from ._practice import PRACTICES
from ._states import own_states, shared_states
from ._step import COUNTS, SHARED_COUNTS

# Couples that are computed together; a whole number of the widest vectors.
LANES = 32

FIXED = (*TRAITS, *SLOPES, *PRACTICES)


@cache
def state_rows() -> tuple[str, ...]:
    """States of both partners and the couple: ``"a.security"``, ``"us.bond"``."""
    own = [state.id for state in own_states()]
    shared = tuple(f"us.{state.id}" for state in shared_states())
    return (*(f"{side}.{name}" for side in "ab" for name in own), *shared)


@cache
def home_rows() -> tuple[str, ...]:
    """Homes of all states, as ``"a.home_security"``."""
    return tuple(row.replace(".", ".home_") for row in state_rows())


@cache
def fixed_rows() -> tuple[str, ...]:
    """Traits, slopes and practice of both partners, as ``"a.neuroticism"``."""
    return tuple(f"{side}.{name}" for side in "ab" for name in FIXED)


@cache
def out_rows() -> tuple[str, ...]:
    """What comes out: states and read-outs as means of evenings, then counts."""
    looked = (f"{side}.{name}" for side in "ab" for name in READ_OUTS)
    counted = (f"{side}.{name}" for side in "ab" for name in COUNTS)
    shared = (f"us.{name}" for name in SHARED_COUNTS)
    return (*state_rows(), *looked, *counted, *shared)
