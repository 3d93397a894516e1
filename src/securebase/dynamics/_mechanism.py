from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from securebase.core import ModelError
from securebase.evidence import row as evidence_row

from ._rates import arm_gain

_LAWS = ("quantities", "adds", "spreads", "pulls", "jumps", "homes")
_SHARED_LAWS = ("quantities_us", "pulls_us", "jumps_us")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the model, with its doubt and where it comes from.

    Attributes:
        name: Mechanism (or state) and name, such as ``"crossover.share"``.
        meaning: What it says, for a reader.
        value: Starting value, before calibration.
        low: Lowest value that the evidence, or judgement, allows.
        high: Highest value.
        off: Value at which its mechanism has no effect; None if it needs none.
        rows: Rows of evidence behind it.
        status: Standing of its evidence: the weakest of its rows, or ``"prior"``.
        direct: Whether the value is a published one or converted from it, and not
            only bounded by it.
        free: Whether calibration may move it.
        why: Reason for a value without a row.
    """

    name: str
    meaning: str
    value: float
    low: float
    high: float
    off: float | None
    rows: tuple[str, ...]
    status: str
    direct: bool
    free: bool
    why: str


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One link of the theory: an equation, its statements and its evidence.

    Attributes:
        id: Name of its file.
        title: What it says, in one sentence.
        text: Docstring of its file, with the equation.
        statements: The statements of the theory it serves.
        hypothesis: Whether it is one that no study has shown.
        parameters: Its numbers.
        laws: Its functions, by kind.
        adds: Names of the sums that it adds to.
    """

    id: str
    title: str
    text: str
    statements: tuple[str, ...]
    hypothesis: bool
    parameters: tuple[Parameter, ...]
    laws: dict[str, Callable[..., Any]]
    adds: tuple[str, ...]

    @property
    def rows(self) -> tuple[str, ...]:
        """Rows of evidence behind its parameters, each once."""
        return tuple(dict.fromkeys(r for p in self.parameters for r in p.rows))


def parameter(name: str, record: dict[str, Any]) -> Parameter:
    """A parameter from its record: a row of evidence, or a value with a range."""
    if "row" in record:
        value, low, high = _converted(record)
        # A statement gives the direction where a study left both open.
        low = record.get("low", low)
        rows: tuple[str, ...] = (record["row"],)
        status = str(evidence_row(record["row"]).status)
    else:
        value, low, high = record["value"], record["low"], record["high"]
        rows, status = tuple(record.get("rows", ())), "prior"
    if not low <= value <= high:
        raise ModelError(
            f"Parameter {name} must lie in its range. "
            f"Got {value} outside {low} to {high} instead. Correct its file."
        )
    return Parameter(
        name=name,
        meaning=record["meaning"],
        value=float(value),
        low=float(low),
        high=float(high),
        off=record.get("off"),
        rows=rows,
        status=status,
        direct="row" in record,
        free=low < high and not record.get("fixed", False),
        why=record.get("why", ""),
    )


def _converted(record: dict[str, Any]) -> tuple[float, float, float]:
    """Value and range of a row: as it is, or as the lasting gain behind a cross-lag."""
    found = evidence_row(record["row"])
    numbers = [found.value, found.low, found.high]
    if record.get("convert", {}).get("gain"):
        stability = record["convert"]["stability"]
        numbers = [arm_gain(number, stability) for number in numbers]
    if record.get("flip"):
        numbers = [-numbers[0], -numbers[2], -numbers[1]]
    return numbers[0], numbers[1], numbers[2]


def _mechanism(name: str) -> Mechanism:
    module = import_module(f"{__package__}._mechanisms.{name}")
    text = (files(__package__) / "_mechanisms" / f"{name}.toml").read_text("utf-8")
    record = tomllib.loads(text)
    found = {law: getattr(module, law, None) for law in (*_LAWS, *_SHARED_LAWS)}
    return Mechanism(
        id=name,
        title=record["title"],
        text=module.__doc__ or "",
        statements=tuple(record["statements"]),
        hypothesis=record.get("hypothesis", False),
        parameters=tuple(
            parameter(f"{name}.{key}", each)
            for key, each in record["parameters"].items()
        ),
        laws={law: function for law, function in found.items() if function is not None},
        adds=tuple(getattr(module, "ADDS", ())),
    )


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    """Every mechanism, by name; each is a file of equations and one of numbers."""
    folder = files(__package__) / "_mechanisms"
    names = sorted(p.name[:-5] for p in folder.iterdir() if p.name.endswith(".toml"))
    return tuple(_mechanism(name) for name in names)
