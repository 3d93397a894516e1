"""The step and the read-outs, run once on symbols."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from ._coefficients import coefficients
from ._layout import FIXED
from ._parameters import given, parameters
from ._practice import PRACTICES
from ._states import own_states, shared_states
from ._step import (
    OWN_NORMALS,
    OWN_SIGNS,
    SHARED_NORMALS,
    SHARED_SIGNS,
    Numbers,
    Side,
    advance,
    read_outs,
)
from ._trace import Symbol, Tape

__all__ = ["PRACTICES", "Traced", "coefficient_names", "traced_look", "traced_step"]


@dataclass(frozen=True, slots=True)
class Traced:
    """A tape and the places on it where the results are, by row."""

    tape: Tape
    results: dict[str, int]


def coefficient_names() -> tuple[str, ...]:
    """Names of the coefficients of a step, in order."""
    values = {parameter.name: parameter.value for parameter in parameters()}
    return tuple(coefficients(given(values), 0.25))


def traced_step() -> Traced:
    """One step: rows of states and of counts after it."""
    tape = Tape()
    a, b, us, numbers = _symbols(tape)
    after = advance(a, b, us, numbers, tape.maths())
    results = {
        **_named("a", after.a),
        **_named("b", after.b),
        **_named("us", after.us),
        **_named("a", after.counts_a),
        **_named("b", after.counts_b),
        **_named("us", after.counts_us),
    }
    return Traced(tape, {row: symbol.place for row, symbol in results.items()})


def traced_look() -> Traced:
    """The read-outs at one moment."""
    tape = Tape()
    a, b, us, numbers = _symbols(tape)
    of_a, of_b = read_outs(a, b, us, numbers, tape.maths())
    results = {**_named("a", of_a), **_named("b", of_b)}
    return Traced(tape, {row: symbol.place for row, symbol in results.items()})


def _named(side: str, values: dict[str, Any]) -> dict[str, Any]:
    return {f"{side}.{name}": value for name, value in values.items()}


def _symbols(tape: Tape) -> tuple[Side, Side, Side, Numbers]:
    own = [state.id for state in own_states()]
    shared = [state.id for state in shared_states()]
    sides = [
        _side(tape, "a", own, FIXED, (*OWN_NORMALS, *OWN_SIGNS)),
        _side(tape, "b", own, FIXED, (*OWN_NORMALS, *OWN_SIGNS)),
        _side(tape, "us", shared, (), (*SHARED_NORMALS, *SHARED_SIGNS)),
    ]
    values = {p.name: tape.read(f"p.{p.name}") for p in parameters()}
    p: dict[str, SimpleNamespace] = given(values)
    centre = {name: tape.read(f"centre.{name}") for name in (*own, *shared)}
    c = {name: tape.read(f"c.{name}") for name in coefficient_names()}
    return sides[0], sides[1], sides[2], Numbers(p, c, centre, tape.read("step"))


def _side(
    tape: Tape,
    side: str,
    states: list[str],
    fixed: tuple[str, ...],
    drawn: tuple[str, ...],
) -> Side:
    def rows(names: Any, kind: str = "") -> dict[str, Symbol]:
        return {name: tape.read(f"{side}.{kind}{name}") for name in names}

    return Side(
        state=rows(states),
        home=rows(states, "home_"),
        fixed=rows(fixed),
        drawn=rows((*drawn, "chance"), "drawn_"),
    )
