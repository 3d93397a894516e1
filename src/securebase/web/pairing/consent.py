"""The ledger of consent: what holds now, and how it changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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


def agrees(
    person: User,
    matter: Consent.Matter,
    audience: UUID | None = None,
    *,
    before: dt.datetime | None = None,
) -> bool:
    """Whether somebody's consent holds that is about no single topic.

    Args:
        person: Whose.
        matter: To the service, to research, or to being shown to both clients at once.
        audience: The case, for the last of these.

    Other Args:
        before: What was given from this moment on does not count yet; what was taken
            back counts at once.
    """
    lines = Consent.objects.filter(
        person=person, matter=matter, audience=audience, topic=""
    )
    last = lines.order_by("-id").first()
    if last is None or not last.given:
        return False
    return before is None or last.at < before


def say(
    person: User, matter: Consent.Matter, *, given: bool, audience: UUID | None = None
) -> None:
    """Write down that consent was given or taken back."""
    if agrees(person, matter, audience) != given:
        Consent.objects.create(
            person=person, matter=matter, audience=audience, text=TEXT, given=given
        )


def choices(
    person: User, matter: Consent.Matter, audience: UUID
) -> dict[Topic, Choice]:
    """What somebody shares with one audience now."""
    found: dict[Topic, Choice] = {}
    for topic, choice, _at in _lines(person, matter, audience):
        found.pop(topic, None)
        if choice is not None:
            found[topic] = choice
    return found


def _open(
    person: User,
    matter: Consent.Matter,
    audience: UUID,
    before: dt.datetime,
    upto: dt.datetime | None,
) -> dict[Topic, Choice]:
    """What was chosen before a moment, less what was taken back since."""
    found: dict[Topic, Choice] = {}
    for topic, choice, at in _lines(person, matter, audience, upto):
        held = found.pop(topic, None)
        opens = choice if at < before else _both(held, choice)
        if opens is not None:
            found[topic] = opens
    return found


def _both(one: Choice | None, other: Choice | None) -> Choice | None:
    """What two choices allow together."""
    if one is None or other is None:
        return None
    return Choice(
        diary=one.diary and other.diary,
        since=max(filter(None, (one.since, other.since)), default=None),
        until=min(filter(None, (one.until, other.until)), default=None),
    )


def _lines(
    person: User,
    matter: Consent.Matter,
    audience: UUID,
    upto: dt.datetime | None = None,
) -> Iterator[tuple[Topic, Choice | None, dt.datetime]]:
    lines = Consent.objects.filter(person=person, matter=matter, audience=audience)
    if upto is not None:
        lines = lines.filter(at__lt=upto)
    for line in lines.exclude(topic="").order_by("id"):
        choice = Choice(diary=line.diary, since=line.since, until=line.until)
        yield Topic(line.topic), choice if line.given else None, line.at


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
    upto: dt.datetime | None = None,
) -> tuple[Share, ...]:
    """The same as the door of `securebase.couples` wants it.

    Args:
        person: Who shares.
        matter: With which kind of audience.
        audience: With which.

    Other Args:
        before: What was chosen from this moment on opens nothing yet; what was taken
            back is closed at once.
        upto: As it was until this moment, for something that is over.
    """
    held = (
        choices(person, matter, audience)
        if before is None
        else _open(person, matter, audience, before, upto)
    )
    return tuple(
        Share(
            topic=topic,
            audience=_AUDIENCES[matter],
            since=choice.since,
            until=choice.until,
            diary=choice.diary,
        )
        for topic, choice in held.items()
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
