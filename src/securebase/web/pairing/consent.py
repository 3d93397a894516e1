"""The ledger of consent: what holds now, and how it changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from securebase.core import Topic
from securebase.couples import Audience, Share
from securebase.web.accounts.models import User

from .models import Consent

# Version of the words in the templates that ask for consent.
TEXT = "2026-11"

_AUDIENCES = {
    Consent.Matter.PARTNER: Audience.PARTNER,
    Consent.Matter.PRACTITIONER: Audience.PRACTITIONER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody chose to share of a topic, with one audience; since when, too."""

    diary: bool = False
    since: dt.date | None = None
    until: dt.date | None = None
    at: dt.datetime | None = field(default=None, compare=False)


def agrees(person: User, matter: Consent.Matter) -> bool:
    """Whether somebody's consent to the service, or to research, holds."""
    last = Consent.objects.filter(person=person, matter=matter).order_by("-id").first()
    return last is not None and last.given


def say(person: User, matter: Consent.Matter, *, given: bool) -> None:
    """Write down that consent was given or taken back."""
    if agrees(person, matter) != given:
        Consent.objects.create(person=person, matter=matter, text=TEXT, given=given)


def choices(
    person: User, matter: Consent.Matter, audience: UUID
) -> dict[Topic, Choice]:
    """What somebody shares with one audience now."""
    found: dict[Topic, Choice] = {}
    lines = Consent.objects.filter(person=person, matter=matter, audience=audience)
    for line in lines.order_by("id"):
        topic = Topic(line.topic)
        found.pop(topic, None)
        if line.given:
            found[topic] = Choice(
                diary=line.diary, since=line.since, until=line.until, at=line.at
            )
    return found


def choose(
    person: User,
    matter: Consent.Matter,
    audience: UUID,
    wanted: Mapping[Topic, Choice],
) -> bool:
    """Share these topics with an audience, and no others.

    Returns:
        Whether anything is different from before.
    """
    held = choices(person, matter, audience)
    lines = [
        _line(person, matter, audience, topic, wanted.get(topic))
        for topic in Topic
        if held.get(topic) != wanted.get(topic)
    ]
    Consent.objects.bulk_create(lines)
    return bool(lines)


def shares(
    person: User,
    matter: Consent.Matter,
    audience: UUID,
    *,
    before: dt.datetime | None = None,
) -> tuple[Share, ...]:
    """The same as the door of `securebase.couples` wants it.

    Args:
        person: Who shares.
        matter: With which kind of audience.
        audience: With which.

    Other Args:
        before: What was chosen from this moment on opens nothing yet; what was taken
            back is closed at once.
    """
    return tuple(
        Share(
            topic=topic,
            audience=_AUDIENCES[matter],
            since=choice.since,
            until=choice.until,
            diary=choice.diary,
        )
        for topic, choice in choices(person, matter, audience).items()
        if before is None or choice.at is None or choice.at < before
    )


def _line(
    person: User,
    matter: Consent.Matter,
    audience: UUID,
    topic: Topic,
    choice: Choice | None,
) -> Consent:
    chosen = choice or Choice()
    return Consent(
        person=person,
        matter=matter,
        audience=audience,
        topic=topic.value,
        diary=chosen.diary,
        since=chosen.since,
        until=chosen.until,
        text=TEXT,
        given=choice is not None,
    )
