"""Told to a process in the place under load: who lives there."""

from __future__ import annotations


def everybody(number: str) -> list[str]:
    """People with a session and a report each; keys of the sessions."""
    from django.db import transaction

    from securebase import couples, report
    from securebase.core import Viewer
    from securebase.web.accounts.models import User
    from securebase.web.reports.models import Letter
    from tests.web.durability import people

    couple = couples.read(couples.examples()[0])
    made = report.build(couples.look(couple, Viewer.A))
    page = report.to_fragment(made).encode()
    sessions = people(number)
    with transaction.atomic(), transaction.atomic(using="keys"):
        for who in User.objects.all():
            letter = Letter.objects.create(
                reader=who, kind="own", mark="alone", edition="2026-01-01"
            )
            part = letter.parts.model(owner=who, letter=letter, form="page")
            part.put_bytes(page)
            part.save()
    return list(sessions.values())
