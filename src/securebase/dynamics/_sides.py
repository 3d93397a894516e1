"""What a mechanism sees: one partner, the other, and what is between them."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, TypeAlias

from ._maths import Value

# Contributions to the states named, in standard deviations.
Pull: TypeAlias = dict[str, Value]
# The parameters of one mechanism, by name.
Given: TypeAlias = SimpleNamespace


class NotYetKnownError(AttributeError):
    """A mechanism asked for a quantity that no mechanism has given so far."""


class View:
    """Values by name: states, traits, practice, draws and quantities."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = dict(values)

    def __getattr__(self, name: str) -> Value:
        try:
            return self._values[name]
        except KeyError:
            raise NotYetKnownError(name) from None

    def __getitem__(self, name: str) -> Value:
        return self.__getattr__(name)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def learn(self, more: Mapping[str, Value]) -> None:
        self._values.update(more)

    def values(self) -> dict[str, Value]:
        return self._values


# Mechanisms read attributes that exist only at run time.
Each: TypeAlias = Any
Us: TypeAlias = Any
