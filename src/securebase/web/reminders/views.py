from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from securebase.web.accounts.models import User

from . import wishes
from .calendar import calendar as written
from .forms import ReminderForm, initial
from .letters import whose


def reminders(request: HttpRequest) -> HttpResponse:
    """When to be reminded; off until somebody says so."""
    wish = wishes.of(_me(request))
    form = ReminderForm(request.POST or None, initial=initial(wish))
    if request.method == "POST" and form.is_valid():
        form.put(wish)
        wishes.keep(wish)
        request.session["saved"] = True
        return redirect("reminders")
    return render(
        request,
        "web/reminders.html",
        {
            "form": form,
            "wish": wish,
            "saved": request.session.pop("saved", False),
        },
    )


def off(request: HttpRequest) -> HttpResponse:
    """Switch them off."""
    wishes.stop(_me(request))
    return redirect("reminders")


def calendar(request: HttpRequest) -> HttpResponse:
    """The same as a file for a calendar."""
    wish = wishes.of(_me(request))
    answer = HttpResponse(written(wish), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return answer


# A mail program that stops mails for somebody has neither their session nor a token of
# a form (RFC 8058). What is signed in the address does both.
@csrf_exempt
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop somebody's reminders, by the link in the mail. Looking changes nothing."""
    person = whose(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        wishes.stop(person)
    return render(
        request, "web/reminders_stop.html", {"stopped": request.method == "POST"}
    )


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
