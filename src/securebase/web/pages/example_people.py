"""The example couples as people with accounts: nobody in them is real."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils import timezone

from securebase import couples
from securebase.core import Topic
from securebase.web.accounts.models import User
from securebase.web.answers.bringing import bring
from securebase.web.pairing import consent
from securebase.web.pairing.models import Consent, Pair, Seat
from securebase.web.practitioners import cases
from securebase.web.practitioners.models import Policy, Statement

_SALT = "example"
# The couple that the made-up practitioner sees.
_IN_COUNSELLING = "ines-and-jonas"


def example_people() -> Iterator[tuple[User, str]]:
    """Everybody of the example couples, each with what signs them in.

    They are made where they are not there yet.
    """
    for folder in couples.examples():
        couple = couples.read(folder)
        people = _people(couple)
        if couple.id == _IN_COUNSELLING:
            people.append(_practitioner(couple, people))
        for person in people:
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


@transaction.atomic
def _practitioner(couple: couples.Couple, people: list[User]) -> User:
    """Dara, with these two as a case."""
    address = f"dara@{couple.id}.example"
    found = User.objects.filter(email=address).first()
    if found is not None:
        return found
    dara = _person(address, couple, couples.Person(name="Dara"))
    dara.practitioner = True
    dara.save(update_fields=["practitioner"])
    Statement.objects.create(practitioner=dara, policy=Policy.INDIVIDUAL)
    one, other = couple.names.values()
    case, links = cases.begin(dara, (one, other))
    told = zip(people, links, couple.private, strict=True)
    for person, (_place, token), its in told:
        cases.join(person, token)
        wanted = _wanted(its, couples.Audience.PRACTITIONER)
        cases.choose(person, case, wanted, together=False)
        _as_if_days_ago(person, case.id)
    return dara


def _share(person: User, pair: Pair, told: couples.Person) -> None:
    wanted = _wanted(told, couples.Audience.PARTNER)
    consent.choose(person, Consent.Matter.PARTNER, pair.id, wanted)
    _as_if_days_ago(person, pair.id)


def _wanted(
    told: couples.Person, audience: couples.Audience
) -> dict[Topic, consent.Choice]:
    return {
        it.topic: consent.Choice(diary=it.diary, since=it.since, until=it.until)
        for it in told.shares
        if it.audience is audience
    }


def _as_if_days_ago(person: User, audience: UUID) -> None:
    # Else nothing would be shared before tomorrow.
    chosen = timezone.now() - dt.timedelta(days=3)
    Consent.objects.filter(person=person, audience=audience).update(at=chosen)
