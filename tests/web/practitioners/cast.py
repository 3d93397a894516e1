"""A practitioner and a case, as the tests of them need it. Dara sees Ana and Ben."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from securebase.core import Topic
from securebase.web.accounts.models import User
from securebase.web.pairing import consent
from securebase.web.pairing.models import Consent
from securebase.web.practitioners import cases
from securebase.web.practitioners.models import Case, Policy, Statement
from tests.web import cast

_MATTER = Consent.Matter.PRACTITIONER


def practitioner(name: str) -> User:
    """Somebody with clients, a second step at signing in, and a policy."""
    who = cast.person(name, practitioner=True)
    second_step(who)
    Statement.objects.create(
        practitioner=who, policy=Policy.NO_SECRETS, words="I keep notes for ten years."
    )
    return who


def second_step(who: User) -> None:
    Authenticator.objects.create(user=who, type=Authenticator.Type.TOTP, data={})


def case(of: User, one: User, other: User) -> Case:
    """A case in which both have taken their places."""
    made, links = cases.begin(of, ("One", "The other"))
    for person, (_place, token) in zip((one, other), links, strict=True):
        assert cases.join(person, token) is not None
    return made


def confides(
    who: User, to: Case, topics: Mapping[Topic, bool], *, together: bool = False
) -> None:
    """Share with a practitioner, as if chosen some days ago."""
    wanted = {it: consent.Choice(diary=diary) for it, diary in topics.items()}
    cases.choose(who, to, wanted, together=together)
    chosen = timezone.now() - dt.timedelta(days=3)
    Consent.objects.filter(person=who, audience=to.id).update(at=chosen)


def proved(who: User) -> Client:
    """A browser in which somebody proved just now who they are."""
    client = Client()
    client.force_login(who)
    session = client.session
    session["account_authentication_methods_user"] = user_id_to_str(who)
    session["account_authentication_methods"] = [
        {"method": "password", "at": timezone.now().timestamp()}
    ]
    session.save()
    return client
