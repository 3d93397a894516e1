from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe

from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers import progress
from securebase.web.jobs.queue import ask
from securebase.web.pairing.editions import edition

from .models import Letter

_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "json": "application/json",
}


def own(request: HttpRequest) -> HttpResponse:
    """One's own report; as soon as there is one."""
    person = _me(request)
    state = progress.questionnaires(person)
    found = access.own_part(person, Letter.Kind.OWN, "page")
    if found is None and any(it.sheet for it in state):
        ask("own", person.id)
    return render(
        request,
        "web/own_report.html",
        {
            "report": _safe(found),
            "letter": None if found is None else found[0],
            "left": [it for it in state if not it.done],
            "begun": any(it.sheet for it in state),
        },
    )


def ours(request: HttpRequest) -> HttpResponse:
    """What both share, the same page for both."""
    person = _me(request)
    found = access.own_part(person, Letter.Kind.OURS, "page")
    return render(
        request,
        "web/our_report.html",
        {
            "report": _safe(found),
            "pair": access.pair_of(person),
            "partner": access.partner_of(person),
        },
    )


# What a first letter takes, and each one after it; the worker holds to the same.
FIRST_AFTER, EVENINGS = 7, 3


def week(request: HttpRequest) -> HttpResponse:
    """The last week in words, or how many evenings it still takes."""
    person = _me(request)
    found = access.own_week(person)
    told = progress.evenings(person)
    now = edition(timezone.now(), person.time_zone)
    return render(
        request,
        "web/letter.html",
        {
            "letter": None if found is None else found[0],
            "report": None if found is None or found[1] is None else _shown(found[1]),
            "more": max(0, FIRST_AFTER - told),
            "evenings": progress.evenings(person, now.week),
            "each": EVENINGS,
            "next": now.week + dt.timedelta(days=7),
        },
    )


def own_file(request: HttpRequest, form: str) -> HttpResponse:
    """One's own report to keep."""
    return _file(request, Letter.Kind.OWN, form)


def our_file(request: HttpRequest, form: str) -> HttpResponse:
    """The report of both to keep."""
    return _file(request, Letter.Kind.OURS, form)


def _file(request: HttpRequest, kind: Letter.Kind, form: str) -> HttpResponse:
    found = access.own_part(_me(request), kind, form) if form in _TYPES else None
    if found is None:
        raise Http404
    answer = HttpResponse(found[1], content_type=_TYPES[form])
    # A name that tells nobody who looks at the list of downloads what it is.
    answer["Content-Disposition"] = f'attachment; filename="letter.{form}"'
    return answer


def _safe(found: tuple[Letter, bytes] | None) -> str | None:
    return None if found is None else _shown(found[1])


def _shown(page: bytes) -> str:
    # Every word in it was escaped when it was laid out.
    return mark_safe(page.decode())  # noqa: S308 # nosec


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
