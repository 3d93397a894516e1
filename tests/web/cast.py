"""Who is who in the tests of the app.

Ana and Ben are a couple. Cleo is a stranger. Eli was with Ana once and left.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.utils import timezone

from securebase.core import Topic
from securebase.measures import checkin, instrument
from securebase.web.accounts.models import User
from securebase.web.answers.saving import save_answer, save_check_in
from securebase.web.pairing import consent
from securebase.web.pairing.models import Consent, Pair, Seat
from securebase.web.practice import trials

PASSWORD = "a long and boring sentence"


def person(name: str, **fields: object) -> User:
    """Somebody of age who agreed to the service."""
    made = User.objects.create_user(
        f"{name.lower()}@example.org",
        PASSWORD,
        name=name,
        time_zone="Europe/Lisbon",
        adult_at=timezone.now(),
        **fields,
    )
    consent.say(made, Consent.Matter.SERVICE, given=True)
    return made


def couple(one: User, other: User) -> Pair:
    """Put two people into a pair."""
    pair = Pair.objects.create(zone=one.time_zone)
    for side, who in zip("ab", (one, other), strict=True):
        Seat.objects.create(pair=pair, person=who, side=side)
    return pair


def answers(who: User, name: str, answer: int | None = None) -> None:
    """Answer a whole questionnaire, everywhere the same or in a row."""
    for place, item in enumerate(instrument(name).items):
        given = item.lo + place % (item.hi - item.lo + 1) if answer is None else answer
        save_answer(who, name, item.code, given, uuid.uuid4())


def checks_in(who: User, answer: int = 4, note: str = "") -> dt.date:
    """Check in for today."""
    day = checkin.day_of(timezone.now(), who.time_zone)
    given = {it.code: answer for it in checkin.items_for(day)}
    save_check_in(who, day, given, note, uuid.uuid4())
    return day


def shares(who: User, pair: Pair, topics: Mapping[Topic, bool]) -> None:
    """Share topics, as if chosen some days ago; the value says if the diary too."""
    wanted = {it: consent.Choice(diary=diary) for it, diary in topics.items()}
    consent.choose(who, Consent.Matter.PARTNER, pair.id, wanted)
    chosen = timezone.now() - dt.timedelta(days=3)
    Consent.objects.filter(person=who, audience=pair.id).update(at=chosen)


def tries(who: User, title: str = "Ask before it is urgent") -> None:
    """Take a practice up today."""
    words = {
        "practice": "asking",
        "title": title,
        "minutes": 5,
        "steps": ["Ask."],
        "untested": [],
        "sources": [],
    }
    trials.begin(who, "safer", words)
