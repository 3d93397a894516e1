"""The list of cases: what needs a look stands first, with its reason and its doubt."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from securebase import couples
from securebase.core import Partner, Topic, Viewer
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers.bringing import bring
from securebase.web.practitioners import cases, reasons, signs
from securebase.web.practitioners.models import Case
from securebase.web.reports.models import Letter
from tests.web import cast as everybody
from tests.web.conftest import signed_in
from tests.web.practitioners import cast

EVERYTHING = dict.fromkeys(Topic, True)


@pytest.fixture
def worn(dara: User) -> Case:
    """A case of two of whom one gives and carries more."""
    told = couples.read(couples.examples()[2])
    two = [everybody.person(it.name) for it in told.private]
    case = cast.case(dara, *two)
    for who, its in zip(two, told.private, strict=True):
        bring(who, its, then=True)
        cast.confides(who, case, EVERYTHING)
    return case


def _page(client: Client, name: str, *args: object) -> str:
    page = client.get(reverse(name, args=args)).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_each_reason_stands_with_its_false_alarms(worn: Case, as_dara: Client) -> None:
    call_command("work", "--once")
    page = _page(as_dara, "cases")
    assert "Giving costs Ines a lot" in page
    assert "Giving flows more from Ines than back" in page
    assert page.count("is a false alarm.") >= 2


@pytest.mark.usefixtures("answered")
def test_what_needs_a_look_stands_first(
    worn: Case, dara: User, ana: User, ben: User, as_dara: Client
) -> None:
    cast.case(dara, ana, ben)
    call_command("work", "--once")
    page = _page(as_dara, "cases")
    assert page.index("Ines") < page.index("Ana")


def test_few_check_ins_lately_are_a_reason_only_where_there_were_some() -> None:
    view = couples.look(couples.read(couples.examples()[0]), Viewer.PRACTITIONER)
    last = max(it.day for it in view.people[Partner.A].check_ins)
    kinds = {
        days: {
            it["kind"]
            for it in json.loads(signs.worked_out(view, last + dt.timedelta(days=days)))
        }
        for days in (1, 10, 60)
    }
    assert "few" not in kinds[1]
    assert "few" in kinds[10]
    assert "few" not in kinds[60]


def test_reasons_are_worded_for_whoever_reads() -> None:
    told = {"who": "A {b}", "what": ["load of giving"], "sure": "", "number": 20}
    (reason,) = reasons.in_words(json.dumps([{**told, "kind": "worse"}]).encode())
    assert str(reason.words) == (
        "A {b}: reliably worse than the time before: load of giving"
    )
    assert "0.5 of 20" in str(reason.caveat)
    with translation.override("de"):
        assert "verlässlich schlechter" in str(reason.words)


def test_what_stands_in_the_list_is_written_down_once_a_day(
    worn: Case, as_dara: Client
) -> None:
    call_command("work", "--once")
    ines = access.places_in(worn)[0].person
    assert ines is not None
    for _ in range(3):
        _page(as_dara, "cases")
        _page(as_dara, "case", worn.id)
    page = _page(signed_in(ines), "my_practitioner", worn.id)
    assert page.count("saw the list of cases") == 1


def test_the_brief_is_read_and_kept_and_each_time_written_down(
    worn: Case, dara: User
) -> None:
    call_command("work", "--once")
    client = cast.proved(dara)
    assert "Three hypotheses" in _page(client, "case_brief", worn.id)
    kept = client.get(reverse("case_brief_file", args=[worn.id, "pdf"])).content
    assert kept.startswith(b"%PDF")
    ines = access.places_in(worn)[0].person
    assert ines is not None
    page = _page(signed_in(ines), "my_practitioner", worn.id)
    assert "<strong>Dara</strong> opened the brief" in page
    assert "<strong>Dara</strong> took the brief as a file" in page


def test_reasons_go_with_what_they_were_worked_out_from(
    worn: Case, as_dara: Client
) -> None:
    call_command("work", "--once")
    ines = access.places_in(worn)[0].person
    assert ines is not None
    cases.choose(ines, worn, {}, together=False)
    assert "Ines a lot" not in _page(as_dara, "cases")
    call_command("work", "--once")
    assert "Ines a lot" not in _page(as_dara, "cases")


def test_reasons_are_worked_out_anew_each_morning(worn: Case, as_dara: Client) -> None:
    call_command("work", "--once")
    letter = Letter.objects.get(kind=Letter.Kind.BRIEF)
    # A morning begins at four.
    tomorrow = dt.datetime.now(dt.UTC).replace(hour=12) + dt.timedelta(days=1)
    with time_machine.travel(tomorrow, tick=False):
        call_command("work", "--once")
    worn.refresh_from_db()
    assert tomorrow.date().isoformat() in worn.edition
    assert Letter.objects.get(kind=Letter.Kind.BRIEF) == letter
