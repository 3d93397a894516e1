from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy import ndarray

from securebase.core import ModelError
from securebase.evidence import row as evidence_row

from ._maths import Value
from ._mechanism import Parameter, mechanisms
from ._states import Noise, State, states


@cache
def parameters() -> tuple[Parameter, ...]:
    """Every number of the model: of mechanisms, then of states."""
    own = tuple(p for mechanism in mechanisms() for p in mechanism.parameters)
    return own + tuple(p for state in states() for p in _of_state(state))


def _of_state(state: State) -> tuple[Parameter, ...]:
    name = state.id
    days = f"days that a push on {state.label} lasts"
    found = [_plain(f"{name}.days", days, state.time_constant, state.rows)]
    if state.noise is not Noise.NONE:
        spread = f"standard deviation of {state.label} from its own unrest"
        found.append(_plain(f"{name}.spread", spread, state.spread))
    if state.home[0]:
        apart = f"standard deviation between homes of {state.label} beyond traits"
        found.append(_plain(f"{name}.home", apart, state.home))
    return tuple(found)


def _plain(
    name: str,
    meaning: str,
    value: tuple[float, float, float],
    rows: tuple[str, ...] = (),
) -> Parameter:
    return Parameter(
        name=name,
        meaning=meaning,
        value=value[0],
        low=value[1],
        high=value[2],
        off=None,
        rows=rows,
        status=str(evidence_row(rows[0]).status) if rows else "prior",
        direct=bool(rows),
        free=value[1] < value[2],
        why="",
    )


@cache
def places() -> dict[str, int]:
    """Place of each parameter in an array of all, by name."""
    return {parameter.name: place for place, parameter in enumerate(parameters())}


@dataclass(frozen=True, eq=False)
class Parameters:
    """A set of numbers for the model.

    Attributes:
        values: One for each of `parameters()`, or one for each and every couple.
        centre: Where the mechanisms pull each state at the average couple at rest; it
            is taken off, so that nought is that couple's place. It stays as it is when
            single values are changed, so that a change shows.
    """

    values: ndarray
    centre: ndarray

    def __getitem__(self, name: str) -> Any:
        return self.values[places()[_known(name)]]

    @classmethod
    def of(cls, values: ndarray) -> Parameters:
        """A set of values, centred at its own average couple."""
        from ._centre import centre_of

        found = np.asarray(values, np.float64)
        return cls(found, centre_of(given(dict(zip(places(), found, strict=True)))))

    @classmethod
    def start(cls) -> Parameters:
        """The starting values, before calibration."""
        return cls.of(np.array([parameter.value for parameter in parameters()]))

    def with_values(self, changes: Mapping[str, float]) -> Parameters:
        """The same with other values for some; the centre stays."""
        values = self.values.copy()
        for name, value in changes.items():
            values[places()[_known(name)]] = value
        return replace(self, values=values)

    def without(self, names: Iterable[str]) -> Parameters:
        """The same with some mechanisms switched off."""
        return self.with_values(
            {
                parameter.name: parameter.off
                for name in names
                for parameter in _mechanism(name).parameters
                if parameter.off is not None
            }
        )

    def given(self) -> dict[str, SimpleNamespace]:
        """The values as mechanisms see them, by mechanism."""
        return given(dict(zip(places(), self.values, strict=True)))


def given(values: Mapping[str, Value]) -> dict[str, SimpleNamespace]:
    """Values by full name, sorted into one namespace for each mechanism or state."""
    sorted_: dict[str, dict[str, Value]] = {}
    for name, value in values.items():
        owner, _, short = name.partition(".")
        sorted_.setdefault(owner, {})[short] = value
    return {owner: SimpleNamespace(**each) for owner, each in sorted_.items()}


def _known(name: str) -> str:
    if name not in places():
        raise ModelError(
            "A parameter must be one of the model's. "
            f"Got {name!r} instead. `securebase explain --parameters` lists them."
        )
    return name


def _mechanism(name: str) -> Any:
    for mechanism in mechanisms():
        if mechanism.id == name:
            return mechanism
    raise ModelError(
        "A mechanism must be one of the model's. "
        f"Got {name!r} instead. `securebase explain` lists them."
    )
