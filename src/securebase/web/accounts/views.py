from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from securebase.web import access, events
from securebase.web.device import permit
from securebase.web.middleware import clears_kept
from securebase.web.pairing import consent
from securebase.web.pairing.models import Consent
from securebase.web.reports.language import write_anew

from .forms import AboutMe, Begin, BeginPractice
from .models import User


def begin(request: HttpRequest) -> HttpResponse:
    """Name, age and consent; asked once, before anything else."""
    person = request.user
    assert isinstance(person, User)
    if person.ready:
        return redirect("home")
    # Practitioners answer nothing themselves: they are asked for less.
    asked = BeginPractice if "practice" in request.session else Begin
    form = asked(
        request.POST or None,
        instance=person,
        initial={"language": translation.get_language()},
    )
    if request.method == "POST" and form.is_valid():
        person.adult_at = timezone.now()
        form.save()
        consent.say(person, Consent.Matter.SERVICE, given=True)
        if form.cleaned_data.get("research"):
            consent.say(person, Consent.Matter.RESEARCH, given=True)
        events.note("agreed", actor=person.id, concerns=person.id)
        return _onward(request)
    return render(request, "web/begin.html", {"form": form})


# What a link leaves in the session, and the page that it led to.
_CAME_BY = {
    "invitation": "invited",
    "seat": "case_invited",
    "practice": "practitioner_link",
}


def _onward(request: HttpRequest) -> HttpResponse:
    """Back to the page of the link by which somebody came."""
    for key, page in _CAME_BY.items():
        if key in request.session:
            return redirect(page, token=request.session[key])
    return redirect("home")


def settings_(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account."""
    person = request.user
    assert isinstance(person, User)
    form = AboutMe(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        if "language" in form.changed_data:
            write_anew(person)
        return redirect("settings")
    return render(
        request,
        "web/settings.html",
        {
            "form": form,
            "pair": access.pair_of(person),
            "partner": access.partner_of(person),
        },
    )


# On a device that others use too, a session ends after so many seconds without a
# request.
_SHARED = 15 * 60


def device(request: HttpRequest) -> HttpResponse:
    """Say whether others use this device too, and whether it may keep check-ins."""
    person = request.user
    assert isinstance(person, User)
    shared, offline = "shared" in request.POST, "offline" in request.POST
    request.session["shared"] = shared
    request.session.set_expiry(_SHARED if shared else 0)
    if shared and offline:
        messages.warning(
            request, _("A device that others use too keeps no check-ins. It is off.")
        )
    response = redirect("settings")
    if offline and not shared and not person.practitioner:
        permit(response, person)
        return response
    return clears_kept(response)
