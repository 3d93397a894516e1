"""What a practitioner could see of a client, given to that client."""

from __future__ import annotations

from typing import Any

from securebase.core import Partner
from securebase.web import access
from securebase.web.accounts.models import User

from . import log
from .models import Place


def over(person: User, place: Place) -> dict[str, Any]:
    """Somebody's own part of what a practitioner could see, and who looked when."""
    mine = access.handed_over(person, place).people[Partner.A]
    case = place.case
    return {
        "format": "securebase-shared/1",
        "practitioner": case.practitioner.name,
        "confidences": {"policy": case.policy, "words": case.words},
        "ended": None if case.closed_at is None else case.closed_at.isoformat(),
        "questionnaires": [
            {
                "instrument": sheet.instrument,
                "occasion": sheet.occasion.isoformat(),
                "answers": dict(sheet.answers),
            }
            for sheet in mine.sheets
        ],
        "check_ins": [
            {"day": it.day.isoformat(), "answers": dict(it.answers)}
            for it in mine.check_ins
        ],
        "log": [
            {"at": it.at.isoformat(), "who": it.who, "what": it.what}
            for it in log.lines(person, case)
        ],
    }
