"""What a client sees of the work with a practitioner: only what is their own."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.pairing import consent, topics
from securebase.web.pairing.models import Consent

from . import cases, handing, log
from .models import Case, Place, Policy
from .words import POLICIES

_MATTER = Consent.Matter.PRACTITIONER


def invited(request: HttpRequest, token: str) -> HttpResponse:
    """What a practitioner's link says, before one has an account or after."""
    place = cases.place_behind(token)
    if place is None:
        return render(request, "web/invited_not.html", status=404)
    request.session["seat"] = token
    return render(
        request,
        "web/case_invited.html",
        _said(place.case) | _may(request.user, place),
    )


def _said(case: Case) -> dict[str, Any]:
    """Whose case it is, and what they said about confidences."""
    return {
        "name": case.practitioner.name,
        "policy": case.get_policy_display(),
        "means": POLICIES[Policy(case.policy)],
        "words": case.words,
    }


def _may(person: User | AnonymousUser, place: Place) -> dict[str, Any]:
    """What somebody who holds the link can do with it."""
    if not isinstance(person, User) or not person.ready:
        return {}
    if person.practitioner:
        return {"practitioner": True}
    free = cases.may_join(person, place)
    return {"may_join": free, "joined": not free}


def join(request: HttpRequest) -> HttpResponse:
    """Agree to be a practitioner's client here; nothing is shared by it."""
    place = cases.join(_me(request), request.session.pop("seat", ""))
    if place is None:
        return render(request, "web/invited_not.html", status=404)
    return redirect("my_practitioner", key=place.case_id)


def practitioners(request: HttpRequest) -> HttpResponse:
    """With whom one works, or worked."""
    return render(
        request,
        "web/my_practitioners.html",
        {"places": access.places_of(_me(request))},
    )


def practitioner(request: HttpRequest, key: UUID) -> HttpResponse:
    """What one shares with a practitioner, and what they looked at."""
    person = _me(request)
    place = _place(person, key)
    open_ = place.taken and place.case.open
    if request.method == "POST":
        if not open_:
            raise Http404
        cases.choose(
            person,
            place.case,
            topics.wanted(request.POST),
            together="together" in request.POST,
        )
        request.session["saved"] = True
        return redirect("my_practitioner", key=key)
    return render(
        request,
        "web/my_practitioner.html",
        {
            "place": place,
            "open": open_,
            **_said(place.case),
            "rows": topics.rows(consent.choices(person, _MATTER, key)),
            "together": consent.agrees(person, _MATTER, key),
            "lines": log.lines(person, place.case),
            "saved": request.session.pop("saved", False),
        },
    )


def leave(request: HttpRequest, key: UUID) -> HttpResponse:
    """Leave a practitioner, after one question."""
    person = _me(request)
    place = _place(person, key)
    if not place.taken or not place.case.open:
        raise Http404
    if request.method == "POST":
        cases.leave(person, place.case)
        return redirect("my_practitioner", key=key)
    return render(request, "web/my_practitioner_leave.html", {"place": place})


def file(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the practitioner could see of oneself, as data to keep."""
    person = _me(request)
    told = handing.over(person, _place(person, key))
    body = json.dumps(told, ensure_ascii=False, indent=1)
    answer = HttpResponse(body, content_type="application/json")
    # A name that tells nobody who looks at the list of downloads what it is.
    answer["Content-Disposition"] = 'attachment; filename="letter.json"'
    return answer


def _place(person: User, key: UUID) -> Place:
    place = access.place_of(person, key)
    if place is None:
        raise Http404
    return place


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
