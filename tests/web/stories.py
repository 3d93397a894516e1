"""What happens in a place of its own; told to processes by `Place.tell`."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from securebase.core import Topic
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers.models import ItemAnswer, Sheet
from securebase.web.keeping.rotation import sealed_kinds
from securebase.web.own.erasing import erase
from securebase.web.pairing import consent, joining
from securebase.web.pairing.models import Consent, Pair
from securebase.web.reports.writing import write_pair
from securebase.web.vault.models import KeyIsGone, PersonKey, SealedRow, ring, seal
from tests.web import cast

CANARY = "canary"
VITAL = {Topic.VITALITY: True}


def two_people_live_here() -> dict[str, Any]:
    """Ana, full of canaries, and Ben: answers, days, letters, an open door."""
    ana = cast.person("Canary-Ana")
    ben = cast.person("Ben")
    joining.invite(ana)
    pair = cast.couple(ana, ben)
    with time_machine.travel(timezone.now() - dt.timedelta(days=10), tick=False):
        for who in (ana, ben):
            cast.answers(who, "sb_vital")
            cast.checks_in(who, note=f"{CANARY} note" if who == ana else "of Ben")
    for who in (ana, ben):
        cast.shares(who, pair, VITAL)
    access.wish_alone(ana, alone=True)
    write_pair(pair.id)
    _signs_in(ana)
    return what_opens()


def _signs_in(who: User) -> None:
    EmailAddress.objects.create(user=who, email=who.email, verified=True, primary=True)
    Authenticator.objects.create(user=who, type="totp", data={"secret": CANARY})
    session = SessionStore()
    session["_auth_user_id"] = str(who.id)
    session.save()
    UserSession.objects.create(
        user=who, session_key=session.session_key, ip="127.0.0.1", user_agent=CANARY
    )


def ana_deletes_her_account() -> dict[str, Any]:
    erase(User.objects.get(name__endswith="Ana"))
    return what_opens()


def what_opens() -> dict[str, Any]:
    """How many sealed rows each has, and how many of them can be opened."""
    return {
        it.name.removeprefix("Canary-"): _what_opens(it) for it in User.objects.all()
    }


def _what_opens(who: User) -> dict[str, int]:
    rows = [
        it for kind in sealed_kinds() for it in kind._default_manager.filter(owner=who)
    ]
    return {"rows": len(rows), "open": sum(map(_opens, rows))}


def _opens(row: SealedRow) -> bool:
    try:
        row.take_bytes()
    except KeyIsGone:
        return False
    return True


def ana_has_many_rows(many: str) -> dict[str, Any]:
    """Ana, with as many answers as somebody gives in years."""
    ana = cast.person("Ana")
    many_answers(ana, int(many))
    return what_opens()


def many_answers(who: User, many: int) -> None:
    sheet = Sheet.objects.create(
        owner=who, instrument="sb_vital", occasion="2026-01-05"
    )
    rows = [ItemAnswer(owner=who, sheet=sheet, item=f"item_{it}") for it in range(many)]
    rows[0].put(0)
    keys = ring(who.id)
    for place, row in enumerate(rows):
        row.sealed = seal(who.id, row._place, str(place % 7).encode(), keys)
    ItemAnswer.objects.bulk_create(rows)


def what_is_sealed_with_what() -> dict[str, int]:
    """How many answers are sealed with the key of each number."""
    heads = [bytes(it.sealed)[1:3] for it in ItemAnswer.objects.all()]
    return dict(Counter(str(int.from_bytes(it, "big")) for it in heads))


def a_key_was_made_long_ago() -> None:
    long_ago = timezone.now() - dt.timedelta(days=90)
    PersonKey.objects.using("keys").update(made_at=long_ago)


def what_there_is() -> dict[str, str]:
    """A mark of every row of every table that a copy must hold."""
    passing = {"sessions.Session", "usersessions.UserSession"}
    return {
        model._meta.label: _mark(model)
        for model in apps.get_models()
        if model._meta.label not in passing
    }


def _mark(model: Any) -> str:
    rows = sorted(map(_told, model._default_manager.values_list()))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _told(row: Any) -> str:
    return repr([bytes(it) if isinstance(it, memoryview) else it for it in row])


def ana_writes_and_writes(acknowledged: str) -> None:
    """Ana answers as fast as she can; each line says that one answer was saved."""
    ana = User.objects.filter(name="Ana").first() or cast.person("Ana")
    sheet = Sheet.objects.create(owner=ana, instrument="sb_load", occasion="2026-01-06")
    with Path(acknowledged).open("a") as log:
        for number in range(100_000):
            row = ItemAnswer(owner=ana, sheet=sheet, item=f"w_{number}")
            row.put(number)
            row.save()
            log.write(f"{number}\n")
            log.flush()


def what_ana_wrote() -> list[int]:
    rows = ItemAnswer.objects.filter(item__startswith="w_")
    return sorted(it.take() for it in rows)


def who_shares() -> list[str]:
    """Names of those whose sharing holds now."""
    pairs = Pair.objects.filter(ended_at=None)
    return [
        seat.person.name
        for pair in pairs
        for seat in pair.seats.all()
        if consent.choices(seat.person, Consent.Matter.PARTNER, pair.id)
    ]
