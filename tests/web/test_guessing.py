"""Somebody tries passwords of another's account, from many addresses at once."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager

import time_machine
from django.contrib.auth.signals import user_login_failed
from django.test import Client
from django.urls import reverse

from securebase.web.accounts.models import User
from tests.effort import EFFORT
from tests.web import cast

# `make proofs` tries as many as somebody with many machines would, within an hour.
TRIES = 1000 if EFFORT in os.environ else 60
START = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
_HOUR = dt.timedelta(hours=1)


@contextmanager
def _tried() -> Iterator[list[str]]:
    """Those guesses that were compared with the password at all."""
    tried: list[str] = []

    def note(sender: object, **told: object) -> None:
        tried.append("one")

    user_login_failed.connect(note)
    try:
        yield tried
    finally:
        user_login_failed.disconnect(note)


def _guess(who: User, number: int) -> None:
    """A guess from an address of its own, to a port of its own."""
    client = Client(
        REMOTE_ADDR=f"10.{number // 250}.{number % 250}.1",
        HTTP_HOST=f"testserver:{1024 + number}",
    )
    body = {"login": who.email.upper() if number % 2 else who.email}
    client.post(reverse("account_login"), body | {"password": f"guess {number}"})


def _signs_in(who: User, client: Client) -> bool:
    body = {"login": who.email, "password": cast.PASSWORD}
    answer = client.post(reverse("account_login"), body)
    return answer.status_code == 302


def test_few_of_many_guesses_are_tried_and_nobody_is_locked_out(ana: User) -> None:
    own = Client(REMOTE_ADDR="192.0.2.1")
    with time_machine.travel(START, tick=False) as clock, _tried() as tried:
        assert _signs_in(ana, own)
        for number in range(TRIES):
            _guess(ana, number)
            clock.shift(_HOUR / TRIES)
        assert 0 < len(tried) <= 50
        # Nothing has to be unlocked; it is over a few minutes after the last guess.
        clock.shift(dt.timedelta(minutes=5))
        assert _signs_in(ana, Client(REMOTE_ADDR="192.0.2.1"))


def test_guesses_of_others_do_not_keep_out_who_is_in(ana: User) -> None:
    own = Client(REMOTE_ADDR="192.0.2.1")
    with time_machine.travel(START, tick=False) as clock:
        assert _signs_in(ana, own)
        clock.shift(dt.timedelta(minutes=20))
        for number in range(10):
            _guess(ana, number)
        asked = own.get(reverse("history"))
        proof = {"password": cast.PASSWORD}
        assert own.post(asked.headers["Location"], proof).status_code == 302
        assert own.get(reverse("history")).status_code == 200


def test_guesses_from_one_address_are_few_whosever_account_it_is(
    ana: User, ben: User
) -> None:
    with time_machine.travel(START, tick=False), _tried() as tried:
        client = Client(REMOTE_ADDR="198.51.100.7")
        for number in range(40):
            body = {"login": f"{number}@example.org", "password": "a guess"}
            client.post(reverse("account_login"), body)
        assert len(tried) <= 10
