"""Every page of a case by everybody, in each of its states."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from securebase.core import Topic
from securebase.web.accounts.models import User
from securebase.web.events.models import Event
from securebase.web.pairing.models import Consent
from securebase.web.practitioners import cases
from securebase.web.practitioners.models import Case, Place
from securebase.web.reports.models import Letter
from tests.web import cast as everybody
from tests.web.practitioners import cast

# Who gets what, by state. The two are Ana, who shares and withdraws or leaves, and Ben,
# who shares throughout. Eve is another practitioner, Fay one without a second step.
STATES = ("nothing", "open", "withdrawn", "left", "closed")
ACTORS = ("dara", "eve", "fay", "ana", "ben", "cleo", "nobody")
LOGIN, SECOND = "/account/login/", "/account/2fa/"
_OPEN = {"nothing", "open", "withdrawn", "left"}
# Pages of the practitioner, and the states in which they are there.
OF_PRACTITIONER = {
    ("case", "GET"): {*STATES},
    ("case_alone", "GET"): _OPEN,
    ("case_alone", "POST"): _OPEN,
    ("case_brief", "GET"): _OPEN,
    ("case_report", "GET"): _OPEN,
    ("case_session", "GET"): _OPEN,
    ("case_close", "GET"): _OPEN,
    ("case_close", "POST"): _OPEN,
    ("case_link", "POST"): set(),
    ("case_brief_file", "GET"): {"open", "withdrawn", "left"},
    ("case_report_file", "GET"): {"open", "withdrawn", "left"},
}
# Pages of a client: the states in which they are there for Ana, and for Ben.
OF_CLIENT = {
    ("my_practitioner", "GET"): ({*STATES}, {*STATES}),
    ("my_practitioner", "POST"): (_OPEN - {"left"}, _OPEN),
    ("my_practitioner_leave", "GET"): (_OPEN - {"left"}, _OPEN),
    ("my_practitioner_leave", "POST"): (_OPEN - {"left"}, _OPEN),
    ("my_practitioner_file", "GET"): ({*STATES}, {*STATES}),
}


@pytest.fixture
def people(dara: User, ana: User, ben: User, cleo: User) -> dict[str, User]:
    eve = cast.practitioner("Eve")
    fay = everybody.person("Fay", practitioner=True)
    return {"dara": dara, "eve": eve, "fay": fay, "ana": ana, "ben": ben, "cleo": cleo}


def _into(state: str, case: Case, ana: User, ben: User) -> None:
    if state == "nothing":
        return
    for who in (ana, ben):
        cast.confides(who, case, {Topic.VITALITY: False})
    call_command("work", "--once")
    if state == "withdrawn":
        cases.choose(ana, case, {}, together=False)
    if state == "left":
        cases.leave(ana, case)
    if state == "closed":
        cases.close(case)
    call_command("work", "--once")


def _called(client: Client, name: str, verb: str, case: Case) -> tuple[int, str]:
    place: dict[str, object] = {"key": case.id}
    if name.endswith("_file") and name.startswith("case_"):
        place["form"] = "json"
    address = reverse(name, kwargs=place)
    answer = client.post(address) if verb == "POST" else client.get(address)
    return answer.status_code, answer.headers.get("Location", "").split("?")[0]


def _wanted(actor: str, name: str, verb: str, state: str) -> tuple[set[int], str]:
    there = {200, 302} if verb == "POST" else {200}
    if actor == "nobody":
        return {302}, LOGIN
    if (name, verb) in OF_PRACTITIONER:
        if actor == "fay":
            return {302}, SECOND
        ok = actor == "dara" and state in OF_PRACTITIONER[name, verb]
    else:
        ana, ben = OF_CLIENT[name, verb]
        ok = state in {"ana": ana, "ben": ben}.get(actor, set())
    return (there if ok else {404}), ""


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("state", STATES)
def test_each_page_is_there_for_whom_it_is_and_for_nobody_else(
    people: dict[str, User], case: Case, state: str
) -> None:
    from django.db import transaction

    _into(state, case, people["ana"], people["ben"])
    wrong = []
    for actor in ACTORS:
        client = cast.proved(people[actor]) if actor in people else Client()
        for name, verb in (*OF_PRACTITIONER, *OF_CLIENT):
            point = transaction.savepoint()
            before = Event.objects.count()
            status, onward = _called(client, name, verb, case)
            statuses, to = _wanted(actor, name, verb, state)
            if status not in statuses or (to and onward != to):
                wrong.append(f"{actor} {verb} {name}: {status} {onward}")
            if status == 404 and Event.objects.count() != before:
                wrong.append(f"{actor} {verb} {name}: refused, but written down")
            transaction.savepoint_rollback(point)
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("answered")
def test_not_theirs_and_not_there_are_the_same_answer(
    people: dict[str, User], case: Case
) -> None:
    eve = cast.proved(people["eve"])
    gone = Case(id="00000000-0000-0000-0000-000000000000")
    for name, verb in OF_PRACTITIONER:
        assert _called(eve, name, verb, case) == _called(eve, name, verb, gone)


def test_files_ask_again_who_one_is(
    people: dict[str, User], case: Case, as_dara: Client, as_ana: Client
) -> None:
    for client, name in (
        (as_dara, "case_brief_file"),
        (as_dara, "case_report_file"),
        (as_ana, "my_practitioner_file"),
    ):
        status, onward = _called(client, name, "GET", case)
        assert (status, onward) == (302, reverse("account_reauthenticate"))


@pytest.mark.usefixtures("answered")
def test_a_practitioner_has_none_of_a_partners_pages(as_dara: Client) -> None:
    pages = ["today", "questionnaires", "own_report", "our_report", "practice"]
    pages += ["sharing", "invite", "my_practitioners", "safety_questions"]
    for page in pages:
        assert as_dara.get(reverse(page)).status_code == 404, page


def test_what_is_in_a_case_says_nothing_in_its_own_words(case: Case) -> None:
    """No name stands where the whole of a row is shown, in a log of errors say."""
    for row in (case, *Place.objects.all(), *Letter.objects.all()):
        assert "Ana" not in repr(row)
    assert not Consent.objects.filter(audience=case.id).exists()
