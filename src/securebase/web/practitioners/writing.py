"""Writing what a practitioner reads of a case; in jobs only, never in a request."""

from __future__ import annotations

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from securebase import couples, report
from securebase.web import access
from securebase.web.reports.language import language_of
from securebase.web.reports.models import Letter
from securebase.web.reports.writing import laid_out, put

from . import signs
from .models import WHOLE, Case


def write_case(case_id: UUID) -> None:
    """Write the brief of a case and the page for its sessions, where they changed."""
    case = Case.objects.filter(pk=case_id, closed_at=None).first()
    if case is None:
        return
    edition = access.case_edition(case)
    # Read before the views, so that what is taken back meanwhile makes it outdated.
    mark = access.mark_of(case)
    _write(case, Letter.Kind.BRIEF, mark, access.case_view(case.practitioner, case))
    _write(case, Letter.Kind.SESSION, mark, access.session_view(case))
    Case.objects.filter(pk=case.pk).update(edition=edition)


def _write(case: Case, kind: Letter.Kind, mark: str, view: couples.View) -> None:
    reader = case.practitioner
    language = language_of(reader)
    seen = access.view_mark(view) + language.encode()
    day = timezone.localdate(timezone=ZoneInfo(reader.time_zone))
    there = access.written(reader, kind, case, mark, seen)
    if there is not None:
        if kind is Letter.Kind.BRIEF:
            put(there, {"reasons": signs.worked_out(view, day)})
        return
    parts = _parts(kind, view, day, language) if _anything(view) else {}
    with transaction.atomic():
        # Whoever takes something back meanwhile waits, and what is kept is outdated.
        held = Case.objects.select_for_update().filter(pk=case.pk).first()
        Letter.objects.filter(reader=reader, kind=kind, audience=case.id).delete()
        if parts and held and held.open and access.mark_of(held) == mark:
            letter = Letter.objects.create(
                reader=reader, kind=kind, audience=case.id, mark=mark, edition=day
            )
            put(letter, {**parts, "seen": seen, "of": _of(view)})


def _anything(view: couples.View) -> bool:
    return any(seen.sheets or seen.check_ins for seen in view.people.values())


def _of(view: couples.View) -> bytes:
    """The sides of those of whom something is seen."""
    return "".join(
        whose.value
        for whose, seen in view.people.items()
        if seen.sheets or seen.check_ins
    ).encode()


def _parts(
    kind: Letter.Kind, view: couples.View, day: dt.date, language: str
) -> dict[str, bytes]:
    whole = laid_out(view, language=language)
    if kind is Letter.Kind.SESSION:
        return {"page": whole["page"]}
    brief = report.brief(view, language=language)
    return {
        "page": report.to_fragment(brief).encode(),
        "html": report.to_html(brief).encode(),
        "pdf": report.to_pdf(brief),
        "json": report.to_json(brief).encode(),
        "reasons": signs.worked_out(view, day),
        **{f"{WHOLE}{form}": content for form, content in whole.items()},
    }
