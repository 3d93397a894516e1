"""Writing letters: the one place where the model runs, and never in a request."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from securebase import couples, report
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.jobs.queue import ask
from securebase.web.pairing.editions import edition
from securebase.web.pairing.models import Pair
from securebase.web.practice.planned import FORM
from securebase.web.practice.planning import plan_for

from .language import language_of
from .models import Letter, LetterPart


def own(person: UUID) -> None:
    """Write somebody's own report anew, and once more where it came too late."""
    if not write_own(person):
        ask("own", person)


def write_own(person: UUID) -> bool:
    """Write somebody's own report anew, if it would be another one.

    Returns:
        Whether it is as it must be.
    """
    reader = User.objects.filter(pk=person).first()
    if reader is None or reader.practitioner:
        return True
    pair = access.pair_of(reader)
    # Read before the view, so that what is taken back meanwhile makes it outdated.
    mark = access.mark_of(pair)
    view = access.own_view(reader)
    alone = access.wishes_alone(reader)
    more = {FORM: plan_for(reader, view)}
    return _write(reader, Letter.Kind.OWN, pair, mark, view, alone=alone, more=more)


def write_pair(pair_id: UUID) -> None:
    """Write what both of a pair read, and what each reads alone."""
    pair = Pair.objects.filter(pk=pair_id, ended_at=None).first()
    if pair is None:
        return
    day = access.edition_of(pair).day
    mark, view = access.mark_of(pair), access.our_view(pair)
    good = True
    for seat in pair.seats.select_related("person"):
        if any(seen.sheets or seen.check_ins for seen in view.people.values()):
            good &= _write(seat.person, Letter.Kind.OURS, pair, mark, view)
        else:
            Letter.objects.filter(reader=seat.person, kind=Letter.Kind.OURS).delete()
        good &= write_own(seat.person_id)
    if not good:
        # Something was taken back meanwhile, or a new morning has come.
        ask("pair", pair.id)
        return
    access.all_laid_open(pair, mark, view)
    Pair.objects.filter(pk=pair.pk, edition__lt=day).update(edition=day)


def _write(
    reader: User,
    kind: Letter.Kind,
    pair: Pair | None,
    mark: str,
    view: couples.View,
    *,
    alone: bool = False,
    more: Mapping[str, bytes] = MappingProxyType({}),
) -> bool:
    language = language_of(reader)
    seen = access.view_mark(view) + bytes([alone]) + language.encode()
    if (letter := access.written(reader, kind, pair, mark, seen)) is not None:
        put(letter, more)
        return True
    parts = {**laid_out(view, alone=alone, language=language), "seen": seen}
    audience = None if pair is None else pair.id
    day = edition(timezone.now(), reader.time_zone).day
    with transaction.atomic():
        if pair is not None and not access.lay_open(pair, mark, view):
            return False
        Letter.objects.filter(reader=reader, kind=kind).delete()
        letter = Letter.objects.create(
            reader=reader, kind=kind, audience=audience, mark=mark, edition=day
        )
        put(letter, {**parts, **more})
    return True


def laid_out(
    view: couples.View, *, alone: bool = False, language: str = "en"
) -> dict[str, bytes]:
    """The report of a view in each form in which it is read."""
    made = report.build(view, alone=alone, language=language)
    return {
        "page": report.to_fragment(made).encode(),
        "html": report.to_html(made).encode(),
        "pdf": report.to_pdf(made),
        "json": report.to_json(made).encode(),
    }


def put(letter: Letter, parts: Mapping[str, bytes]) -> None:
    """Lay parts into a letter, each in place of an earlier one."""
    reader = letter.reader
    with transaction.atomic():
        for form, content in parts.items():
            LetterPart.objects.filter(owner=reader, letter=letter, form=form).delete()
            part = LetterPart(owner=reader, letter=letter, form=form)
            part.put_bytes(content)
            part.save()
