"""The language in which somebody's letters are written, and writing them in another."""

from __future__ import annotations

from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.jobs.queue import ask
from securebase.web.practitioners.models import Case

from .models import Letter


def language_of(reader: User) -> str:
    """The language of somebody's letters: theirs, where reports are written in it.

    Whatever the other speaks plays no part, not even in what both read.
    """
    from securebase import report  # slow to load

    written_in = report.languages()
    return reader.language if reader.language in written_in else written_in[0]


def write_anew(reader: User) -> None:
    """Ask for everything that somebody reads, after they chose another language.

    The letter of a partner is written from the same view in their own language, so it
    stays as it is.
    """
    if reader.practitioner:
        for case in Case.objects.filter(practitioner=reader, closed_at=None):
            ask("case", case.id)
        return
    ask("own", reader.id)
    if (pair := access.pair_of(reader)) is not None:
        ask("pair", pair.id)
    if Letter.objects.filter(reader=reader, kind=Letter.Kind.WEEK).exists():
        ask("week", reader.id)
