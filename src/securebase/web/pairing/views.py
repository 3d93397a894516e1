from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from securebase.web import access, events
from securebase.web.accounts.models import User

from . import consent, joining
from .models import Consent
from .topics import rows, wanted


def invite(request: HttpRequest) -> HttpResponse:
    """Ask one's partner in, after seeing exactly what they will see."""
    person = _me(request)
    if access.pair_of(person) is not None:
        return redirect("sharing")
    link = None
    if request.method == "POST":
        _made, token = joining.invite(person)
        link = request.build_absolute_uri(reverse("invited", args=[token]))
    return render(
        request,
        "web/invite.html",
        {
            "link": link,
            "open": joining.open_invitation(person),
            "days": joining.GOOD_FOR.days,
        },
    )


def invite_withdraw(request: HttpRequest) -> HttpResponse:
    """End the open invitation."""
    joining.withdraw(_me(request))
    return redirect("invite")


def invited(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation says, before one has an account or after."""
    found = joining.invitation(token)
    if found is None:
        return render(request, "web/invited_not.html", status=404)
    person = request.user
    if person.is_authenticated and person == found.by:
        return redirect("invite")
    request.session["invitation"] = token
    ready = person.is_authenticated and person.ready
    alone = ready and access.pair_of(_me(request)) is None
    return render(
        request,
        "web/invited.html",
        {
            "by": found.by.name,
            "token": token,
            "may_join": alone,
            "paired": ready and not alone,
        },
    )


def join(request: HttpRequest) -> HttpResponse:
    """Say yes to an invitation."""
    token = request.session.pop("invitation", "")
    if joining.join(_me(request), token) is None:
        return render(request, "web/invited_not.html", status=404)
    return redirect("sharing")


def sharing(request: HttpRequest) -> HttpResponse:
    """Topic by topic: what the partner may see. Only one's own choices show."""
    person = _me(request)
    pair = access.pair_of(person)
    if pair is None:
        return redirect("invite")
    matter = Consent.Matter.PARTNER
    if request.method == "POST":
        with access.watching(person):
            changed = consent.choose(person, matter, pair.id, wanted(request.POST))
        if changed:
            events.note(
                "chose-sharing", actor=person.id, about=pair.id, concerns=person.id
            )
        request.session["saved"] = True
        return redirect("sharing")
    return render(
        request,
        "web/sharing.html",
        {
            "partner": access.partner_of(person),
            "rows": rows(consent.choices(person, matter, pair.id)),
            "saved": request.session.pop("saved", False),
        },
    )


def unpair(request: HttpRequest) -> HttpResponse:
    """Leave the pair, after one question."""
    person = _me(request)
    if access.pair_of(person) is None:
        raise Http404
    if request.method == "POST":
        joining.leave(person)
        return redirect("home")
    return render(request, "web/unpair.html")


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
