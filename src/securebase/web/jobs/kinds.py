"""What each kind of job does."""

from __future__ import annotations

from uuid import UUID

from securebase.web.keeping.retention import retain
from securebase.web.own.erasing import forget
from securebase.web.practitioners.writing import write_case
from securebase.web.reports.weeks import write_week
from securebase.web.reports.writing import own, write_pair

from .queue import Doing


def _retain(night: UUID) -> None:
    retain()


KINDS: dict[str, Doing] = {
    "forget": forget,
    "own": own,
    "pair": write_pair,
    "retain": _retain,
    "case": write_case,
    "week": write_week,
}
