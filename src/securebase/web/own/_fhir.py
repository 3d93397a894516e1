"""Answers as HL7 FHIR R4: a Bundle of Questionnaires and QuestionnaireResponses."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from securebase.couples import Answer, DiaryDay, Person
from securebase.measures import checkin

from . import _words

_DAILY = "check-in"
_NOTE = "note"


def bundle(told: Person) -> dict[str, Any]:
    """Everything that somebody answered, and the questionnaires that it answers.

    Each questionnaire has an address of the form ``urn:uuid:``, the same at every
    place, and the codes of its items are the link ids.
    """
    sheets: dict[tuple[str, dt.date], list[Answer]] = defaultdict(list)
    for answer in told.answers:
        sheets[answer.instrument, answer.occasion].append(answer)
    names = dict.fromkeys(name for name, _ in sheets)
    resources = [
        *(_questionnaire(name, told.language) for name in names),
        *(_sheet(name, day, it, told.language) for (name, day), it in sheets.items()),
        *([_daily(told.language)] if told.diary else []),
        *(_day(entry, told.language) for entry in told.diary),
    ]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": _full(it), "resource": it} for it in resources],
    }


def address(name: str) -> str:
    """The address of a questionnaire, the same at every place."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"securebase questionnaire {name}").urn


def _full(resource: Mapping[str, Any]) -> str:
    if resource["resourceType"] == "Questionnaire":
        return str(resource["url"])
    told = f"{resource['questionnaire']} {resource['authored']}"
    return uuid.uuid5(uuid.NAMESPACE_OID, told).urn


def _questionnaire(name: str, language: str | None) -> dict[str, Any]:
    found = _words.questionnaire(name, language)
    items = [_asked(it.code, it.text, it.lo, it.hi) for it in found.items]
    return _form(name, found.title, items)


def _daily(language: str | None) -> dict[str, Any]:
    words = _words.daily(language)
    items = [_asked(it.code, words[it.code], it.lo, it.hi) for it in checkin.items()]
    note = {"linkId": _NOTE, "type": "text"}
    return _form(_DAILY, checkin.title(), [*items, note])


def _form(name: str, title: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire",
        "url": address(name),
        "name": "".join(it.title() for it in name.replace("-", "_").split("_")),
        "title": title,
        "status": "active",
        "subjectType": ["Patient"],
        "item": items,
    }


def _asked(code: str, text: str | None, lo: int, hi: int) -> dict[str, Any]:
    return {
        "linkId": code,
        **_text(text),
        "type": "choice",
        "answerOption": [{"valueInteger": it} for it in range(lo, hi + 1)],
    }


def _sheet(
    name: str, day: dt.date, answers: list[Answer], language: str | None
) -> dict[str, Any]:
    words = _words.questions(name, language)
    items = [_answered(it.item, words.get(it.item), it.answer) for it in answers]
    whole = len(items) >= len(words)
    return _response(name, day.isoformat(), items, whole=whole)


def _day(entry: DiaryDay, language: str | None) -> dict[str, Any]:
    words = _words.daily(language)
    items = [_answered(code, words.get(code), it) for code, it in entry.answers]
    if entry.note:
        items.append({"linkId": _NOTE, "answer": [{"valueString": entry.note}]})
    return _response(_DAILY, entry.day.isoformat(), items, whole=True)


def _answered(code: str, text: str | None, answer: int | None) -> dict[str, Any]:
    given = {} if answer is None else {"answer": [{"valueInteger": answer}]}
    return {"linkId": code, **_text(text), **given}


def _response(
    name: str, authored: str, items: Iterable[dict[str, Any]], *, whole: bool
) -> dict[str, Any]:
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": address(name),
        "status": "completed" if whole else "in-progress",
        "authored": authored,
        "item": list(items),
    }


def _text(text: str | None) -> dict[str, str]:
    # An empty text is not allowed; some questionnaires come without their words.
    return {"text": text} if text else {}
