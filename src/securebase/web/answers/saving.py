"""Taking answers in: once acknowledged, they are kept; sent twice, they count once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from securebase.core import DataError, Problem
from securebase.measures import checkin, instrument
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.jobs.queue import ask
from securebase.web.pairing.editions import edition
from securebase.web.vault.models import mark

from .models import CheckIn, ItemAnswer, Sheet, Submission
from .progress import AGAIN_AFTER

NOTE_LENGTH = 2000
# How late the check-in of a day may still be given; its window closes then.
_LATE = dt.timedelta(days=1)
# How late one may come that was given in time but could not be sent: until the end of
# the second day after.
_LATE_SENT = dt.timedelta(days=2)
# How far ahead the clock of a device may be.
_CLOCKS = dt.timedelta(minutes=5)


class OtherBody(DataError):
    """The same key came with something else than before."""


def begin_sheet(person: User, name: str) -> Sheet:
    """The sheet that somebody is answering now; a new one where none is open."""
    latest = Sheet.objects.filter(owner=person, instrument=name).order_by("-occasion")
    sheet = latest.first()
    if sheet is not None and (sheet.finished_at is None or not _old(sheet)):
        return sheet
    day = checkin.day_of(timezone.now(), person.time_zone)
    return Sheet.objects.get_or_create(owner=person, instrument=name, occasion=day)[0]


def _old(sheet: Sheet) -> bool:
    return (
        sheet.finished_at is not None
        and sheet.finished_at + AGAIN_AFTER <= timezone.now()
    )


def save_answer(
    person: User, name: str, code: str, answer: int | None, key: UUID
) -> Sheet:
    """Keep one answer of a questionnaire; None passes the item over.

    Raises:
        DataError: If the item or the answer is not one of the questionnaire's.
        OtherBody: If the key came before with another answer.
    """
    wanted = next((it for it in instrument(name).items if it.code == code), None)
    if wanted is None or not (answer is None or wanted.lo <= answer <= wanted.hi):
        raise _wrong(code)
    with once(person, key, [name, code, answer]) as first, transaction.atomic():
        sheet = begin_sheet(person, name)
        if first:
            _put_answer(person, sheet, code, answer)
            _finish(person, sheet, len(instrument(name).items))
    return sheet


def _put_answer(person: User, sheet: Sheet, code: str, answer: int | None) -> None:
    row = ItemAnswer.objects.filter(owner=person, sheet=sheet, item=code).first()
    if row is None:
        row = ItemAnswer(owner=person, sheet=sheet, item=code)
    now = access.edition_for(person)
    row.tell(answer, now.begins if now else None)
    row.save()


def _finish(person: User, sheet: Sheet, items: int) -> None:
    answered = ItemAnswer.objects.filter(sheet=sheet).count()
    if answered >= items:
        if sheet.finished_at is None:
            sheet.finished_at = timezone.now()
            sheet.save(update_fields=["finished_at"])
        ask("own", person.id)


def save_check_in(
    person: User,
    day: dt.date,
    answers: Mapping[str, int],
    note: str,
    key: UUID,
    *,
    at: dt.datetime | None = None,
) -> CheckIn:
    """Keep the check-in of a day; sent again for the same day, it replaces the first.

    Args:
        person: Who.
        day: The day it tells about, in the person's own zone.
        answers: Item code to answer; what was left out is absent.
        note: Words for oneself.
        key: Of this form.

    Other Args:
        at: When it was answered, where that was before it could be sent. What was
            answered later for the same day and is here already stays.

    Raises:
        DataError: If the day is over or not yet there, or an answer is impossible.
        OtherBody: If the key came before with something else.
    """
    now = timezone.now()
    _check_day(person, day, at or now, now)
    _check_answers(day, answers)
    body = [day.isoformat(), sorted(answers.items()), note]
    with once(person, key, body) as first, transaction.atomic():
        row = CheckIn.objects.filter(owner=person, day=day).first()
        newer = row is not None and at is not None and row.answered_at >= at
        if row is None:
            row = CheckIn(owner=person, day=day)
        if first and not newer:
            present = access.edition_for(person)
            row.answered_at = min(at or now, now)
            row.tell(
                {"answers": dict(answers), "note": note or None},
                present.week_begins if present else None,
            )
            row.save()
            ask("own", person.id)
            expect_week(person)
    return row


def expect_week(person: User) -> None:
    """Have the letter of this week written when it is over: on Monday at four."""
    now = edition(timezone.now(), person.time_zone)
    monday = now.week + dt.timedelta(days=7)
    four = dt.time(checkin.NIGHT_OWL_HOUR)
    due = dt.datetime.combine(monday, four, tzinfo=ZoneInfo(person.time_zone))
    ask("week", person.id, due=due)


@contextmanager
def once(person: User, key: UUID, body: Any) -> Iterator[bool]:
    """Whether a form comes for the first time; all of it is kept, or nothing is.

    Raises:
        OtherBody: If it came before with another body.
    """
    told = json.dumps(body).encode()
    with transaction.atomic():
        # One form after the other: two at once would both be the first of their day.
        User.objects.select_for_update().filter(pk=person.pk).first()
        submission, first = Submission.objects.get_or_create(
            owner=person, key=key, defaults={"body": mark(person.id, told)}
        )
        if not first and submission.body != mark(person.id, told, like=submission.body):
            raise OtherBody(
                [
                    Problem(
                        file="form",
                        column="key",
                        must="come with what it came with before",
                        got="something else",
                        remedy="Open the page anew and answer there.",
                    )
                ]
            )
        yield first


def open_days(person: User, at: dt.datetime | None = None) -> tuple[dt.date, dt.date]:
    """The first and the last day that take a check-in now, or at a moment."""
    today = checkin.day_of(at or timezone.now(), person.time_zone)
    return today - _LATE, today


def _check_day(person: User, day: dt.date, at: dt.datetime, now: dt.datetime) -> None:
    first, last = open_days(person, at)
    in_time = checkin.day_of(now, person.time_zone) - _LATE_SENT <= day
    if not (first <= day <= last and in_time and at <= now + _CLOCKS):
        raise DataError(
            [
                Problem(
                    file="check-in",
                    column="day",
                    must="be today or yesterday",
                    got=day.isoformat(),
                    remedy="Check in for today.",
                )
            ]
        )


def _check_answers(day: dt.date, answers: Mapping[str, int]) -> None:
    asked = {it.code: it for it in checkin.items_for(day)}
    for code, answer in answers.items():
        if code not in asked or not asked[code].lo <= answer <= asked[code].hi:
            raise _wrong(code)


def _wrong(code: str) -> DataError:
    return DataError(
        [
            Problem(
                file="form",
                column=code,
                must="be one of the answers offered",
                got="another",
                remedy="Open the page anew and choose one.",
            )
        ]
    )


def forget_earlier(person: User) -> None:
    """Forget what was told otherwise afterwards: a new partner has no claim to it."""
    for kind in (ItemAnswer, CheckIn):
        told = kind.objects.filter(owner=person).exclude(earlier_at=None)
        told.update(earlier=None, earlier_at=None)


def take_back(person: User) -> None:
    """Delete every answer of one's own; what others saw of them is gone at once."""
    with access.watching(person):
        Sheet.objects.filter(owner=person).delete()
        CheckIn.objects.filter(owner=person).delete()
        access.outdate_week(person)


def take_back_check_in(person: User, row: UUID) -> bool:
    """Delete one check-in of one's own; whether there was one."""
    mine = CheckIn.objects.filter(owner=person, pk=row)
    if not mine.exists():
        return False
    with access.watching(person):
        mine.delete()
        access.outdate_week(person)
    return True


def take_back_sheet(person: User, row: UUID) -> bool:
    """Delete the answers of one questionnaire on one day; whether there were any."""
    mine = Sheet.objects.filter(owner=person, pk=row)
    if not mine.exists():
        return False
    with access.watching(person):
        mine.delete()
    return True
