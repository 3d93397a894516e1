"""Settings from the environment, read strictly: a slip names its variable."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

_YES = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def text(name: str, default: str) -> str:
    return os.environ.get(name, default)


def words(name: str, default: list[str]) -> list[str]:
    """Words between commas."""
    given = os.environ.get(name)
    if given is None:
        return default
    return [word.strip() for word in given.split(",") if word.strip()]


def flag(name: str, default: bool) -> bool:
    given = os.environ.get(name)
    if given is None:
        return default
    if given.lower() not in _YES:
        raise ImproperlyConfigured(
            f"{name} must be yes or no. Got {given!r} instead. Write one of the two."
        )
    return _YES[given.lower()]


def number(name: str, default: int) -> int:
    given = os.environ.get(name)
    if given is None:
        return default
    if not given.isdecimal():
        raise ImproperlyConfigured(
            f"{name} must be a whole number. Got {given!r} instead. Write digits only."
        )
    return int(given)
