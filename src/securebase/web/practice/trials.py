"""Taking a practice up, saying when it was done, looking back, leaving it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from securebase.core import Partner, PracticeError
from securebase.measures import checkin
from securebase.plan import Tried, Verdict, minutes_after
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.jobs.queue import ask

from .models import Aim, Trial

# After so long somebody is asked to look back.
REVIEW_AFTER = dt.timedelta(days=14)
# How late one may still say that something was done.
_LATE = dt.timedelta(days=1)
# Earlier tries say next to nothing of how somebody responds by now.
_REMEMBERED = 12


def aim_at(person: User, goal: str | None, minutes: int) -> None:
    """Choose what is wanted, and how much time there is for it."""
    row = Aim.objects.filter(owner=person).first() or Aim(owner=person)
    row.put({"goal": goal, "minutes": minutes})
    row.save()
    ask("own", person.id)


def begin(
    person: User, goal: str, words: dict[str, Any], *, since: dt.date | None = None
) -> None:
    """Take a practice up from today on; nothing happens where one goes on.

    Args:
        person: Who.
        goal: What is wanted.
        words: The suggestion, as it was read.

    Other Args:
        since: The evening before it begins; yesterday if left out.
    """
    evening = since or _today(person) - dt.timedelta(days=1)
    row = Trial(owner=person)
    row.put(
        {
            "practice": words["practice"],
            "goal": goal,
            "minutes": words["minutes"],
            "since": evening.isoformat(),
            "until": None,
            "done": [],
            "verdict": None,
            "words": words,
        }
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Another tap was quicker.
        return
    ask("own", person.id)


def did(person: User, day: dt.date, *, undo: bool = False) -> None:
    """Say that it was done on a day: today or yesterday. Or take that back."""
    with transaction.atomic():
        found = access.own_trial(person)
        if found is None or day not in open_days(person, found[1]):
            return
        row, told = found
        done = {*told["done"], day.isoformat()}
        if undo:
            done.discard(day.isoformat())
        row.put({**told, "done": sorted(done)})
        row.save(update_fields=["sealed"])


def end(person: User, verdict: Verdict) -> None:
    """Look back with a wish for what comes next, or leave it: then it rests a while.

    Where more, the same or less of it is wanted, the next two weeks begin at once.
    """
    with transaction.atomic():
        found = access.own_trial(person)
        if found is None:
            return
        row, told = found
        row.ended_at = timezone.now()
        until = last_day(person, told)
        row.put({**told, "until": until.isoformat(), "verdict": verdict.value})
        row.save()
        if verdict is not Verdict.OTHER:
            minutes = minutes_after(told["minutes"], verdict)
            words = {**told["words"], "minutes": minutes}
            begin(person, told["goal"], words, since=until)
    ask("own", person.id)


def open_days(person: User, told: dict[str, Any]) -> list[dt.date]:
    """The days for which somebody may say now that it was done, today first."""
    today = _today(person)
    return [it for it in (today, today - _LATE) if it > _since(told)]


def is_due(person: User, told: dict[str, Any]) -> bool:
    """Whether two weeks are over."""
    return _today(person) - _since(told) > REVIEW_AFTER


def days_of(person: User, told: dict[str, Any]) -> int:
    """On how many days it was due so far."""
    return (last_day(person, told) - _since(told)).days


def last_day(person: User, told: dict[str, Any]) -> dt.date:
    """Its last day; of one that goes on, today only where it was done already."""
    if told["until"] is not None:
        return dt.date.fromisoformat(told["until"])
    today = _today(person)
    over = today if today.isoformat() in told["done"] else today - dt.timedelta(days=1)
    return max(over, _since(told) + dt.timedelta(days=1))


def tried(person: User, partner: Partner, told: dict[str, Any]) -> Tried | None:
    """A try as the planner knows it; None where it knows the practice no more."""
    since, until = _since(told), last_day(person, told)
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
    found = [tried(person, partner, told) for told in ended[:_REMEMBERED]]
    return [it for it in reversed(found) if it is not None]


def has_tried(person: User) -> bool:
    """Whether there is anything to look back on."""
    return Trial.objects.filter(owner=person, ended_at__isnull=False).exists()


def _since(told: dict[str, Any]) -> dt.date:
    return dt.date.fromisoformat(told["since"])


def _today(person: User) -> dt.date:
    return checkin.day_of(timezone.now(), person.time_zone)
