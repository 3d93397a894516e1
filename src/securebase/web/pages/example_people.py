"""The example couples as people with accounts: nobody in them is real."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.core import signing
from django.db import transaction
from django.utils import timezone

from securebase import couples
from securebase.web.accounts.models import User
from securebase.web.answers.bringing import bring
from securebase.web.pairing import consent
from securebase.web.pairing.models import Consent, Pair, Seat

_SALT = "example"


def example_people() -> Iterator[tuple[User, str]]:
    """Everybody of the example couples, each with what signs them in.

    They are made where they are not there yet.
    """
    for folder in couples.examples():
        couple = couples.read(folder)
        for person in _people(couple):
            yield person, signing.dumps(str(person.id), salt=_SALT)


def example_person(token: str) -> User | None:
    """Whom a sign-in link of an example is for."""
    try:
        who = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=who, made_up=True).first()


@transaction.atomic
def _people(couple: couples.Couple) -> list[User]:
    addresses = [
        f"{name.lower()}@{couple.id}.example" for name in couple.names.values()
    ]
    found = [User.objects.filter(email=it).first() for it in addresses]
    if all(found):
        return [it for it in found if it is not None]
    people = [
        _person(address, couple, told)
        for address, told in zip(addresses, couple.private, strict=True)
    ]
    pair = Pair.objects.create(zone=couple.time_zone)
    for side, person, told in zip("ab", people, couple.private, strict=True):
        Seat.objects.create(pair=pair, person=person, side=side)
        _share(person, pair, told)
        bring(person, told, then=True)
    return people


def _person(address: str, couple: couples.Couple, told: couples.Person) -> User:
    person = User.objects.create_user(
        address,
        name=told.name,
        time_zone=couple.time_zone,
        made_up=True,
        adult_at=timezone.now(),
    )
    consent.say(person, Consent.Matter.SERVICE, given=True)
    return person


def _share(person: User, pair: Pair, told: couples.Person) -> None:
    wanted = {
        it.topic: consent.Choice(diary=it.diary, since=it.since, until=it.until)
        for it in told.shares
        if it.audience is couples.Audience.PARTNER
    }
    consent.choose(person, Consent.Matter.PARTNER, pair.id, wanted)
    # As if chosen some days ago: else nothing would be shared before tomorrow.
    chosen = timezone.now() - dt.timedelta(days=3)
    Consent.objects.filter(person=person, audience=pair.id).update(at=chosen)
