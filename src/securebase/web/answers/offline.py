"""Checking in without a connection, on a device that was allowed to keep check-ins.

The page for it holds nothing of anybody: the questions of the coming days are the same
for all. What is answered on it lies sealed on the device until it was taken here.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from securebase.core import DataError
from securebase.measures import checkin
from securebase.web import device
from securebase.web.accounts.models import User

from . import progress
from .saving import NOTE_LENGTH, OtherBody, open_days, save_check_in
from .views import rows

# For how many days after today the page has the questions with it.
_AHEAD = 7
# A form counts a line's end as two signs, the field on the page as one.
_LONGEST = 2 * NOTE_LENGTH


class Kept(BaseModel):
    """A check-in as a device sends it that kept it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    key: UUID
    day: dt.date
    at: AwareDatetime
    answers: Annotated[dict[str, int], Field(max_length=50)]
    note: Annotated[str, Field(max_length=_LONGEST)]


def checkin_sync(request: HttpRequest) -> HttpResponse:
    """Take a check-in that a device kept; asked first, say who would be meant."""
    person = _me(request)
    if request.method != "POST":
        told = {"token": get_token(request), "mark": device.mark_of(person)}
        return JsonResponse(told)
    try:
        kept = Kept.model_validate_json(request.body)
        save_check_in(
            person,
            kept.day,
            kept.answers,
            kept.note[:NOTE_LENGTH],
            kept.key,
            at=kept.at,
        )
    except OtherBody:
        return JsonResponse({"taken": False}, status=409)
    except (DataError, ValueError):
        return JsonResponse({"taken": False}, status=400)
    return JsonResponse({"taken": True})


def page(request: HttpRequest) -> HttpResponse:
    """The check-in of every day to come, for a device to show without a connection."""
    person = _me(request)
    language = progress.words_in(person)
    _, today = open_days(person)
    days = [_day(person, today + dt.timedelta(days=it)) for it in range(_AHEAD + 1)]
    asked = {code for day in days for code in day["codes"]}
    items = [it for it in checkin.items(language) if it.code in asked]
    response = render(
        request,
        "web/offline.html",
        {
            "days": days,
            "frame": checkin.frame(language),
            "rows": rows(items, language, {}),
            "note_length": NOTE_LENGTH,
        },
    )
    if device.mark_in(request):
        device.permit(response, person)
    return response


def _day(person: User, day: dt.date) -> dict[str, Any]:
    return {
        "day": day,
        "begins": _morning(person, day),
        "ends": _morning(person, day + dt.timedelta(days=1)),
        "codes": [it.code for it in checkin.items_for(day)],
    }


def _morning(person: User, day: dt.date) -> str:
    """When a day begins where somebody lives, for a device that may be elsewhere."""
    hour = dt.time(checkin.NIGHT_OWL_HOUR)
    begins = dt.datetime.combine(day, hour, tzinfo=ZoneInfo(person.time_zone))
    return begins.astimezone(dt.UTC).isoformat()


def worker(request: HttpRequest) -> HttpResponse:
    """The script that answers in place of this server where there is no connection."""
    places = {
        "page": reverse("offline"),
        "sync": reverse("checkin_sync"),
        "today": reverse("today"),
        "leave": reverse("leave"),
        "out": reverse("account_logout"),
        "away": settings.EXIT_ADDRESS,
        "cookie": device.COOKIE,
        "shell": [static(f"web/{it}") for it in _SHELL],
    }
    scripts = [static(f"web/{it}.js") for it in ("keeping", "worker")]
    return HttpResponse(
        f"self.places = {json.dumps(places)};\n"
        f"importScripts({', '.join(map(json.dumps, scripts))});\n",
        content_type="text/javascript; charset=utf-8",
    )


# What the page is made of; nothing else is ever laid up on a device.
_SHELL = (
    "app.css",
    "icons.svg",
    "icon.svg",
    "exit.js",
    "keeping.js",
    "offline.js",
    "fonts/Figtree-Regular.woff2",
    "fonts/Figtree-SemiBold.woff2",
    "fonts/Newsreader-Regular.woff2",
    "fonts/Newsreader-Italic.woff2",
    "fonts/Newsreader-Medium.woff2",
)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
