"""Answers that were given elsewhere: brought in from a couple's files."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db import transaction

from securebase import couples
from securebase.measures import instrument
from securebase.web.accounts.models import User
from securebase.web.jobs.queue import ask

from .models import CheckIn, ItemAnswer, Sheet


def bring(person: User, told: couples.Person, *, then: bool = False) -> None:
    """Add to somebody's own answers what stands in a couple's files.

    A day or a questionnaire that is here already is left as it is.

    Args:
        person: Whose answers they become.
        told: What the files say of this one partner.

    Other Args:
        then: As if told here on those days, and not now. A partner who shares sees at
            once what was told then, and with the next edition what is told now.
    """
    with transaction.atomic():
        answers, days = _bring_sheets(person, told), _bring_diary(person, told)
        if then:
            for answer in answers:
                answer.saved_at = _evening(answer.sheet.occasion)
            for day in days:
                day.saved_at = _evening(day.day)
        ItemAnswer.objects.bulk_create(answers)
        CheckIn.objects.bulk_create(days)
        ask("own", person.id)


def _bring_sheets(person: User, told: couples.Person) -> list[ItemAnswer]:
    sheets: dict[tuple[str, dt.date], list[couples.Answer]] = defaultdict(list)
    for answer in told.answers:
        sheets[answer.instrument, answer.occasion].append(answer)
    rows = []
    for (name, occasion), answers in sheets.items():
        whole = len(answers) >= len(instrument(name).items)
        sheet, new = Sheet.objects.get_or_create(
            owner=person,
            instrument=name,
            occasion=occasion,
            defaults={"finished_at": _evening(occasion) if whole else None},
        )
        if new:
            rows += [_row(person, sheet, it) for it in answers]
    return rows


def _row(person: User, sheet: Sheet, answer: couples.Answer) -> ItemAnswer:
    row = ItemAnswer(owner=person, sheet=sheet, item=answer.item)
    row.put(answer.answer)
    return row


def _bring_diary(person: User, told: couples.Person) -> list[CheckIn]:
    here = set(CheckIn.objects.filter(owner=person).values_list("day", flat=True))
    rows = []
    for entry in told.diary:
        if entry.day in here:
            continue
        row = CheckIn(owner=person, day=entry.day)
        row.answered_at = entry.answered_at or _evening(entry.day)
        row.put({"answers": dict(entry.answers), "note": entry.note})
        rows.append(row)
    return rows


def _evening(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(20), tzinfo=dt.UTC)
