from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from securebase.core import ModelError


def known(kind: str, name: object, names: Iterable[str]) -> str:
    """The name, if it is one of those there are.

    Args:
        kind: What is named, to begin a sentence: "A practice".
        name: What was given.
        names: Those there are.

    Raises:
        ModelError: If it is none of them; with the nearest, or with all.
    """
    names = tuple(names)
    if isinstance(name, str) and name in names:
        return name
    near = get_close_matches(str(name), names, 1)
    remedy = f"Did you mean {near[0]!r}?" if near else f"Take one of {listed(names)}."
    raise ModelError(
        f"{kind} must be one that the model has. Got {name!r} instead. {remedy}"
    )


def listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def number(what: str, value: object, low: float, high: float) -> float:
    """A number from a range.

    Raises:
        ModelError: If it is no number, or lies outside.
    """
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        found = float("nan")
    if isinstance(value, (bool, str)) or not low <= found <= high:
        raise ModelError(
            f"{what} must be a number from {low:g} to {high:g}. "
            f"Got {value!r} instead. Change it."
        )
    return found


def whole(what: str, value: object, low: int, high: int) -> int:
    """A whole number from a range.

    Raises:
        ModelError: If it is none, or lies outside.
    """
    try:
        found = int(value)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        found = low - 1
    if isinstance(value, (bool, str)) or found != value or not low <= found <= high:
        raise ModelError(
            f"{what} must be a whole number from {low:,} to {high:,}. "
            f"Got {value!r} instead. Change it."
        )
    return found
