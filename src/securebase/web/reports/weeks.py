"""The weekly letter: written on Monday morning, from somebody's own check-ins alone."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from securebase import report
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers import progress
from securebase.web.answers.saving import expect_week
from securebase.web.pairing.editions import edition

from .language import language_of
from .models import Letter
from .writing import put


def write_week(person: UUID) -> None:
    """Write the letter of the week that is over; it takes the place of the last one.

    Where too few evenings were told of there is none, and the last one goes as well: it
    would be read as if it were about these days.
    """
    reader = User.objects.filter(pk=person).first()
    if reader is None or reader.practitioner:
        return
    week = edition(timezone.now(), reader.time_zone).week
    made = report.weekly(access.own_view(reader), week, language=language_of(reader))
    parts = {} if made is None else {"page": report.to_fragment(made).encode()}
    with transaction.atomic():
        Letter.objects.filter(reader=reader, kind=Letter.Kind.WEEK).delete()
        letter = Letter.objects.create(
            reader=reader, kind=Letter.Kind.WEEK, mark="alone", edition=week
        )
        put(letter, parts)
    if progress.checked_in_since(reader, week):
        expect_week(reader)
