"""The plan that lies there for somebody, and whether it is still the one they want."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.reports.models import Letter

from . import trials

FORM = "plan"


def current(person: User) -> dict[str, Any] | None:
    """The plan that is there, or None where none is, or another is being made."""
    found = access.own_part(person, Letter.Kind.OWN, FORM)
    if found is None:
        return None
    plan: dict[str, Any] = json.loads(found[1])
    return plan if plan["state"] == state(person) else None


def state(person: User) -> str:
    """A mark of what the person chose and ended: another asks for another plan."""
    ended = [told for row, told in access.own_trials(person) if row.ended_at]
    wanted = [access.own_aim(person), access.wishes_alone(person), person.language]
    return _mark([*wanted, ended])


def back_of(person: User) -> str:
    """A mark of the try that wants a look back now; empty where none does."""
    found = access.own_trial(person)
    if found is None or not trials.is_due(person, found[1]):
        return ""
    row, told = found
    return _mark([str(row.id), told["done"], str(trials.last_day(person, told))])


def _mark(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
