"""A practitioner's pages: their cases, and what the clients of each share with them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.jobs.queue import ask
from securebase.web.reports.models import Letter

from . import cases, reasons
from .models import GOOD_FOR, WHOLE, Case, Place, Statement

_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "json": "application/json",
}


class NewCase(forms.Form):
    """What the practitioner calls the two until they have joined."""

    one = forms.CharField(
        label=_("What do you call the first of the two?"),
        help_text=_("Only you see it. It goes once they give a name of their own."),
        max_length=60,
    )
    other = forms.CharField(label=_("And the second?"), max_length=60)


def cases_(request: HttpRequest) -> HttpResponse:
    """Every case of one's own, that first which most needs a look."""
    person = _me(request)
    found = Case.objects.filter(practitioner=person).order_by("-made_at")
    rows = [_row(request, it) for it in found]
    there = [row for row in rows if row["case"].open]
    there.sort(key=lambda row: -reasons.needs_a_look(row["reasons"]))
    return render(
        request,
        "web/cases.html",
        {
            "open": there,
            "closed": [row for row in rows if not row["case"].open],
            "said": Statement.objects.filter(practitioner=person).exists(),
        },
    )


def _row(request: HttpRequest, case: Case) -> dict[str, Any]:
    places = access.places_in(case)
    return {
        "case": case,
        "names": [it.name for it in places],
        "waiting": sum(it.person_id is None for it in places),
        "reasons": _reasons(request, case),
    }


def _reasons(request: HttpRequest, case: Case) -> list[reasons.Reason]:
    """Why a case may need a look; whoever it is about can read that it was shown.

    Once a day is enough: the list is opened many times.
    """
    kept = _part(request, case, Letter.Kind.BRIEF, "reasons")
    if kept is None:
        return []
    cases.seen_today(case, "viewed-list", _shown_in(request, case))
    return reasons.in_words(kept[1])


def new(request: HttpRequest) -> HttpResponse:
    """Begin a case: two links, one for each client, shown only once."""
    person = _me(request)
    if not Statement.objects.filter(practitioner=person).exists():
        return redirect("practice_policy")
    form = NewCase(request.POST or None)
    if request.method == "POST" and form.is_valid():
        called = (form.cleaned_data["one"], form.cleaned_data["other"])
        case, made = cases.begin(person, called)
        return _links(request, case, made)
    return render(request, "web/case_new.html", {"form": form})


def link(request: HttpRequest, key: UUID) -> HttpResponse:
    """Make a new link for one of the two; the one before it ends."""
    case = _open(request, key)
    place = _place(case, request.POST.get("side", ""))
    if place.person is not None:
        raise Http404
    return _links(request, case, ((place, cases.link_anew(place)),))


def _links(
    request: HttpRequest, case: Case, made: tuple[tuple[Place, str], ...]
) -> HttpResponse:
    found = [
        (it.called, request.build_absolute_uri(reverse("case_invited", args=[token])))
        for it, token in made
    ]
    return render(
        request,
        "web/case_links.html",
        {"case": case, "links": found, "days": GOOD_FOR.days},
    )


def case(request: HttpRequest, key: UUID) -> HttpResponse:
    """One case: who is in it, and what there is to read."""
    found = _case(request, key)
    return render(
        request,
        "web/case.html",
        {
            "case": found,
            "places": access.places_in(found),
            "written": _part(request, found, Letter.Kind.BRIEF, "page") is not None,
            "reasons": _reasons(request, found),
        },
    )


def alone(request: HttpRequest, key: UUID) -> HttpResponse:
    """The advice to see each of the two alone first, and a note that it was done."""
    found = _open(request, key)
    if request.method == "POST":
        today = timezone.localdate()
        for place in access.places_in(found):
            seen = f"alone-{place.side}" in request.POST
            place.alone_on = (place.alone_on or today) if seen else None
            place.save(update_fields=["alone_on"])
        return redirect("case", key=key)
    return render(
        request,
        "web/case_alone.html",
        {"case": found, "places": access.places_in(found)},
    )


def brief(request: HttpRequest, key: UUID) -> HttpResponse:
    """The brief: two pages of sentences and one of pictures."""
    return _page(request, key, "page", "web/case_brief.html", "viewed-brief")


def report(request: HttpRequest, key: UUID) -> HttpResponse:
    """The whole report behind the brief."""
    template = "web/case_report.html"
    return _page(request, key, f"{WHOLE}page", template, "viewed-report")


def brief_file(request: HttpRequest, key: UUID, form: str) -> HttpResponse:
    """The brief to keep."""
    return _file(request, key, form, form, "took-brief")


def report_file(request: HttpRequest, key: UUID, form: str) -> HttpResponse:
    """The whole report to keep."""
    return _file(request, key, form, f"{WHOLE}{form}", "took-report")


def session(request: HttpRequest, key: UUID) -> HttpResponse:
    """What both clients may see on one screen, and nothing else of theirs."""
    found = _open(request, key)
    part = _part(request, found, Letter.Kind.SESSION, "page")
    # Both read that it was opened, be anything on it or not: so that the log of one
    # tells nothing of what the other has agreed to.
    whom = [it.person_id for it in access.places_in(found) if it.person_id and it.taken]
    cases.seen(found, "viewed-session", whom)
    return render(
        request,
        "web/case_session.html",
        {"case": found, "report": _safe(part)},
    )


def close(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a case, after one question."""
    found = _open(request, key)
    if request.method == "POST":
        cases.close(found)
        return redirect("cases")
    return render(request, "web/case_close.html", {"case": found})


def _page(
    request: HttpRequest, key: UUID, form: str, template: str, kind: str
) -> HttpResponse:
    found = _open(request, key)
    part = _part(request, found, Letter.Kind.BRIEF, form)
    if part is None:
        ask("case", found.id)
    else:
        cases.seen(found, kind, _shown_in(request, found))
    return render(
        request,
        template,
        {
            "case": found,
            "report": _safe(part),
            "letter": None if part is None else part[0],
            "alone": all(it.alone_on for it in access.places_in(found)),
        },
    )


def _file(
    request: HttpRequest, key: UUID, form: str, part: str, kind: str
) -> HttpResponse:
    found = _open(request, key)
    kept = None
    if form in _TYPES:
        kept = _part(request, found, Letter.Kind.BRIEF, part)
    if kept is None:
        raise Http404
    cases.seen(found, kind, _shown_in(request, found))
    answer = HttpResponse(kept[1], content_type=_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="letter.{form}"'
    return answer


def _shown_in(request: HttpRequest, case: Case) -> list[UUID]:
    """The clients of whom the brief shows something.

    Whoever shares nothing is not told of views: that there was anything to view would
    tell of the other.
    """
    part = _part(request, case, Letter.Kind.BRIEF, "of")
    sides = "" if part is None else part[1].decode()
    return [
        it.person_id
        for it in access.places_in(case)
        if it.person_id is not None and it.side in sides
    ]


def _part(
    request: HttpRequest, case: Case, kind: Letter.Kind, form: str
) -> tuple[Letter, bytes] | None:
    return access.case_part(_me(request), case, kind, form)


def _case(request: HttpRequest, key: UUID) -> Case:
    found = access.case_of(_me(request), key)
    if found is None:
        raise Http404
    return found


def _open(request: HttpRequest, key: UUID) -> Case:
    found = _case(request, key)
    if not found.open:
        raise Http404
    return found


def _place(case: Case, side: str) -> Place:
    for place in access.places_in(case):
        if place.side == side:
            return place
    raise Http404


def _safe(found: tuple[Letter, bytes] | None) -> SafeString | None:
    # Every word in it was escaped when it was laid out.
    return None if found is None else mark_safe(found[1].decode())  # noqa: S308 # nosec


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
