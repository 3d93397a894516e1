"""What somebody may practise, written for them by the worker with their own letter."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from securebase import couples, report
from securebase.core import Partner
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.reports.models import Letter

from . import trials

FORM = "plan"


def plan_for(person: User, view: couples.View) -> bytes:
    """The plan that goes with somebody's own letter, as JSON.

    Args:
        person: Whose.
        view: What they may see; nothing else is known.
    """
    told = state(person)
    back = back_of(person)
    made_from = access.view_mark(view).hex()
    there = access.own_part(person, Letter.Kind.OWN, FORM)
    if there is not None:
        before = json.loads(there[1])
        if [before[it] for it in ("seen", "state", "of")] == [made_from, told, back]:
            return there[1]
    return json.dumps(
        {
            "seen": made_from,
            "state": told,
            "of": back,
            "plan": _plan(person, view),
            "back": _back(person, view) if back else None,
        }
    ).encode()


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
    return _mark([access.own_aim(person), access.wishes_alone(person), ended])


def back_of(person: User) -> str:
    """A mark of the try that wants a look back now; empty where none does."""
    found = access.own_trial(person)
    if found is None or not trials.is_due(person, found[1]):
        return ""
    row, told = found
    return _mark([str(row.id), told["done"], str(trials.last_day(person, told))])


def _plan(person: User, view: couples.View) -> dict[str, Any]:
    aim = access.own_aim(person)
    return asdict(
        report.suggestions(
            view,
            goal=aim["goal"],
            minutes=aim["minutes"],
            tried=trials.all_tried(person, _side(view)),
            alone=access.wishes_alone(person),
        )
    )


def _back(person: User, view: couples.View) -> dict[str, Any] | None:
    found = access.own_trial(person)
    tried = None if found is None else trials.tried(person, _side(view), found[1])
    return None if tried is None else asdict(report.look_back(view, tried))


def _side(view: couples.View) -> Partner:
    assert view.viewer.partner is not None
    return view.viewer.partner


def _mark(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
