"""Somebody's own rows as tables, with the words that they answered."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from securebase.couples import Person
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.pairing.models import Consent

from . import _words


def _answers(person: User, told: Person) -> str:
    """One row an answer; what was passed over is an empty cell."""
    rows = (
        (
            it.instrument,
            _words.questionnaire(it.instrument, told.language).title,
            it.occasion,
            it.item,
            _words.questions(it.instrument, told.language).get(it.item),
            it.answer,
        )
        for it in told.answers
    )
    return _table("questionnaire title occasion item question answer", rows)


def _diary(person: User, told: Person) -> str:
    """One row a question of a day, and one for its note."""
    return _table("day answered_at item question answer", _days(told))


def _days(told: Person) -> Iterator[tuple[Any, ...]]:
    words = _words.daily(told.language)
    for entry in told.diary:
        at = entry.answered_at and entry.answered_at.isoformat()
        for code, answer in entry.answers:
            yield entry.day, at, code, words.get(code), answer
        if entry.note:
            yield entry.day, at, "note", None, entry.note


def _consent(person: User, told: Person) -> str:
    """Every line of the ledger of consent, the oldest first."""
    lines = Consent.objects.filter(person=person).order_by("id")
    # Whom something was shared with is somebody else's name: a number says which.
    audiences = {it.audience: None for it in lines if it.audience is not None}
    numbers = {it: number for number, it in enumerate(audiences, start=1)}
    rows = (
        (
            it.at.isoformat(),
            it.matter,
            "given" if it.given else "taken back",
            it.topic,
            it.diary,
            it.since,
            it.until,
            numbers.get(it.audience) if it.audience is not None else None,
            it.text,
        )
        for it in lines
    )
    return _table(
        "at matter decision topic check_ins since until audience version", rows
    )


def _practices(person: User, told: Person) -> str:
    """Every practice that was taken up, the latest first."""
    rows = (
        (
            it["practice"],
            it["goal"],
            it["minutes"],
            it["since"],
            it["until"],
            " ".join(it["done"]),
            it["verdict"],
        )
        for _row, it in access.own_trials(person)
    )
    return _table("practice goal minutes evening_before last_day done verdict", rows)


# What stands in an export as a table: add a line for what is new of somebody's own.
TABLES: dict[str, Callable[[User, Person], str]] = {
    "answers.csv": _answers,
    "diary.csv": _diary,
    "consent.csv": _consent,
    "practices.csv": _practices,
}


def _table(columns: str, rows: Iterable[tuple[Any, ...]]) -> str:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns.split())
    writer.writerows(rows)
    return written.getvalue()
