from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.dynamics import Mechanism, Parameters, jacobian, mechanisms, state_rows

from ._chosen import chosen
from ._strength import Strength, strength_of

_NOTHING = 1e-9
_SHARE_LOST = 0.5
_SIDES = {"a": "me", "b": "you", "us": "us"}


@dataclass(frozen=True, slots=True)
class Link:
    """What one mechanism makes of one state for another, the other states held still.

    Attributes:
        mechanism: Its name.
        source: State that acts: ``me`` one's own, ``you`` the partner's, ``us`` the
            couple's, such as ``"you.threat"``.
        target: State that is moved, such as ``"me.threat"``.
        size: Standard deviations by which the place moves to which the target is
            pulled, for each standard deviation of the source, at the average couple;
            the difference that switching the mechanism off makes.
        statements: The statements of the theory that the mechanism serves.
        rows: Rows of evidence behind the numbers that carry it.
        strength: Standing of those numbers.
        hypothesis: Whether the mechanism is one that no study has shown.
    """

    mechanism: str
    source: str
    target: str
    size: float
    statements: tuple[str, ...]
    rows: tuple[str, ...]
    strength: Strength
    hypothesis: bool

    @property
    def sign(self) -> int:
        """1 if it raises, -1 if it lowers."""
        return 1 if self.size > 0 else -1


def links(parameters: Parameters | None = None) -> tuple[Link, ...]:
    """Every effect of a state on a state, by mechanism.

    A way through several mechanisms is counted under each, because it is gone when
    any of them is.

    Args:
        parameters: One set; the starting values if left out.
    """
    return _start() if parameters is None else tuple(_all(parameters))


@cache
def _start() -> tuple[Link, ...]:
    return tuple(_all(chosen()))


def contribution(parameters: Parameters, *names: str) -> Float[ndarray, "state state"]:
    """What mechanisms together add to the effects of states on each other."""
    return np.asarray(jacobian(parameters) - jacobian(parameters.without(names)))


def _all(parameters: Parameters) -> Iterator[Link]:
    for mechanism in mechanisms():
        yield from _of_one(mechanism, parameters)


def _of_one(mechanism: Mechanism, parameters: Parameters) -> Iterator[Link]:
    whole = jacobian(parameters)
    made = contribution(parameters, mechanism.id)
    lost = {
        each: whole - jacobian(parameters.with_values({each.name: each.off}))
        for each in mechanism.parameters
        if each.off is not None
    }
    for target, source in np.argwhere(np.abs(made) > _NOTHING):
        end = state_rows()[target]
        if end.startswith("b."):
            # The other partner is the mirror image.
            continue
        size = float(made[target, source])
        carried = [
            each
            for each, change in lost.items()
            if abs(change[target, source]) >= _SHARE_LOST * abs(size)
        ]
        yield Link(
            mechanism=mechanism.id,
            source=_from_me(state_rows()[source]),
            target=_from_me(end),
            size=size,
            statements=mechanism.statements,
            rows=tuple(dict.fromkeys(row for each in carried for row in each.rows)),
            strength=strength_of(carried),
            hypothesis=mechanism.hypothesis,
        )


def _from_me(row: str) -> str:
    side, _, name = row.partition(".")
    return f"{_SIDES[side]}.{name}"
