from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from securebase.core import Topic
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.jobs.kinds import KINDS
from securebase.web.jobs.models import Job
from securebase.web.jobs.queue import ask, claim, do
from securebase.web.pairing.models import Pair
from securebase.web.reports.models import Letter
from tests.web import cast
from tests.web.conftest import signed_in

VITAL = {Topic.VITALITY: False}


def test_ones_own_report_is_there_as_soon_as_one_questionnaire_is(
    ana: User, as_ana: Client
) -> None:
    assert "To the questionnaires" in _page(as_ana, "own_report")
    cast.answers(ana, "sb_vital")
    assert "is being written" in _page(as_ana, "own_report")
    _work()
    assert 'class="report"' in _page(as_ana, "own_report")


def test_a_report_can_be_kept_in_every_form(ana: User) -> None:
    cast.answers(ana, "sb_vital")
    _work()
    client = Client()
    client.post(
        reverse("account_login"), {"login": ana.email, "password": cast.PASSWORD}
    )
    kept = {
        form: client.get(reverse("own_report_file", args=[form])).content
        for form in ("pdf", "html", "json")
    }
    assert kept["pdf"].startswith(b"%PDF")
    assert kept["html"].startswith(b"<!doctype html>")
    assert json.loads(kept["json"])
    assert client.get(reverse("own_report_file", args=["exe"])).status_code == 404


@pytest.fixture
def both_share(ana: User, ben: User, pair: Pair) -> Pair:
    with time_machine.travel(_days_ago(3), tick=False):
        for who in (ana, ben):
            cast.answers(who, "sb_vital")
    for who in (ana, ben):
        cast.shares(who, pair, VITAL)
    _work()
    return pair


def test_our_report_is_the_same_page_for_both(
    both_share: Pair, ana: User, ben: User
) -> None:
    parts = [access.own_part(who, Letter.Kind.OURS, "page") for who in (ana, ben)]
    assert parts[0] is not None
    assert parts[1] is not None
    assert parts[0][1] == parts[1][1]
    assert 'class="report"' in _page(signed_in(ana), "our_report")


def test_each_reads_our_report_in_their_own_language(
    both_share: Pair, ana: User, ben: User, as_ben: Client
) -> None:
    before = list(Letter.objects.filter(reader=ana).values())
    told = {"name": ben.name, "time_zone": ben.time_zone, "language": "de"}
    as_ben.post(reverse("settings"), told)
    _work()
    for kind in (Letter.Kind.OURS, Letter.Kind.OWN):
        hers, his = (access.own_part(who, kind, "page") for who in (ana, ben))
        assert hers is not None
        assert his is not None
        assert b'lang="en"' in hers[1]
        assert b'lang="de"' in his[1]
    assert "Auf einen Blick" in _page(as_ben, "our_report")
    # That he changed it shows nowhere: nothing of hers was written anew.
    assert list(Letter.objects.filter(reader=ana).values()) == before


def test_nothing_is_written_anew_where_the_language_stays(
    both_share: Pair, ben: User, as_ben: Client
) -> None:
    told = {"name": "Benno", "time_zone": ben.time_zone, "language": ben.language}
    before = Job.objects.count()
    as_ben.post(reverse("settings"), told)
    assert Job.objects.count() == before


def test_a_letter_is_not_shown_once_something_in_it_was_taken_back(
    both_share: Pair, ana: User, ben: User, as_ben: Client
) -> None:
    as_ben.post(reverse("sharing"), {})
    assert access.own_part(ana, Letter.Kind.OURS, "page") is None
    _work()
    assert access.own_part(ana, Letter.Kind.OURS, "page") is None
    assert access.own_part(ana, Letter.Kind.OWN, "page") is not None


def test_what_changes_nothing_for_the_other_leaves_their_letters_as_they_are(
    both_share: Pair, ana: User, ben: User, as_ben: Client
) -> None:
    before = list(Letter.objects.filter(reader=ana).values())
    as_ben.post(reverse("sharing"), {"vitality": "on", "load": "on"})
    cast.answers(ben, "sb_load")
    cast.checks_in(ben, note="mine")
    _work()
    assert list(Letter.objects.filter(reader=ana).values()) == before


def test_parting_deletes_what_was_made_from_both(
    both_share: Pair, ana: User, as_ana: Client
) -> None:
    as_ana.post(reverse("unpair"))
    assert not Letter.objects.filter(audience=both_share.id).exists()


def test_the_same_work_waits_once(ana: User) -> None:
    for _ in range(3):
        ask("own", ana.id)
    assert Job.objects.count() == 1


def test_work_that_was_asked_for_while_it_was_done_is_done_again(ana: User) -> None:
    ask("own", ana.id)
    job = claim()
    assert job is not None
    ask("own", ana.id)
    assert do(job, KINDS)
    assert claim() is not None


def test_two_workers_never_take_the_same_job(ana: User) -> None:
    ask("own", ana.id)
    assert claim() is not None
    assert claim() is None


def test_a_worker_that_died_lets_go(ana: User) -> None:
    ask("own", ana.id)
    claim()
    with time_machine.travel(_days_ago(-1), tick=False):
        assert claim() is not None


def test_a_job_that_fails_says_only_what_kind_of_failure_it_was(ana: User) -> None:
    def fails(subject: object) -> None:
        raise ValueError("the answer was 6")

    ask("own", ana.id)
    job = claim()
    assert job is not None
    assert not do(job, {"own": fails})
    job.refresh_from_db()
    assert job.failed == "ValueError"
    assert job.claimed_at is None


def _work() -> None:
    call_command("work", "--once")


def _page(client: Client, name: str) -> str:
    return client.get(reverse(name)).content.decode()


def _days_ago(days: int) -> dt.datetime:
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=days)


def test_who_wants_nothing_for_two_is_suggested_nothing_for_two(
    ana: User, as_ana: Client
) -> None:
    from securebase.plan import practice_of, practices

    for name in ("sb_vital", "sb_base", "sb_resp", "sb_load"):
        cast.answers(ana, name)
    _work()
    assert _suggested(ana)
    as_ana.post(reverse("safety_wish"), {"alone": "on"})
    _work()
    for_one = {it.title for it in practices() if not it.for_two}
    assert _suggested(ana) <= for_one
    assert practice_of("rest").title in for_one
    as_ana.post(reverse("safety_wish"), {})
    assert not access.wishes_alone(ana)


def _suggested(who: User) -> set[str]:
    """Titles of practices anywhere in somebody's own report."""
    from securebase.plan import practices

    found = access.own_part(who, Letter.Kind.OWN, "page")
    assert found is not None
    page = found[1].decode()
    return {it.title for it in practices() if it.title in page}
