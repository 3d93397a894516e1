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


def bring(person: User, told: couples.Person) -> None:
    """Add to somebody's own answers what stands in a couple's files.

    A day or a questionnaire that is here already is left as it is.

    Args:
        person: Whose answers they become.
        told: What the files say of this one partner.
    """
    with transaction.atomic():
        _bring_sheets(person, told)
        _bring_diary(person, told)
        ask("own", person.id)


def _bring_sheets(person: User, told: couples.Person) -> None:
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
    ItemAnswer.objects.bulk_create(rows)


def _row(person: User, sheet: Sheet, answer: couples.Answer) -> ItemAnswer:
    row = ItemAnswer(owner=person, sheet=sheet, item=answer.item)
    row.saved_at = _evening(sheet.occasion)
    row.put(answer.answer)
    return row


def _bring_diary(person: User, told: couples.Person) -> None:
    here = set(CheckIn.objects.filter(owner=person).values_list("day", flat=True))
    rows = []
    for entry in told.diary:
        if entry.day in here:
            continue
        row = CheckIn(owner=person, day=entry.day)
        row.answered_at = entry.answered_at or _evening(entry.day)
        row.put({"answers": dict(entry.answers), "note": entry.note})
        rows.append(row)
    CheckIn.objects.bulk_create(rows)


def _evening(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(20), tzinfo=dt.UTC)
