from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers import progress
from securebase.web.jobs.queue import ask

from . import planned, trials
from .forms import GOALS, USUAL, AimForm


def practice(request: HttpRequest) -> HttpResponse:
    """One thing to try, or the one that is being tried."""
    person = _me(request)
    found = access.own_trial(person)
    if found is not None:
        return _trial(request, person, found[1])
    plan = planned.current(person)
    told = progress.has_told(person)
    if plan is None and told:
        ask("own", person.id)
    return render(
        request,
        "web/practice.html",
        {
            "plan": None if plan is None else plan["plan"],
            "told": told,
            "form": AimForm(initial=_initial(person)),
            "enough": None if plan is None else plan["enough"],
            "before": trials.has_tried(person),
        },
    )


def _trial(request: HttpRequest, person: User, told: dict[str, Any]) -> HttpResponse:
    wanted = planned.back_of(person)
    plan = planned.current(person) if wanted else None
    ready = plan is not None and plan["of"] == wanted
    if wanted and not ready:
        ask("own", person.id)
    today = progress.today(person).day
    return render(
        request,
        "web/practice_trial.html",
        {
            "trial": told,
            "goal": GOALS.get(told["goal"], ""),
            "days": [
                {
                    "day": it,
                    "today": it == today,
                    "done": it.isoformat() in told["done"],
                }
                for it in trials.open_days(person, told)
            ],
            "done": len(told["done"]),
            "of": trials.days_of(person, told),
            "due": bool(wanted),
            "waits": bool(wanted) and not ready,
            "back": plan["back"] if plan is not None and ready else None,
        },
    )


def aim(request: HttpRequest) -> HttpResponse:
    """Choose a goal and the minutes that there are for it."""
    form = AimForm(request.POST)
    if form.is_valid():
        goal = form.cleaned_data["goal"] or None
        trials.aim_at(_me(request), goal, form.cleaned_data["minutes"])
    return redirect("practice")


def begin(request: HttpRequest) -> HttpResponse:
    """Take up one of what was suggested; nothing else can be."""
    person = _me(request)
    plan = planned.current(person)
    offered = {} if plan is None else plan["plan"]
    for it in offered.get("options", ()):
        if it["practice"] == request.POST.get("practice"):
            trials.begin(person, offered["goal"], it)
    return redirect("practice")


def did(request: HttpRequest) -> HttpResponse:
    """Say that it was done today, or yesterday; or take that back."""
    try:
        day = dt.date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return redirect("practice")
    trials.did(_me(request), day, undo="undo" in request.POST)
    return redirect("practice")


def review(request: HttpRequest) -> HttpResponse:
    """Say what is wanted after two weeks: more, the same, less, or something else."""
    person = _me(request)
    wanted = request.POST.get("verdict", "")
    if wanted in trials.VERDICTS and planned.back_of(person):
        trials.end(person, wanted)
    return redirect("practice")


def stop(request: HttpRequest) -> HttpResponse:
    """Leave it, at any time and without a reason."""
    trials.end(_me(request), trials.OTHER)
    return redirect("practice")


def before(request: HttpRequest) -> HttpResponse:
    """What one tried before."""
    person = _me(request)
    rows = [
        {
            "title": told["words"]["title"],
            "language": told["words"].get("language"),
            "goal": GOALS.get(told["goal"], ""),
            "first": dt.date.fromisoformat(told["since"]) + dt.timedelta(days=1),
            "last": trials.last_day(person, told),
            "done": len(told["done"]),
            "of": trials.days_of(person, told),
            "verdict": told["verdict"],
        }
        for row, told in access.own_trials(person)
        if row.ended_at
    ]
    return render(request, "web/practice_before.html", {"rows": rows})


def _initial(person: User) -> dict[str, Any]:
    aim = access.own_aim(person)
    return {"goal": aim["goal"] or "", "minutes": aim["minutes"] or USUAL}


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
