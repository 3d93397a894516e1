"""Everybody of the cast at once, with something private that can be recognised."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from securebase.core import Topic
from securebase.measures import instrument
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers.saving import save_answer
from securebase.web.pairing import joining
from securebase.web.pairing.models import Pair
from securebase.web.reports.models import Letter, LetterPart
from tests.web import cast

STATES = ("alone", "paired", "shared", "parted")
SCALE = "sb_vital"

ITEM = instrument(SCALE).items[1].code
_FORMS: list[dict[str, object]] = [{"form": it} for it in ("pdf", "html", "json")]
# What a route needs in its address; where several are named, each is tried.
# The address of a case that nobody has.
_NO_CASE: list[dict[str, object]] = [{"key": uuid.UUID(int=0)}]
_PLACES: dict[str, list[dict[str, object]]] = {
    "case": _NO_CASE,
    "case_link": _NO_CASE,
    "case_alone": _NO_CASE,
    "case_brief": _NO_CASE,
    "case_brief_file": [{"key": uuid.UUID(int=0), "form": "pdf"}],
    "case_report": _NO_CASE,
    "case_report_file": [{"key": uuid.UUID(int=0), "form": "pdf"}],
    "case_session": _NO_CASE,
    "case_close": _NO_CASE,
    "case_invited": [{"token": "nobody"}],
    "my_practitioner": _NO_CASE,
    "my_practitioner_leave": _NO_CASE,
    "my_practitioner_file": _NO_CASE,
    "practitioner_link": [{"token": "nobody"}],
    "questionnaire": [{"name": SCALE}],
    "questionnaire_done": [{"name": SCALE}],
    "again": [{"name": SCALE}],
    "question": [{"name": SCALE, "code": ITEM}],
    "own_report_file": _FORMS,
    "our_report_file": _FORMS,
    "delete_check_in": [{"row": uuid.UUID(int=1)}],
    "delete_sheet": [{"row": uuid.UUID(int=1)}],
    "example_enter": [{"token": "nobody"}],
    "reminders_stop": [{"token": "nobody"}],
    "account_confirm_email": [{"key": "nothing"}],
    "account_reset_password_from_key": [{"uidb36": "1", "key": "no-thing"}],
    "mfa_remove_webauthn": [{"pk": 1}],
    "mfa_edit_webauthn": [{"pk": 1}],
}


def places(route: str, token: str = "nobody") -> list[dict[str, object]]:
    """What is filled into the address of a route."""
    return [{"token": token}] if route == "invited" else _PLACES.get(route, [{}])


@contextmanager
def undone() -> Iterator[None]:
    """Do something, and have it undone afterwards."""
    points = {it: transaction.savepoint(using=it) for it in ("default", "keys")}
    try:
        yield
    finally:
        for using, point in points.items():
            transaction.savepoint_rollback(point, using=using)


@dataclass
class World:
    """Ana and Ben in one of four states, and everybody else.

    Attributes:
        people: Each by name, those without a partner too.
        keys: Keys of their sessions.
        canaries: What may be read by its owner only.
        token: What stands in the link of an open invitation.
    """

    people: dict[str, User] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    canaries: dict[str, set[str]] = field(default_factory=dict)
    pair: Pair | None = None
    token: str = ""

    def client(self, name: str) -> Client:
        """A browser in which somebody is signed in; ``anonymous`` is nobody."""
        client = Client()
        if name in self.keys:
            client.cookies["s"] = self.keys[name]
        return client

    def foreign(self, name: str) -> set[str]:
        """What somebody must never get to read."""
        others = (told for who, told in self.canaries.items() if who != name)
        return set().union(*others) - self.canaries.get(name, set())


def world(state: str) -> World:
    """Everybody, with Ana and Ben in this state."""
    made = World()
    for name in ("Ana", "Ben", "Cleo", "Dora", "Eli", "Gus"):
        made.people[name] = cast.person(name)
    for name in ("Pia", "Quinn"):
        made.people[name] = cast.person(name, practitioner=True)
    made.people["Nell"] = User.objects.create_user("nell@example.org", cast.PASSWORD)
    for name, who in made.people.items():
        made.keys[name] = _session(who)
    Authenticator.objects.create(
        user=made.people["Quinn"], type=Authenticator.Type.TOTP, data={}
    )
    _relate(made, state)
    for name in ("Ana", "Ben", "Cleo", "Dora", "Eli", "Gus"):
        _tells(made, name)
    _stale(made)
    _invitation, made.token = joining.invite(made.people["Gus"])
    return made


def _relate(made: World, state: str) -> None:
    ana, ben = made.people["Ana"], made.people["Ben"]
    cast.couple(made.people["Cleo"], made.people["Dora"])
    cast.couple(ana, made.people["Eli"])
    joining.leave(made.people["Eli"])
    if state == "alone":
        return
    made.pair = cast.couple(ana, ben)
    for one, other in (("Ana", "Ben"), ("Ben", "Ana")):
        if state in ("shared", "parted"):
            cast.shares(made.people[one], made.pair, {Topic.VITALITY: True})
        # A letter of what both share, which either of them may read.
        both = f"both-{uuid.uuid4().hex}"
        for name in (one, other):
            made.canaries.setdefault(name, set()).add(both)
        if state == "shared":
            _letter(made.people[one], Letter.Kind.OURS, both)
    if state == "parted":
        joining.leave(ben)


def _tells(made: World, name: str) -> None:
    """Notes, answers and a letter of one's own, each with words of one's own."""
    who = made.people[name]
    kinds = ("note", "letter", "practice")
    note, letter, practice = (f"{it}-{name}-{uuid.uuid4().hex}" for it in kinds)
    cast.checks_in(who, note=note)
    save_answer(who, SCALE, instrument(SCALE).items[0].code, 2, uuid.uuid4())
    _letter(who, Letter.Kind.OWN, letter)
    cast.tries(who, practice)
    made.canaries.setdefault(name, set()).update({note, letter, practice})


def _letter(who: User, kind: Letter.Kind, words: str) -> None:
    pair = access.pair_of(who)
    letter = Letter.objects.create(
        reader=who,
        kind=kind,
        audience=None if pair is None else pair.id,
        mark=access.mark_of(pair),
        edition=timezone.now().date(),
    )
    for form in ("page", "html", "pdf", "json"):
        part = LetterPart(owner=who, letter=letter, form=form)
        part.put_bytes(words.encode())
        part.save()


def _session(who: User) -> str:
    """A session in which somebody proved just now who they are."""
    client = Client()
    body = {"login": who.email, "password": cast.PASSWORD}
    assert client.post(reverse("account_login"), body).status_code == 302
    return str(client.cookies["s"].value)


def _stale(made: World) -> None:
    """Somebody whose account is gone, with a session that is still in their browser."""
    gone = cast.person("Finn")
    made.keys["Finn"] = _session(gone)
    gone.delete()
