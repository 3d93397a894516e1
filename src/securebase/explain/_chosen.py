from __future__ import annotations

from functools import cache

from securebase.dynamics import Parameters, calibrated


@cache
def chosen() -> Parameters:
    """The set of parameters where none is given: the calibrated one."""
    return calibrated()
