from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from securebase.evidence import row as evidence_row

from ._rates import decay


class Clock(StrEnum):
    """How fast a state moves."""

    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


class Noise(StrEnum):
    """How a state's own unrest is drawn."""

    NORMAL = "normal"
    SIGNS = "signs"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class State:
    """Something that moves, in one partner or between the two.

    Attributes:
        id: Short identifier, a valid Python name.
        label: Words for a reader.
        shared: True for a state of the couple, False for one of each partner.
        clock: How fast it moves.
        noise: How its own unrest is drawn.
        statements: The statements of the theory it serves.
        construct: What a questionnaire or a check-in would call it, or "".
        time_constant: Days that a push lasts: start, lowest, highest.
        spread: Standard deviation from its own noise: start, lowest, highest.
        home: Standard deviation of persons' homes beyond what traits explain: start,
            lowest, highest.
        rows: Rows of evidence behind the time constant.
    """

    id: str
    label: str
    shared: bool
    clock: Clock
    noise: Noise
    statements: tuple[str, ...]
    construct: str
    time_constant: tuple[float, float, float]
    spread: tuple[float, float, float]
    home: tuple[float, float, float]
    rows: tuple[str, ...]


def _state(record: dict[str, Any]) -> State:
    time, spread = record["time_constant"], record["spread"]
    home = record.get("home", {"sd": 0.0, "low": 0.0, "high": 0.0})
    return State(
        id=record["id"],
        label=record["label"],
        shared=record["per"] == "couple",
        clock=Clock(record["clock"]),
        noise=Noise(record["noise"]),
        statements=tuple(record["statements"]),
        construct=record.get("construct", ""),
        time_constant=_days(time),
        spread=_range(spread, "sd"),
        home=_range(home, "sd"),
        rows=(time["row"],) if "row" in time else (),
    )


def _range(record: dict[str, Any], start: str) -> tuple[float, float, float]:
    return float(record[start]), float(record["low"]), float(record["high"])


def _days(record: dict[str, Any]) -> tuple[float, float, float]:
    """Days that a push lasts: as given, or from what is left after a lag."""
    if "row" not in record:
        return _range(record, "days")
    found, lag = evidence_row(record["row"]), record["lag_days"]
    days = [1.0 / decay(left, lag) for left in (found.value, found.low, found.high)]
    return (days[0], days[1], days[2])


@cache
def states() -> tuple[State, ...]:
    """Every state, in the order in which arrays hold them; the couple's come last."""
    text = (files(__package__) / "states.toml").read_text("utf-8")
    return tuple(_state(record) for record in tomllib.loads(text)["state"])


@cache
def own_states() -> tuple[State, ...]:
    """The states that each partner has."""
    return tuple(state for state in states() if not state.shared)


@cache
def shared_states() -> tuple[State, ...]:
    """The states that the couple has."""
    return tuple(state for state in states() if state.shared)
