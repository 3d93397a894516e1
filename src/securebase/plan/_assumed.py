from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A number that a plan needs and no study gives.

    Attributes:
        name: Short name.
        value: The judgement.
        low: Lowest that another judgement may reasonably be.
        high: Highest.
        unit: In words.
        why: What it rests on.
        rows: Rows of evidence that bound it.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    why: str
    rows: tuple[str, ...] = ()


@cache
def assumptions() -> dict[str, Assumption]:
    """Every assumption of the planner, by name; all of them priors, no findings."""
    text = (resources.files(__package__) / "assumptions.toml").read_text("utf-8")
    return {
        name: Assumption(name=name, **{**record, "rows": tuple(record.get("rows", ()))})
        for name, record in tomllib.loads(text).items()
    }


def assumed(name: str) -> float:
    """The value of an assumption."""
    return assumptions()[name].value
