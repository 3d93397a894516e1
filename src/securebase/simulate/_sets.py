from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache

from securebase.core import ModelError
from securebase.dynamics import Parameters, calibrated, mechanisms

from ._words import known


@cache
def _default_set() -> Parameters:
    """The numbers that are taken when nobody asks for others."""
    return calibrated()


def sets(
    given: Parameters | Sequence[Parameters] | None, off: Iterable[str]
) -> tuple[Parameters, ...]:
    """Sets of parameters, with some mechanisms switched off in each.

    Raises:
        ModelError: If there is none, or a mechanism is unknown.
    """
    if given is None:
        given = _default_set()
    found = (given,) if isinstance(given, Parameters) else tuple(given)
    if not found:
        raise ModelError(
            "There must be one set of parameters at least. Got none instead. "
            "Leave the parameters out to take the model's own."
        )
    names = [known("A mechanism", name, _mechanisms()) for name in off]
    return tuple(each.without(names) for each in found) if names else found


def _mechanisms() -> tuple[str, ...]:
    return tuple(each.id for each in mechanisms())


def digest(parameters: Sequence[Parameters]) -> str:
    """A short mark of sets of parameters; the same numbers have the same."""
    found = hashlib.sha256()
    for each in parameters:
        found.update(each.values.tobytes())
        found.update(each.centre.tobytes())
    return found.hexdigest()[:16]


def model_digest() -> str:
    """A short mark of the equations."""
    from securebase.dynamics._instructions import fingerprint

    return hashlib.sha256(fingerprint().encode()).hexdigest()[:16]
