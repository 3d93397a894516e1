"""What each kind of job does."""

from __future__ import annotations

from securebase.web.own.erasing import forget
from securebase.web.reports.writing import own, write_pair

from .queue import Doing

KINDS: dict[str, Doing] = {
    "forget": forget,
    "own": own,
    "pair": write_pair,
}
