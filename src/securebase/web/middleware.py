from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from . import device
from .policy import RULES, Rule, Who

if TYPE_CHECKING:
    from .accounts.models import User

Next = Callable[[HttpRequest], HttpResponse]


class Policy:
    """Holds every request to the rule of its route."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        rule = RULES.get(match.view_name) if match is not None else None
        if rule is None:
            # A route that nobody thought about is closed.
            raise Http404
        if request.method not in rule.verbs:
            return HttpResponseNotAllowed(sorted(rule.verbs))
        return _refusal(request, rule)


def _refusal(request: HttpRequest, rule: Rule) -> HttpResponse | None:
    """What is answered instead of the page, or None if the page may be shown."""
    if rule.who is Who.ANYONE:
        return None
    person = request.user
    if not person.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if rule.who is not Who.SIGNED_IN and not person.ready:
        return HttpResponseRedirect(reverse("begin"))
    if rule.who is Who.PARTNER and person.practitioner:
        raise Http404
    if rule.who is Who.PRACTITIONER:
        if not person.practitioner:
            raise Http404
        if not _has_second_step(person):
            messages.info(request, _SECOND_STEP)
            return HttpResponseRedirect(reverse("mfa_index"))
    if rule.fresh and not _proved_lately(request):
        return suspend_request(request, reverse("account_reauthenticate"))
    return None


_SECOND_STEP = gettext_lazy(
    "You see here what clients tell you in confidence. So before you go on, set up a "
    "second step at signing in: an app with codes, or a passkey."
)


def _has_second_step(person: User) -> bool:
    """Whether a password alone is not enough to sign in as somebody."""
    if settings.DEMO and person.made_up:
        return True
    return is_mfa_enabled(
        person, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )


def _proved_lately(request: HttpRequest) -> bool:
    """Whether somebody proved within the last minutes who they are.

    Signing in counts; allauth's own rule would ask again right after it.
    """
    if settings.DEMO and request.user.is_authenticated and request.user.made_up:
        return True
    proofs = get_authentication_records(request, request.user)
    latest = max((float(it["at"]) for it in proofs), default=0.0)
    return time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def quiet_headers(get_response: Next) -> Next:
    """Headers by which nothing of a page stays behind on a shared device."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = (
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        wish = response.headers.get(_WISH)
        del response.headers[_WISH]
        if wish == _ALL or _signed_out(request, response):
            response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        elif wish == _KEPT or device.of_another(request):
            response["Clear-Site-Data"] = '"storage"'
        # Also by hand, for browsers that do not know how to clear.
        if "Clear-Site-Data" in response and device.COOKIE in request.COOKIES:
            response.delete_cookie(device.COOKIE, samesite="Lax")
        return response

    return answer


def left_meanwhile(get_response: Next) -> Next:
    """End the session of somebody who left at once while there was no connection."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.COOKIES.get(device.COOKIE) != device.LEFT:
            return get_response(request)
        request.session.flush()
        return clears(get_response(request))

    return answer


# A view sets it to have cleared what the browser keeps of this place: everything, or
# only what it keeps until it can be sent.
_WISH = "X-Clears"
_ALL, _KEPT = "all", "kept"


def clears(response: HttpResponse) -> HttpResponse:
    """Have the browser forget what it keeps of this place."""
    response[_WISH] = _ALL
    return response


def clears_kept(response: HttpResponse) -> HttpResponse:
    """Have the browser forget what was not sent yet; one stays signed in."""
    response[_WISH] = _KEPT
    return response


def _signed_out(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    leaving = match is not None and match.view_name == "account_logout"
    return leaving and request.method == "POST" and response.status_code == 302


def own_language_and_zone(get_response: Next) -> Next:
    """Speak the person's language and count days in their zone.

    The browser's language is asked of strangers only, after what they chose here.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.session.get("shared"):
            # Its quarter of an hour begins anew.
            request.session.modified = True
        person = _known(request)
        language = (
            person.language
            if person is not None
            else translation.get_language_from_request(request)
        )
        with translation.override(language), timezone.override(_zone(person)):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response

    return answer


def _known(request: HttpRequest) -> User | None:
    """Who asks, once they have said what they speak and where they live."""
    person = request.user
    return person if person.is_authenticated and person.ready else None


def _zone(person: User | None) -> ZoneInfo:
    try:
        return ZoneInfo(settings.TIME_ZONE if person is None else person.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
