"""What a browser may keep of somebody: check-ins that could not be sent yet.

The device itself carries that it may, in a cookie; no row says so. Where somebody else
signs in on it, all of it is cleared: a device that two people use keeps nothing.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from .accounts.models import User

COOKIE = "d"
# What stands in it after somebody left at once while there was no connection.
LEFT = "left"
# The longest that browsers take; every connection renews it.
_AGE = 400 * 86400


def mark_of(person: User) -> str:
    """By which a device knows whose check-ins it keeps, and which names nobody."""
    told = salted_hmac(__name__, str(person.id), algorithm="sha256")
    return str(uuid.UUID(told.hexdigest()[:32]))


def mark_in(request: HttpRequest) -> str:
    """The mark of who asks, where this device may keep something of them; else none."""
    person = _person(request)
    if person is None or not person.ready or person.practitioner:
        return ""
    return mark_of(person) if request.COOKIES.get(COOKIE) == mark_of(person) else ""


def of_another(request: HttpRequest) -> bool:
    """Whether this device keeps something of somebody else than who is signed in."""
    person = _person(request)
    kept = request.COOKIES.get(COOKIE)
    return person is not None and bool(kept) and kept != mark_of(person)


def permit(response: HttpResponse, person: User) -> None:
    """Let this device keep check-ins of somebody until they are sent."""
    response.set_cookie(
        COOKIE,
        mark_of(person),
        max_age=_AGE,
        # No proof of anything, and the worker has to write it.
        httponly=False,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def _person(request: HttpRequest) -> User | None:
    # Where a request is refused early, nobody has looked yet who asks.
    person = getattr(request, "user", None)
    return person if person is not None and person.is_authenticated else None
