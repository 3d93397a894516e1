from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from securebase.core import DataError, InstrumentError
from securebase.measures import Instrument, Item, checkin, instrument, instruments
from securebase.web import access
from securebase.web.accounts.models import User

from . import progress
from .models import ItemAnswer
from .saving import (
    NOTE_LENGTH,
    OtherBody,
    begin_sheet,
    open_days,
    save_answer,
    save_check_in,
)


def questionnaires(request: HttpRequest) -> HttpResponse:
    """Every questionnaire of the core set, and how far one is."""
    rows = progress.questionnaires(_me(request))
    return render(
        request,
        "web/questionnaires.html",
        {
            "rows": rows,
            "minutes": sum(it.minutes for it in rows),
            "again": any(it.again for it in rows),
        },
    )


def questionnaire(request: HttpRequest, name: str) -> HttpResponse:
    """Go on where one stopped."""
    person = _me(request)
    found = _instrument(person, name)
    sheet = begin_sheet(person, name)
    if sheet.finished_at is not None:
        return redirect("questionnaire_done", name=name)
    answered = set(
        ItemAnswer.objects.filter(sheet=sheet).values_list("item", flat=True)
    )
    first = next(it for it in found.items if it.code not in answered)
    return redirect("question", name=name, code=first.code)


def question(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """One item on a page of its own."""
    person = _me(request)
    found = _instrument(person, name)
    item = _item(found, code)
    if request.method == "POST":
        try:
            given = _answer(request)
            save_answer(person, name, code, given, _key(request))
        except OtherBody:
            return _question(request, person, found, item, status=409)
        except (DataError, ValueError):
            return _question(request, person, found, item, status=400)
        request.session["saved_at"] = timezone.now().isoformat()
        request.session["goes_on"] = "goes_on" in request.POST
        return _onward(person, found, item)
    return _question(request, person, found, item)


def _question(
    request: HttpRequest,
    person: User,
    found: Instrument,
    item: Item,
    *,
    status: int = 200,
) -> HttpResponse:
    sheet = begin_sheet(person, found.id)
    given = access.own_answers(person, sheet)
    place = found.items.index(item)
    return render(
        request,
        "web/question.html",
        {
            "instrument": found,
            "item": item,
            "options": [
                (value, found.anchors.get(value, ""))
                for value in range(item.lo, item.hi + 1)
            ],
            "chosen": given.get(item.code),
            "passed": item.code in given and given[item.code] is None,
            "place": place + 1,
            "progress": progress.of(person, found.id),
            "back": found.items[place - 1].code if place else None,
            "key": uuid.uuid4(),
            "wrong": status != 200,
            "saved_at": _saved_at(request),
            "goes_on": request.session.get("goes_on", True),
        },
        status=status,
    )


# What a page sends for an item that is passed over.
_SKIP = "pass"


def _onward(person: User, found: Instrument, item: Item) -> HttpResponse:
    sheet = begin_sheet(person, found.id)
    answered = set(
        ItemAnswer.objects.filter(sheet=sheet).values_list("item", flat=True)
    )
    place = found.items.index(item)
    for later in (*found.items[place + 1 :], *found.items[:place]):
        if later.code not in answered:
            return redirect("question", name=found.id, code=later.code)
    if place + 1 < len(found.items) and len(answered) < len(found.items):
        return redirect("question", name=found.id, code=found.items[place + 1].code)
    return redirect("questionnaire_done", name=found.id)


def done(request: HttpRequest, name: str) -> HttpResponse:
    """One questionnaire is complete; which comes next."""
    person = _me(request)
    state = progress.of(person, _instrument(person, name).id)
    if not state.done:
        return redirect("questionnaire", name=name)
    left = [it for it in progress.questionnaires(person) if not it.done]
    return render(
        request,
        "web/questionnaire_done.html",
        {"state": state, "next": left[0] if left else None, "left": left},
    )


def again(request: HttpRequest, name: str) -> HttpResponse:
    """Answer a questionnaire anew, once enough time has gone by."""
    person = _me(request)
    if progress.of(person, _instrument(person, name).id).again:
        begin_sheet(person, name)
    return redirect("questionnaire", name=name)


def today(request: HttpRequest) -> HttpResponse:
    """The check-in of today, or of yesterday where that was forgotten."""
    person = _me(request)
    day = _day(request, person)
    if request.method == "POST":
        try:
            save_check_in(
                person,
                day,
                _check_in_answers(request, day),
                request.POST.get("note", "")[:NOTE_LENGTH],
                _key(request),
            )
        except OtherBody:
            return _today(request, person, day, status=409)
        except (DataError, ValueError):
            return _today(request, person, day, status=400)
        request.session["saved_at"] = timezone.now().isoformat()
        return redirect("today")
    return _today(request, person, day)


def _today(
    request: HttpRequest, person: User, day: dt.date, *, status: int = 200
) -> HttpResponse:
    first, last = open_days(person)
    before = access.own_check_in(person, day) or {"answers": {}, "note": None}
    language = progress.words_in(person)
    return render(
        request,
        "web/today.html",
        {
            "day": day,
            "today": last,
            "yesterday": first if day == last else None,
            "frame": checkin.frame(language),
            "rows": rows(checkin.items_for(day, language), language, before["answers"]),
            "note": before["note"] or "",
            "note_length": NOTE_LENGTH,
            "key": uuid.uuid4(),
            "wrong": status != 200,
            "saved_at": _saved_at(request),
        },
        status=status,
    )


def rows(
    items: Iterable[checkin.CheckInItem], language: str, given: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Questions of the check-in as a page shows them, with what was chosen before."""
    anchors = checkin.anchors(language)
    return [
        {
            "item": it,
            "options": [
                (value, anchors.get(value, "")) for value in range(it.lo, it.hi + 1)
            ],
            "chosen": given.get(it.code),
        }
        for it in items
    ]


def history(request: HttpRequest) -> HttpResponse:
    """Everything that one has told, for oneself."""
    person = _me(request)
    return render(
        request,
        "web/history.html",
        {"days": _days(person), "sheets": _sheets(person)},
    )


def _days(person: User) -> list[dict[str, Any]]:
    words = {it.code: it.text for it in checkin.items(progress.words_in(person))}
    return [
        {
            "row": row,
            "note": told["note"],
            "answers": [
                (words.get(code, code), answer)
                for code, answer in told["answers"].items()
            ],
        }
        for row, told in access.own_check_ins(person)
    ]


def _sheets(person: User) -> list[dict[str, Any]]:
    from .models import Sheet

    found = []
    for sheet in Sheet.objects.filter(owner=person).order_by("-occasion"):
        words = instrument(sheet.instrument, progress.words_in(person))
        texts = {it.code: it.text for it in words.items}
        given = access.own_answers(person, sheet)
        found.append(
            {
                "row": sheet.id,
                "title": words.title,
                "occasion": sheet.occasion,
                "answers": [
                    (texts[code], given[code]) for code in texts if code in given
                ],
            }
        )
    return found


def _check_in_answers(request: HttpRequest, day: dt.date) -> dict[str, int]:
    return {
        it.code: int(request.POST[it.code])
        for it in checkin.items_for(day)
        if request.POST.get(it.code, "") != ""
    }


def _day(request: HttpRequest, person: User) -> dt.date:
    """The day that is meant: today, or yesterday where the page says so."""
    first, last = open_days(person)
    asked = request.POST.get("day") or request.GET.get("day")
    if asked is None:
        return last
    try:
        day = dt.date.fromisoformat(asked)
    except ValueError:
        return last
    # What is sent too late is refused when it is saved, not moved to another day.
    return day if request.method == "POST" else min(max(day, first), last)


def _answer(request: HttpRequest) -> int | None:
    given = request.POST.get("answer", "")
    if given == _SKIP:
        return None
    if given == "":
        raise ValueError(_("Choose one of the answers, or pass it over."))
    return int(given)


def _key(request: HttpRequest) -> uuid.UUID:
    return uuid.UUID(request.POST.get("key", ""))


def _instrument(person: User, name: str) -> Instrument:
    if name not in {it.id for it in instruments(core=True)}:
        raise Http404
    try:
        return instrument(name, progress.words_in(person))
    except InstrumentError as error:
        raise Http404 from error


def _item(found: Instrument, code: str) -> Item:
    for item in found.items:
        if item.code == code:
            return item
    raise Http404


def _saved_at(request: HttpRequest) -> dt.datetime | None:
    """When something was last saved, for the page that comes right after."""
    told = request.session.pop("saved_at", None)
    return None if told is None else dt.datetime.fromisoformat(told)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
