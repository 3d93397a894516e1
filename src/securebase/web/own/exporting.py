"""Everything of one person as a file to take along, and back in again.

Nobody else's data is in it, and nobody else's name.
"""

from __future__ import annotations

import dataclasses
import io
import json
import unicodedata
import zipfile
import zlib
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from securebase import couples
from securebase.core import DataError
from securebase.couples import DiaryDay, Person
from securebase.measures import checkin
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers.bringing import bring

from . import _fhir
from ._tables import TABLES

COUPLE = "couple.json"
# More than anybody can have answered in many years.
_UNPACKED = 50_000_000
_LINES = frozenset("\n\r\t")
# All that unpacking and reading raise for a file that is none of ours. Too deep a
# document and an encrypted file are runtime errors.
_NO_SUCH_FILE = (
    zipfile.BadZipFile,
    zlib.error,
    DataError,
    KeyError,
    OSError,
    RuntimeError,
    ValueError,
)


class NotOurs(Exception):
    """What was brought is not a file that was taken along here."""


def pack(person: User) -> bytes:
    """All of one's own data, as a zip."""
    told = access.own_everything(person)
    files = {
        gettext("read-me.txt"): _readme(),
        COUPLE: _json(couples.to_document(_couple(person, told))),
        **{name: write(person, told) for name, write in TABLES.items()},
        "fhir.json": _json(_fhir.bundle(told)),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def unpack(person: User, packed: bytes) -> int:
    """Add what is in such a file to one's own answers; how many rows it holds.

    What is here already stays as it is. A partner sees of it what is shared already,
    from the next edition on.

    Raises:
        NotOurs: If it is not one.
    """
    told = _told(packed)
    bring(person, told)
    return len(told.answers) + len(told.diary)


def _told(packed: bytes) -> Person:
    try:
        document = json.loads(_unpacked(packed))
        if not isinstance(document, dict):
            raise NotOurs
        return couples.from_document(document).private[0]
    except _NO_SUCH_FILE as error:
        raise NotOurs from error


def _unpacked(packed: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)).open(COUPLE) as file:
        # A small file can hold a very large one; what is cut off cannot be read.
        return file.read(_UNPACKED)


def _couple(person: User, told: Person) -> couples.Couple:
    """One's own half of a couple; the other half is nobody."""
    return couples.Couple(
        id="mine",
        made_up=person.made_up,
        time_zone=person.time_zone,
        private=(
            dataclasses.replace(
                told,
                name=_fit_name(told.name),
                diary=tuple(_fit_day(it, person.time_zone) for it in told.diary),
            ),
            Person(name="nobody"),
        ),
    )


def _fit_day(entry: DiaryDay, zone: str) -> DiaryDay:
    """A day as the format allows it.

    Somebody may check in for yesterday, or move to another zone: then the time does
    not lie on the day, and only the table of days has it.
    """
    at = entry.answered_at
    if at is not None and checkin.day_of(at, zone) != entry.day:
        at = None
    note = None if entry.note is None else "".join(filter(_fits, entry.note))
    return dataclasses.replace(entry, answered_at=at, note=note or None)


def _fits(letter: str) -> bool:
    return letter in _LINES or unicodedata.category(letter) not in ("Cc", "Cs")


def _fit_name(name: str) -> str:
    kept = "".join(it for it in name if unicodedata.category(it)[0] in "LMNPSZ")
    return kept.lstrip("=+-@ ").strip() or "me"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _readme() -> str:
    day = timezone.localdate().isoformat()
    return "\n\n".join(
        [
            gettext("Everything that you told here, as of %(day)s.") % {"day": day},
            gettext(
                "couple.json holds all of it in one file. You can bring it back in "
                "here, or at another place of this kind. The same program on your own "
                "computer reads it too: securebase report couple.json --viewer a "
                "--out mine.pdf."
            ),
            gettext(
                "answers.csv and diary.csv are tables of your answers, your check-ins "
                "and your notes; any spreadsheet opens them. consent.csv lists what "
                "you agreed to and what you took back, practices.csv what you tried."
            ),
            gettext(
                "fhir.json is for a practice or a clinic that wants your answers in "
                "its own system (HL7 FHIR R4, QuestionnaireResponse)."
            ),
            gettext(
                "Nothing of anybody else is in here. The file has no password: whoever "
                "has it can read it, so keep it where only you look."
            ),
        ]
    ) + "\n"  # fmt: skip
