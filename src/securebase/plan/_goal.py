from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from securebase.core import PracticeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What somebody may want from practising.

    Attributes:
        id: Short name.
        title: In words, as the end of "I would like …".
        statements: Statements of the theory behind it.
        weights: On standard deviations of what moves, of oneself (``me.``), the
            partner (``you.``) or both (``us.``).
    """

    id: str
    title: str
    statements: tuple[str, ...]
    weights: Mapping[str, float]


@cache
def goals() -> tuple[Goal, ...]:
    """Every goal that a plan can have."""
    text = (resources.files(__package__) / "goals.toml").read_text("utf-8")
    return tuple(
        Goal(**{**record, "statements": tuple(record["statements"])})
        for record in tomllib.loads(text)["goal"]
    )


def goal(name: str) -> Goal:
    """A goal by its short name.

    Raises:
        PracticeError: If there is none of this name.
    """
    for one in goals():
        if one.id == name:
            return one
    known = ", ".join(one.id for one in goals())
    raise PracticeError(
        f"A goal must be one of {known}. Got {name!r} instead. Choose one of them."
    )


@cache
def outcomes() -> tuple[str, ...]:
    """Everything that some goal looks at."""
    return tuple(dict.fromkeys(name for one in goals() for name in one.weights))
