"""The way of a practitioner and two clients, from the first link to the end."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from securebase.core import Topic
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.events.models import Event
from securebase.web.keeping.retention import retain
from securebase.web.practitioners import cases
from securebase.web.practitioners.models import Case, Place
from securebase.web.reports.models import Letter
from tests.web import cast as everybody
from tests.web.conftest import signed_in
from tests.web.practitioners import cast

VITAL = {Topic.VITALITY: False}


def _links(page: str) -> list[str]:
    return re.findall(r"http://testserver(/w/[^\"]+/)", page)


def _begun(as_dara: Client) -> list[str]:
    page = as_dara.post(reverse("case_new"), {"one": "M.", "other": "T."})
    return _links(page.content.decode())


def test_a_case_begins_with_two_links_of_which_only_hashes_are_kept(
    as_dara: Client,
) -> None:
    links = _begun(as_dara)
    assert len(set(links)) == 2
    kept = [str(it.token) for it in Place.objects.all()]
    assert not any(token in link for token in kept for link in links)


def test_no_case_begins_before_confidences_are_spoken_of() -> None:
    new = everybody.person("Mia", practitioner=True)
    cast.second_step(new)
    answer = signed_in(new).get(reverse("case_new"))
    assert answer.headers["Location"] == reverse("practice_policy")


def test_a_client_reads_the_policy_before_they_agree(
    as_dara: Client, as_ana: Client
) -> None:
    link = _begun(as_dara)[0]
    for client in (Client(), as_ana):
        page = client.get(link).content.decode()
        assert "Dara invites you" in page
        assert "No secrets between the two" in page
        assert "I keep notes for ten years." in page


def test_each_link_brings_one_client_to_one_place(
    as_dara: Client, ana: User, ben: User, as_ana: Client, as_ben: Client
) -> None:
    one, other = _begun(as_dara)
    for client, link in ((as_ana, one), (as_ben, other)):
        client.get(link)
        answer = client.post(reverse("case_join"))
        case = Case.objects.get()
        assert answer.headers["Location"] == reverse("my_practitioner", args=[case.id])
    assert [it.person for it in access.places_in(case)] == [ana, ben]


def test_a_link_is_good_once(as_dara: Client, as_ana: Client, as_ben: Client) -> None:
    link = _begun(as_dara)[0]
    as_ana.get(link)
    as_ben.get(link)
    as_ana.post(reverse("case_join"))
    assert as_ben.post(reverse("case_join")).status_code == 404
    assert as_ben.get(link).status_code == 404


def test_nobody_takes_both_places(as_dara: Client, as_ana: Client) -> None:
    for link in _begun(as_dara):
        as_ana.get(link)
        as_ana.post(reverse("case_join"))
    assert Place.objects.filter(person__isnull=False).count() == 1


def test_a_new_link_ends_the_one_before(as_dara: Client) -> None:
    old = _begun(as_dara)[0]
    case = Case.objects.get()
    answer = as_dara.post(reverse("case_link", args=[case.id]), {"side": "a"})
    (new,) = _links(answer.content.decode())
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_a_link_ends_after_three_weeks(as_dara: Client) -> None:
    link = _begun(as_dara)[0]
    with time_machine.travel(_days(22), tick=False):
        assert Client().get(link).status_code == 404


def test_a_practitioner_is_nobodys_client(as_dara: Client) -> None:
    link = _begun(as_dara)[0]
    as_dara.get(link)
    assert as_dara.post(reverse("case_join")).status_code == 404


def test_what_a_client_ticks_is_shared_and_what_they_untick_is_not(
    case: Case, ana: User, as_ana: Client
) -> None:
    address = reverse("my_practitioner", args=[case.id])
    as_ana.post(address, {"vitality": "on", "vitality-diary": "on", "together": "on"})
    page = as_ana.get(address).content.decode()
    assert 'name="vitality" checked' in page
    assert 'name="together" checked' in page
    as_ana.post(address, {})
    assert "checked" not in as_ana.get(address).content.decode()


def test_neither_client_learns_anything_of_the_other(
    case: Case, ana: User, ben: User, as_ana: Client
) -> None:
    address = reverse("my_practitioner", args=[case.id])
    before = _plain(as_ana.get(address))
    everybody.answers(ben, "sb_vital")
    cast.confides(ben, case, VITAL, together=True)
    with time_machine.travel(_days(1), tick=False):
        call_command("work", "--once")
    cases.leave(ben, case)
    assert _plain(as_ana.get(address)) == before


@pytest.mark.usefixtures("answered")
def test_each_view_is_written_down_for_whose_data_it_was(
    case: Case, ana: User, ben: User, dara: User, as_ana: Client, as_ben: Client
) -> None:
    cast.confides(ana, case, VITAL)
    call_command("work", "--once")
    client = cast.proved(dara)
    client.get(reverse("case_report", args=[case.id]))
    client.get(reverse("case_report_file", args=[case.id, "pdf"]))
    address = reverse("my_practitioner", args=[case.id])
    page = as_ana.get(address).content.decode()
    assert "<strong>Dara</strong> opened the whole report" in page
    assert "<strong>Dara</strong> took the whole report as a file" in page
    # Of Ben nothing was shown. That there was something to view would tell of Ana.
    assert "<strong>Dara</strong>" not in as_ben.get(address).content.decode()


@pytest.mark.usefixtures("answered")
def test_a_client_leaves_at_once_and_keeps_what_was_seen(
    case: Case, ana: User, as_ana: Client
) -> None:
    cast.confides(ana, case, VITAL)
    call_command("work", "--once")
    as_ana.post(reverse("my_practitioner_leave", args=[case.id]))
    assert not Letter.objects.filter(audience=case.id).exists()
    page = as_ana.get(reverse("my_practitioner", args=[case.id])).content.decode()
    assert "This has ended." in page
    assert _handed(ana, case)["questionnaires"][0]["instrument"] == "sb_vital"


@pytest.mark.usefixtures("answered")
def test_closing_ends_everything_and_both_are_told(
    case: Case, ana: User, ben: User, as_dara: Client
) -> None:
    for who in (ana, ben):
        cast.confides(who, case, VITAL)
    call_command("work", "--once")
    as_dara.post(reverse("case_close", args=[case.id]))
    assert not Letter.objects.filter(audience=case.id).exists()
    for who in (ana, ben):
        page = signed_in(who).get(reverse("my_practitioner", args=[case.id]))
        assert "<strong>Dara</strong> ended the work here" in page.content.decode()
        assert _handed(who, case)["ended"]
        assert _handed(who, case)["questionnaires"]
    for page_ in ("case_brief", "case_report", "case_session", "case_alone"):
        assert as_dara.get(reverse(page_, args=[case.id])).status_code == 404


@pytest.mark.usefixtures("answered")
def test_what_is_handed_over_is_only_ones_own_and_only_what_was_seen(
    case: Case, ana: User, ben: User
) -> None:
    cast.confides(ana, case, VITAL)
    cast.confides(ben, case, {Topic.LOAD: True})
    told = _handed(ana, case)
    assert [it["instrument"] for it in told["questionnaires"]] == ["sb_vital"]
    assert told["check_ins"] == []


def test_a_closed_case_is_kept_as_long_as_answers_are(case: Case) -> None:
    cases.close(case)
    retain()
    assert Case.objects.exists()
    with time_machine.travel(_days(800), tick=False):
        retain()
    assert not Case.objects.exists()
    assert not Place.objects.exists()


def test_a_note_of_having_seen_somebody_alone_is_the_practitioners_only(
    case: Case, as_dara: Client, as_ana: Client
) -> None:
    address = reverse("my_practitioner", args=[case.id])
    before = _plain(as_ana.get(address))
    as_dara.post(reverse("case_alone", args=[case.id]), {"alone-a": "on"})
    one, other = access.places_in(case)
    assert one.alone_on is not None
    assert other.alone_on is None
    assert _plain(as_ana.get(address)) == before


def test_the_log_holds_no_word_of_what_was_shared(
    case: Case, ana: User, dara: User
) -> None:
    cast.confides(ana, case, VITAL)
    told = {it.kind for it in Event.objects.filter(about=case.id)}
    assert told == {"opened-case", "joined-case", "chose-sharing"}


def _handed(who: User, case: Case) -> dict[str, list[dict[str, str]]]:
    client = cast.proved(who)
    answer = client.get(reverse("my_practitioner_file", args=[case.id]))
    assert answer.status_code == 200
    return dict(json.loads(answer.content))


def _plain(answer: object) -> str:
    page = answer.content.decode()  # type: ignore[attr-defined]
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def _days(days: int) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
