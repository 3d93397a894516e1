"""What somebody may practise, written for them by the worker with their own letter."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import Any

from django.db import transaction

from securebase import couples, report
from securebase.core import Partner, PracticeError
from securebase.plan import ENOUGH_DAYS, ENOUGH_SHEETS, Tried, Verdict
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.reports.language import language_of
from securebase.web.reports.models import Letter

from . import trials
from .planned import FORM, back_of, state

# Earlier tries say next to nothing of how somebody responds by now.
_REMEMBERED = 12


def plan_for(person: User, view: couples.View) -> bytes:
    """The plan that goes with somebody's own letter, as JSON.

    Args:
        person: Whose.
        view: What they may see; nothing else is known.
    """
    _in_their_language(person)
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
            "enough": [ENOUGH_DAYS, ENOUGH_SHEETS],
            "back": _back(person, view) if back else None,
        }
    ).encode()


def _in_their_language(person: User) -> None:
    """Word what somebody is trying anew, after they chose another language."""
    language = language_of(person)
    with transaction.atomic():
        found = access.own_trial(person)
        if found is None or found[1]["words"].get("language", "en") == language:
            return
        row, told = found
        try:
            words = report.suggestion(
                told["practice"], told["goal"], told["minutes"], language=language
            )
        except PracticeError:
            # The library holds it no more: it stays as it was read.
            return
        row.put({**told, "words": asdict(words)})
        row.save(update_fields=["sealed"])


def _plan(person: User, view: couples.View) -> dict[str, Any]:
    aim = access.own_aim(person)
    return asdict(
        report.suggestions(
            view,
            goal=aim["goal"],
            minutes=aim["minutes"],
            tried=all_tried(person, _side(view)),
            alone=access.wishes_alone(person),
            language=language_of(person),
        )
    )


def _back(person: User, view: couples.View) -> dict[str, Any] | None:
    found = access.own_trial(person)
    tried = None if found is None else _tried(person, _side(view), found[1])
    return (
        None
        if tried is None
        else asdict(report.look_back(view, tried, language=language_of(person)))
    )


def _side(view: couples.View) -> Partner:
    assert view.viewer.partner is not None
    return view.viewer.partner


def _tried(person: User, partner: Partner, told: dict[str, Any]) -> Tried | None:
    """A try as the planner knows it; None where it knows the practice no more."""
    since, until = trials.since(told), trials.last_day(person, told)
    days = (dt.date.fromisoformat(it) for it in told["done"])
    try:
        return Tried(
            partner=partner,
            practice=told["practice"],
            goal=told["goal"],
            since=since,
            until=until,
            done=sum(since < it <= until for it in days),
            verdict=Verdict(told["verdict"] or Verdict.SAME),
        )
    except PracticeError:
        return None


def all_tried(person: User, partner: Partner) -> list[Tried]:
    """What somebody tried and ended, the earliest first."""
    ended = [told for row, told in access.own_trials(person) if row.ended_at]
    found = [_tried(person, partner, told) for told in ended[:_REMEMBERED]]
    return [it for it in reversed(found) if it is not None]
