"""What is not known of a couple: the names of the numbers of a belief, in order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from securebase.dynamics import (
    TRAITS,
    Clock,
    fixed_rows,
    own_states,
    shared_states,
    state_rows,
)
from securebase.measures import checkin

SIDES = ("a", "b")


@cache
def moving() -> tuple[str, ...]:
    """States that carry something over to the next day; those of the hour do not."""
    slow = {state.id for state in own_states() if state.clock is not Clock.HOURS}
    slow |= {state.id for state in shared_states()}
    return tuple(row for row in state_rows() if row.partition(".")[2] in slow)


@cache
def lasting() -> tuple[str, ...]:
    """What a couple is: homes that traits do not explain in full, then traits."""
    homes = {state.id for state in (*own_states(), *shared_states()) if state.home[0]}
    at_home = (row for row in state_rows() if row.partition(".")[2] in homes)
    traits = (row for row in fixed_rows() if row.partition(".")[2] in TRAITS)
    return (*(row.replace(".", ".home_") for row in at_home), *traits)


@cache
def words() -> tuple[str, ...]:
    """What is learnt of each partner's answers, beside the model's own numbers.

    What each question means to them, how high they answer at all, and what their giving
    is beyond the model's straight account of it.
    """
    codes = [one.code for one in checkin.items()]
    each = (f"{side}.word_{code}" for side in SIDES for code in codes)
    more = (f"{side}.{name}" for name in ("scale", "curve") for side in SIDES)
    return (*each, *more)


@cache
def model_names() -> tuple[str, ...]:
    """The part of a belief that the couple model knows."""
    return (*moving(), *lasting())


@cache
def names() -> tuple[str, ...]:
    """Every number of a belief."""
    return (*model_names(), *words())


@cache
def places() -> Mapping[str, int]:
    """Place of each number by its name."""
    return {name: place for place, name in enumerate(names())}


@cache
def swap() -> tuple[int, ...]:
    """Where each number stands when the letters of the partners are exchanged."""
    return tuple(places()[swapped(name)] for name in names())


def swapped(name: str) -> str:
    """A name with the letter of the other partner."""
    side, _, rest = name.partition(".")
    return f"{ {'a': 'b', 'b': 'a'}.get(side, side) }.{rest}"
