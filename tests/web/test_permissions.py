from __future__ import annotations

import hashlib
import os
import sys
import time
import uuid
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import path, reverse

from securebase.web import urls
from securebase.web.accounts.models import User
from securebase.web.pages.checks import every_route_has_a_rule, route_names
from securebase.web.policy import RULES, Rule, Who
from tests.effort import EFFORT
from tests.web.conftest import signed_in
from tests.web.permissions import ACCOUNTS, FRESH, VERBS, Expected, allowed, expected
from tests.web.world import STATES, World, places, undone, world

# Whom each of the cast is, in the words of the table, in each state.
COUPLE = {"alone": "alone", "paired": "paired", "shared": "shared", "parted": "alone"}
KINDS = {
    "anonymous": "anonymous",
    "Finn": "anonymous",
    "Nell": "new",
    "Cleo": "paired",
    "Eli": "alone",
    "Pia": "practitioner",
    "Quinn": "secured",
}
ACTORS = (*KINDS, "Ana", "Ben")
# What is signed in their address is proof enough.
SIGNED = {"reminders_stop"}
FILES = {"own_report_file", "our_report_file"}
REFUSED = {"account_login", "begin", "404", "account_reauthenticate"}
# What these rows say is of no one's answers, and every call may touch them.
PASSING = {"sessions.Session", "usersessions.UserSession"}


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def made(state: str) -> World:
    return world(state)


def _kind(name: str, state: str) -> str:
    return KINDS.get(name) or COUPLE[state]


# `make proofs` tries all of it. In `make test`, pages of accounts are left to some of
# the cast, and what does not depend on the state is asked in one.
ALL = EFFORT in os.environ
FULL = "shared"
CHANGING = ("Ana", "Ben")
SOME = ("anonymous", "Nell", "Ana", "Pia")


def _actors(state: str) -> tuple[str, ...]:
    return ACTORS if ALL or state == FULL else CHANGING


def _calls(name: str, state: str) -> Iterator[Expected]:
    kind = _kind(name, state)
    # Their pages differ for whoever has a second step.
    accounts = kind != "secured" and (ALL or (state == FULL and name in SOME))
    kinds = {kind} if kind == "anonymous" else {kind, "signed in"}
    for it in expected():
        if it.kind in kinds and (accounts or it.route not in ACCOUNTS):
            yield it


def _body(route: str) -> dict[str, str]:
    sent = {"key": str(uuid.uuid4()), "answer": "3", "d_secure": "3", "next": "/"}
    return sent if route in ("question", "today", "language") else {}


def _rows() -> dict[str, tuple[int, str]]:
    """Number and hash of the rows of every table."""
    told = {}
    for model in apps.get_models():
        if model._meta.label in PASSING or not model._meta.managed:
            continue
        rows = sorted(map(repr, model._default_manager.values_list()))
        told[model._meta.label] = (len(rows), _hash(rows))
    return told


def _hash(rows: list[str]) -> str:
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


class Writes:
    """Counts what is written to a database, apart from what passes."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        writes = sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
        passing = ("django_session", "usersessions_", '"cache"')
        if writes and not any(it in sql for it in passing):
            self.seen.append(sql)
        return execute(sql, params, many, context)


def _send(client: Client, verb: str, address: str, route: str) -> HttpResponseBase:
    if verb == "POST":
        return client.post(address, _body(route))
    return client.generic(verb, address)


def _answered(answer: HttpResponseBase, wanted: str) -> bool:
    """Whether an answer is as the table says."""
    if wanted.isdecimal():
        return answer.status_code == int(wanted)
    onward = answer.headers.get("Location", "")
    if wanted == "away":
        return onward.startswith("https://")
    start = reverse(wanted, kwargs=places(wanted)[0])
    return answer.status_code == 302 and onward.split("?")[0] == start


def _told(answer: Any) -> str:
    head = "\n".join(f"{key}: {value}" for key, value in answer.headers.items())
    return f"{head}\n{answer.content.decode('latin-1')}"


def test_every_call_is_answered_as_the_table_says_and_nothing_leaks(
    made: World, state: str
) -> None:
    before = _rows()
    wrong: list[str] = []
    for name in _actors(state):
        for call in _calls(name, state):
            for place in places(call.route, made.token):
                wrong += _tried(made, name, call, reverse(call.route, kwargs=place))
    assert not wrong, "\n".join(wrong)
    assert _rows() == before


def _tried(made: World, name: str, call: Expected, address: str) -> Iterator[str]:
    """What is wrong with the answer to one call."""
    where = f"{name} {call.verb} {address}"
    writes = Writes()
    with undone(), connections["default"].execute_wrapper(writes):
        answer = _send(made.client(name), call.verb, address, call.route)
    told = _told(answer)
    if not _answered(answer, call.answer):
        onward = answer.headers.get("Location", "")
        yield f"{where}: {answer.status_code} {onward}, not {call.answer}"
    yield from (f"{where}: {it}" for it in _unlike(answer, call.route))
    if any(it in told for it in made.foreign(name)):
        yield f"{where}: holds what is another's"
    if call.answer in REFUSED and writes.seen:
        yield f"{where}: refused, but wrote {writes.seen}"
    if call.answer in REFUSED and any(it in told for it in made.canaries.get(name, ())):
        yield f"{where}: refused, but shown"


def _unlike(answer: Any, route: str) -> Iterator[str]:
    """Where a page is not like the others."""
    page = answer.content.decode("latin-1")
    if answer.status_code != 200 or "<title>" not in page:
        return
    # Titles stand in tabs, in histories and in lists of windows.
    if route not in FILES and "<title>Base</title>" not in page:
        yield "has a title of its own"
    asking = [it for it in page.split("<form")[1:] if 'method="post"' not in it]
    if asking and route != "help":
        yield "has a form that puts what it holds into the address"


def _taken(route: str, name: str) -> set[str]:
    """Verbs that a route takes; pages of accounts are not tried with everybody."""
    if route in ACCOUNTS:
        return set(VERBS if name != "Ana" else ("GET", "HEAD", "POST"))
    return {verb for it, verb in allowed() if it == route}


@pytest.mark.parametrize("name", ACTORS if ALL else SOME)
def test_a_verb_that_a_route_does_not_take_is_refused(name: str) -> None:
    made = world("shared")
    before = _rows()
    wrong: list[str] = []
    for route in sorted(route_names()):
        for verb in set(VERBS) - _taken(route, name):
            place = places(route, made.token)[0]
            client = made.client(name)
            with undone():
                answer = _send(client, verb, reverse(route, kwargs=place), route)
            if answer.status_code != 405:
                wrong.append(f"{verb} {route}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert _rows() == before


def test_every_route_is_called() -> None:
    called = {it.route for it in expected()}
    missing = route_names() - called
    assert not missing, f"These routes need a line in permissions.py: {missing}"


def test_no_route_takes_more_than_the_table_says() -> None:
    taken = {(name, verb) for name, rule in RULES.items() for verb in rule.verbs}
    here = route_names() - ACCOUNTS
    assert {it for it in taken - allowed() if it[0] in here} == set()


def test_a_form_from_another_page_is_refused_and_changes_nothing() -> None:
    made = world("shared")
    before = _rows()
    for call in _calls("Ana", "shared"):
        if call.verb != "POST" or call.route in SIGNED:
            continue
        client = Client(enforce_csrf_checks=True)
        client.cookies["s"] = made.keys["Ana"]
        address = reverse(call.route, kwargs=places(call.route, made.token)[0])
        answer = _send(client, "POST", address, call.route)
        assert answer.status_code == 403, call.route
    assert _rows() == before


@pytest.mark.parametrize("route", sorted(FRESH))
def test_who_has_not_proved_lately_who_they_are_must_do_it_again(route: str) -> None:
    made = world("shared")
    with time_machine.travel(_in_minutes(20), tick=False):
        for place in places(route, made.token):
            verb = "GET" if "GET" in RULES[route].verbs else "POST"
            address = reverse(route, kwargs=place)
            answer: Any = _send(made.client("Ana"), verb, address, route)
            assert _answered(answer, "account_reauthenticate")
            assert not any(it in _told(answer) for it in made.canaries["Ana"])


@pytest.mark.parametrize(
    ("route", "name", "rule"),
    [
        ("sharing", "Pia", Rule(Who.READY, frozenset({"GET", "POST"}))),
        ("safety_wish", "Nell", Rule(Who.SIGNED_IN, frozenset({"POST"}))),
        ("own_report", "Pia", Rule(Who.READY, frozenset({"GET"}))),
    ],
)
def test_a_rule_that_was_loosened_is_noticed(
    monkeypatch: pytest.MonkeyPatch, route: str, name: str, rule: Rule
) -> None:
    made = world("shared")
    calls = [it for it in _calls(name, "shared") if it.route == route]
    assert not [it for call in calls for it in _tried(made, name, call, reverse(route))]
    monkeypatch.setitem(RULES, route, rule)
    assert [it for call in calls for it in _tried(made, name, call, reverse(route))]


def _planted(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to all")


@pytest.fixture
def planted(settings: object) -> Iterator[None]:
    """A route that somebody forgot to think about."""
    module = ModuleType("tests.web.planted_urls")
    planted = path("planted/", _planted, name="planted")
    module.__dict__.update(vars(urls), urlpatterns=[*urls.urlpatterns, planted])
    sys.modules[module.__name__] = module
    settings.ROOT_URLCONF = module.__name__  # type: ignore[attr-defined]
    yield
    del sys.modules[module.__name__]


def test_a_route_without_a_rule_stops_the_app_from_starting(planted: None) -> None:
    (error,) = every_route_has_a_rule()
    assert error.id == "securebase.E001"
    assert "'planted'" in error.msg


def test_a_route_without_a_rule_is_closed(planted: None, ana: User) -> None:
    for client in (Client(), signed_in(ana)):
        assert client.get("/planted/").status_code == 404


def _in_minutes(minutes: int) -> float:
    return time.time() + 60 * minutes
