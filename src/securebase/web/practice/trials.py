"""Taking a practice up, saying when it was done, looking back, leaving it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from securebase.measures import checkin
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.jobs.queue import ask

from .models import Aim, Trial

# After so long somebody is asked to look back.
REVIEW_AFTER = dt.timedelta(days=14)
# How late one may still say that something was done.
_LATE = dt.timedelta(days=1)
# What somebody may want next: the words of the planner, which is not loaded for a page.
MORE, SAME, LESS, OTHER = VERDICTS = ("more", "same", "less", "other")


def aim_at(person: User, goal: str | None, minutes: int) -> None:
    """Choose what is wanted, and how much time there is for it."""
    row = Aim.objects.filter(owner=person).first() or Aim(owner=person)
    row.put({"goal": goal, "minutes": minutes})
    row.save()
    ask("own", person.id)


def begin(
    person: User, goal: str, words: dict[str, Any], *, after: dt.date | None = None
) -> None:
    """Take a practice up from today on; nothing happens where one goes on.

    Args:
        person: Who.
        goal: What is wanted.
        words: The suggestion, as it was read.

    Other Args:
        after: The evening before it begins; yesterday if left out.
    """
    evening = after or _today(person) - dt.timedelta(days=1)
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


def end(person: User, verdict: str) -> None:
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
        row.put({**told, "until": until.isoformat(), "verdict": verdict})
        row.save()
        if verdict != OTHER:
            begin(person, told["goal"], _words(told, verdict), after=until)
    ask("own", person.id)


def _words(told: dict[str, Any], verdict: str) -> dict[str, Any]:
    from securebase.plan import Verdict, minutes_after  # slow to load

    minutes = minutes_after(told["minutes"], Verdict(verdict))
    return {**told["words"], "minutes": minutes}


def today(person: User) -> dict[str, bool] | None:
    """Whether what is being tried was done today, and wants a look back."""
    found = access.own_trial(person)
    if found is None:
        return None
    done = _today(person).isoformat() in found[1]["done"]
    return {"done": done, "due": is_due(person, found[1])}


def open_days(person: User, told: dict[str, Any]) -> list[dt.date]:
    """The days for which somebody may say now that it was done, today first."""
    today = _today(person)
    return [it for it in (today, today - _LATE) if it > since(told)]


def is_due(person: User, told: dict[str, Any]) -> bool:
    """Whether two weeks are over."""
    return _today(person) - since(told) > REVIEW_AFTER


def days_of(person: User, told: dict[str, Any]) -> int:
    """On how many days it was due so far."""
    return (last_day(person, told) - since(told)).days


def last_day(person: User, told: dict[str, Any]) -> dt.date:
    """Its last day; of one that goes on, today only where it was done already."""
    if told["until"] is not None:
        return dt.date.fromisoformat(told["until"])
    today = _today(person)
    over = today if today.isoformat() in told["done"] else today - dt.timedelta(days=1)
    return max(over, since(told) + dt.timedelta(days=1))


def has_tried(person: User) -> bool:
    """Whether there is anything to look back on."""
    return Trial.objects.filter(owner=person, ended_at__isnull=False).exists()


def since(told: dict[str, Any]) -> dt.date:
    """The evening before it began."""
    return dt.date.fromisoformat(told["since"])


def _today(person: User) -> dt.date:
    return checkin.day_of(timezone.now(), person.time_zone)
