"""A couple back as plain values, in the one order in which files are written."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ._couple import Answer, Couple, DiaryDay, Person, Share
from ._fields import FORMAT, VERSION


def to_document(couple: Couple) -> dict[str, Any]:
    """The whole couple as one JSON document, with everything private in it.

    Args:
        couple: The couple.
    """
    head = head_of(couple, day=dt.date.isoformat)
    for plain, who in zip(("a", "b"), couple.private, strict=True):
        head["partners"][plain] |= _rows(who)
    return head


def head_of(couple: Couple, *, day: Any) -> dict[str, Any]:
    """What stands in ``couple.toml``.

    Args:
        couple: The couple.
        day: How a date is written; TOML has dates of its own, JSON has not.
    """
    a, b = couple.private
    return {
        "format": FORMAT,
        "version": VERSION,
        "id": couple.id,
        "made_up": couple.made_up,
        "time_zone": couple.time_zone,
        **_given(together_since=couple.together_since),
        "partners": {"a": _person(a, day), "b": _person(b, day)},
    }


def _person(who: Person, day: Any) -> dict[str, Any]:
    shares = [_share(share, day) for share in who.shares]
    return {
        "name": who.name,
        **_given(language=who.language),
        **({"shares": shares} if shares else {}),
    }


def _share(share: Share, day: Any) -> dict[str, Any]:
    since = None if share.since is None else day(share.since)
    until = None if share.until is None else day(share.until)
    return {
        "topic": str(share.topic),
        "with": str(share.audience),
        **_given(since=since, until=until),
        **({"diary": True} if share.diary else {}),
    }


def _rows(who: Person) -> dict[str, Any]:
    answers = [_answer(answer) for answer in who.answers]
    diary = [_diary_day(entry) for entry in who.diary]
    return {
        **({"answers": answers} if answers else {}),
        **({"diary": diary} if diary else {}),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "occasion": answer.occasion.isoformat(),
        "instrument": answer.instrument,
        "item": answer.item,
        "answer": answer.answer,
    }


def _diary_day(entry: DiaryDay) -> dict[str, Any]:
    return {
        "day": entry.day.isoformat(),
        "answers": dict(entry.answers),
        **_given(answered_at=moment_text(entry), note=entry.note),
    }


def moment_text(entry: DiaryDay) -> str | None:
    """When a check-in was sent, as it is written."""
    return entry.answered_at.isoformat() if entry.answered_at else None


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
