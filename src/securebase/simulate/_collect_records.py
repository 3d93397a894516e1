"""What stands in ``data/collect.toml``: how answers come about, and how often not."""

from __future__ import annotations

import difflib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from securebase.core import ModelError

_GROUPS = ("questionnaire", "diary", "presence", "shares")


@dataclass(frozen=True, slots=True)
class Habit:
    """One number that says how people answer.

    Attributes:
        name: Such as ``"presence.kept"``.
        value: The judgement.
        low: Lowest that another judgement may reasonably be.
        high: Highest.
        why: What it means, and why about so much.
        size: Whether it may exceed 1; else it is a share or the like.
    """

    name: str
    value: float
    low: float
    high: float
    why: str
    size: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a score or a question tells of.

    Attributes:
        level: Mean answer; None for the mean of the comparison sample.
        mix: Weight of each part of the model, such as ``"me.threat"``.
    """

    level: float | None
    mix: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What must have come up before a question about it can be answered.

    Attributes:
        events: Events of the model on which it surely came up.
        day: Chance of something smaller on a day without one.
        month: The same for the weeks that a sheet asks about.
    """

    events: tuple[str, ...]
    day: float
    month: float


def habits() -> tuple[Habit, ...]:
    """Every number that says how made-up couples answer, all of them priors."""
    return tuple(
        Habit(
            name=f"{group}.{name}",
            value=float(record["value"]),
            low=float(record["low"]),
            high=float(record["high"]),
            why=record["why"],
            size=record.get("size", False),
        )
        for group in _GROUPS
        for name, record in _raw()[group].items()
    )


def chosen(changes: Mapping[str, float] | None) -> Mapping[str, float]:
    """The habits by name, some of them with other values.

    Raises:
        ModelError: If there is no such habit, or it cannot have this value.
    """
    known = {habit.name: habit for habit in habits()}
    found = {name: habit.value for name, habit in known.items()}
    for name, value in (changes or {}).items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1) or sorted(known)
            raise ModelError(
                f"A habit must be one of {len(known)} that are known. "
                f"Got {name!r} instead. Write one such as {near[0]}."
            )
        found[name] = _possible(known[name], value)
    return MappingProxyType(found)


def _possible(habit: Habit, value: float) -> float:
    most = math.inf if habit.size else 1.0
    if not (math.isfinite(value) and 0 <= value <= most):
        limits = "not be negative" if habit.size else "lie between 0 and 1"
        raise ModelError(
            f"The habit {habit.name} must {limits}. Got {value} instead. "
            f"Choose a value from about {habit.low} to {habit.high}."
        )
    return float(value)


@cache
def scores() -> Mapping[str, Told]:
    """What each score tells of, by ``construct`` or ``construct_role``."""
    return {key: _told(record) for key, record in _raw()["scores"].items()}


@cache
def daily(code: str, key: str) -> Told:
    """What a question of the check-in tells of.

    Args:
        code: Its name.
        key: Of the score that it tells of where nothing else is said.
    """
    own, general = _raw()["daily"].get(code, {}), _raw()["scores"][key]
    return _told({**general, **own})


@cache
def occasions() -> Mapping[str, Occasion]:
    """By construct: what must have come up before its questions can be answered."""
    return {
        construct: Occasion(
            events=tuple(record["events"]), day=record["day"], month=record["month"]
        )
        for construct, record in _raw()["events"].items()
    }


def first_names() -> tuple[str, ...]:
    """Names of nobody."""
    return tuple(_raw()["names"]["first"])


def _told(record: Mapping[str, Any]) -> Told:
    return Told(level=record.get("level"), mix=MappingProxyType(record["mix"]))


@cache
def _raw() -> Mapping[str, Any]:
    text = (files(__package__) / "data" / "collect.toml").read_text("utf-8")
    return tomllib.loads(text)
