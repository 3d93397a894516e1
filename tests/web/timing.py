"""Can Ana tell from how long a page takes what Ben does in private?

Two couples stand side by side in one database. Both share the same, and get the same
letters; but one Ben has told much in private, and the other nothing. Each Ana asks for
the same pages in turn, and an attacker guesses from one time alone which Ana it was. A
guess by chance has an area under the curve of one half.
"""

from __future__ import annotations

import datetime as dt
import gc
import math
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from scipy.stats import norm, rankdata

from securebase.core import Topic
from securebase.measures import checkin, instruments
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers.saving import save_check_in
from securebase.web.pairing import consent
from securebase.web.pairing.models import Consent
from tests.web import cast
from tests.web.world import SCALE

SHARED = {Topic.VITALITY: consent.Choice(diary=True)}
PAGES: dict[str, Callable[[Client], object]] = {
    **{
        name: lambda client, name=name: client.get(reverse(name))  # type: ignore[misc]
        for name in (
            "home",
            "own_report",
            "our_report",
            "sharing",
            "settings",
            "today",
            "history",
            "questionnaires",
            "practice",
        )
    },
    "sharing, sent": lambda client: client.post(
        reverse("sharing"), {"vitality": "on", "vitality-diary": "on"}
    ),
    "the file": lambda client: client.get(reverse("our_report_file", args=["pdf"])),
}


@dataclass(frozen=True)
class Told:
    """How well one page tells the two worlds apart.

    Attributes:
        area: Under the curve; one half is chance.
        low, high: Its interval of 95 %.
        first, second: Median times in milliseconds.
    """

    page: str
    pairs: int
    area: float
    low: float
    high: float
    first: float
    second: float


def couples() -> tuple[Client, Client]:
    """An Ana whose Ben keeps quiet, and one whose Ben tells much in private."""
    quiet = _couple("Ana", "Ben")
    busy = _couple("Ann", "Bob")
    _much(busy[1])
    call_command("work", "--once")
    return _signed_in(quiet[0]), _signed_in(busy[0])


def _couple(one: str, other: str) -> tuple[User, User]:
    both = cast.person(one), cast.person(other)
    with time_machine.travel(_ago(10), tick=False):
        pair = cast.couple(*both)
        for who in both:
            cast.answers(who, SCALE)
            cast.checks_in(who)
            consent.choose(who, Consent.Matter.PARTNER, pair.id, SHARED)
    return both


def _much(ben: User) -> None:
    """Everything that is private, many times over."""
    pair = access.pair_of(ben)
    assert pair is not None
    for days in range(60, 10, -1):
        with time_machine.travel(_ago(days), tick=False):
            day = checkin.day_of(dt.datetime.now(dt.UTC), ben.time_zone)
            codes = {it.code for it in checkin.items_for(day)} - {"d_vital"}
            given = dict.fromkeys(codes - {"d_satisfied"}, 3)
            save_check_in(ben, day, given, "words " * 50, uuid.uuid4())
    with time_machine.travel(_ago(5), tick=False):
        for it in instruments(core=True):
            if it.id != SCALE:
                cast.answers(ben, it.id)
        for topic in list(Topic) * 2:
            wanted = SHARED | {topic: consent.Choice(diary=True)}
            consent.choose(ben, Consent.Matter.PARTNER, pair.id, wanted)
    access.wish_alone(ben, alone=True)


def _signed_in(who: User) -> Client:
    client = Client()
    body = {"login": who.email, "password": cast.PASSWORD}
    client.post(reverse("account_login"), body)
    return client


def _ago(days: int) -> dt.datetime:
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=days)


def measured(
    clients: tuple[Client, Client], pairs: int, pages: Sequence[str] = tuple(PAGES)
) -> Iterator[Told]:
    """Each page asked for in turn, whoever comes first being drawn."""
    luck = Random(1)
    for page in pages:
        for client in clients * 3:
            PAGES[page](client)
        times = np.array([_pair(clients, PAGES[page], luck) for _ in range(pairs)])
        yield _told(page, times)


def _pair(
    clients: tuple[Client, Client], ask: Callable[[Client], object], luck: Random
) -> tuple[float, float]:
    taken = [0.0, 0.0]
    gc.collect(0)
    for place in luck.sample((0, 1), 2):
        start = time.perf_counter()
        ask(clients[place])
        taken[place] = time.perf_counter() - start
    return taken[0], taken[1]


def _told(page: str, times: np.ndarray) -> Told:
    quiet, busy = times[:, 0], times[:, 1]
    area = _area(quiet, busy)
    # An attacker who guesses the wrong way round has only to turn every guess.
    area = max(area, 1 - area)
    spread = norm.ppf(0.975) * _error(area, len(times))
    first, second = (float(np.median(it)) * 1000 for it in (quiet, busy))
    return Told(page, len(times), area, area - spread, area + spread, first, second)


def _area(one: np.ndarray, other: np.ndarray) -> float:
    ranks = rankdata(np.concatenate([one, other]))[len(one) :]
    count = len(other)
    return float((ranks.sum() - count * (count + 1) / 2) / (len(one) * count))


def _error(area: float, count: int) -> float:
    """Standard error of an area, after Hanley and McNeil (1982)."""
    one, two = area / (2 - area), 2 * area**2 / (1 + area)
    parts = area * (1 - area) + (count - 1) * (one + two - 2 * area**2)
    return math.sqrt(parts) / count
