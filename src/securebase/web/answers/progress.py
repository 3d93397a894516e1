"""How far somebody is: which questionnaires are done, and whether today is."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from django.utils import timezone

from securebase.measures import Instrument, checkin, instrument, instruments
from securebase.web.accounts.models import User

from .models import CheckIn, ItemAnswer, Sheet

# Answering again earlier tells more about the day than about change.
AGAIN_AFTER = dt.timedelta(days=28)
# A rule of thumb.
_ITEMS_A_MINUTE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one person is with one questionnaire.

    Attributes:
        instrument: Which.
        sheet: The latest sheet, or None before the first.
        answered: How many items of it were answered or passed over.
        again: Whether it may be answered anew.
    """

    instrument: Instrument
    sheet: Sheet | None
    answered: int
    again: bool

    @property
    def done(self) -> bool:
        """Whether the latest sheet is complete."""
        return self.sheet is not None and self.sheet.finished_at is not None

    @property
    def begun(self) -> bool:
        return self.sheet is not None and not self.done

    @property
    def total(self) -> int:
        return len(self.instrument.items)

    @property
    def minutes(self) -> int:
        """About how long the rest takes."""
        left = 0 if self.done else self.total - self.answered
        return max(1, math.ceil(left / _ITEMS_A_MINUTE)) if left else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The day of a person that it is now, and whether they have checked in."""

    day: dt.date
    done: bool


def today(person: User) -> Today:
    """Which day it is for somebody."""
    day = checkin.day_of(timezone.now(), person.time_zone)
    return Today(day=day, done=checked_in(person, day))


def checked_in(person: User, day: dt.date) -> bool:
    """Whether somebody has checked in for a day."""
    return CheckIn.objects.filter(owner=person, day=day).exists()


def checked_in_since(person: User, day: dt.date) -> bool:
    """Whether somebody has checked in on a day or after it."""
    return CheckIn.objects.filter(owner=person, day__gte=day).exists()


def evenings(person: User, first: dt.date | None = None) -> int:
    """On how many days somebody has checked in, from a day on or ever."""
    told = CheckIn.objects.filter(owner=person)
    return (told if first is None else told.filter(day__gte=first)).count()


def questionnaires(person: User) -> list[Progress]:
    """The core set, in its order, each with how far the person is."""
    return [of(person, it.id) for it in instruments(core=True)]


def of(person: User, name: str) -> Progress:
    """How far somebody is with one questionnaire."""
    sheet = Sheet.objects.filter(owner=person, instrument=name).order_by("-occasion")
    latest = sheet.first()
    return Progress(
        instrument=instrument(name, words_in(person)),
        sheet=latest,
        answered=ItemAnswer.objects.filter(sheet=latest).count() if latest else 0,
        again=latest is not None
        and latest.finished_at is not None
        and latest.finished_at + AGAIN_AFTER <= timezone.now(),
    )


def has_told(person: User) -> bool:
    """Whether there is any answer at all from which a letter could be written."""
    return (
        CheckIn.objects.filter(owner=person).exists()
        or Sheet.objects.filter(owner=person).exists()
    )


def words_in(person: User) -> str:
    """The language in which somebody reads questions."""
    return person.language


def all_done(person: User) -> bool:
    """Whether the whole core set was answered once."""
    done = Sheet.objects.filter(owner=person, finished_at__isnull=False)
    names = set(done.values_list("instrument", flat=True))
    return names >= {it.id for it in instruments(core=True)}
