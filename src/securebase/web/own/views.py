"""What somebody may do with everything that is theirs: keep it, delete it, pause."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from securebase.web import events
from securebase.web.accounts.models import User
from securebase.web.answers.saving import take_back_check_in, take_back_sheet
from securebase.web.middleware import clears

from . import erasing, exporting
from .forms import Brought
from .happening import happenings


def export(request: HttpRequest) -> HttpResponse:
    """What one can take along, before one does."""
    return render(request, "web/export.html")


def export_file(request: HttpRequest) -> HttpResponse:
    """All of one's own data."""
    person = _me(request)
    events.note("exported", actor=person.id, concerns=person.id)
    answer = HttpResponse(exporting.pack(person), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="mine.zip"'
    return answer


def bring(request: HttpRequest) -> HttpResponse:
    """Bring back what was taken along."""
    person = _me(request)
    sent = request.method == "POST"
    form = Brought(request.POST, request.FILES) if sent else Brought()
    if sent and form.is_valid():
        try:
            exporting.unpack(person, form.cleaned_data["file"].read())
        except exporting.NotOurs:
            form.refuse()
        else:
            events.note("brought", actor=person.id, concerns=person.id)
            return redirect("history")
    return render(request, "web/bring.html", {"form": form})


def happened(request: HttpRequest) -> HttpResponse:
    """What happened with one's own data, and when."""
    return render(request, "web/happened.html", {"lines": happenings(_me(request))})


def pause(request: HttpRequest) -> HttpResponse:
    """Take a break, or end it; nobody else sees either."""
    person = _me(request)
    if request.method == "POST":
        person.paused_at = timezone.now() if person.paused_at is None else None
        person.save(update_fields=["paused_at"])
        return redirect("home")
    return render(request, "web/pause.html")


def erase(request: HttpRequest) -> HttpResponse:
    """Delete the account with everything in it, after one question."""
    if request.method == "POST":
        erasing.erase(_me(request))
        request.session.flush()
        return clears(redirect("erased"))
    return render(request, "web/erase.html")


def erased(request: HttpRequest) -> HttpResponse:
    """That everything is gone; the same for whoever asks."""
    return render(request, "web/erased.html")


def delete_check_in(request: HttpRequest, row: UUID) -> HttpResponse:
    """Delete one day of one's own."""
    return _deleted(request, take_back_check_in(_me(request), row))


def delete_sheet(request: HttpRequest, row: UUID) -> HttpResponse:
    """Delete one questionnaire of one's own."""
    return _deleted(request, take_back_sheet(_me(request), row))


def _deleted(request: HttpRequest, there: bool) -> HttpResponse:
    if not there:
        raise Http404
    person = _me(request)
    events.note("deleted-answers", actor=person.id, concerns=person.id)
    return redirect("history")


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
