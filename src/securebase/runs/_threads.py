from __future__ import annotations

import os

from securebase.core import RunError


def threads(wanted: int | None) -> int:
    """How many threads to work with: as many as wanted, or as there are cores.

    Args:
        wanted: A number, or None for the cores that this process may use.

    Raises:
        RunError: If the number is below one.
    """
    if wanted is None:
        return _cores()
    if wanted < 1:
        raise RunError(
            f"The workers must be one at least. Got {wanted} instead. "
            "Leave the number out to use every core."
        )
    return wanted


def _cores() -> int:
    # A container or a batch system may lend fewer than the machine has.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
