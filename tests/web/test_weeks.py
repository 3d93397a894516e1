from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from time_machine import Traveller

from securebase import report
from securebase.core import Topic
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers.models import CheckIn
from securebase.web.answers.saving import take_back, take_back_check_in
from securebase.web.pairing.models import Pair
from securebase.web.reports import views
from securebase.web.reports.models import Letter
from tests.web import cast
from tests.web.conftest import signed_in

DAY = dt.timedelta(days=1)
# The evening of a Monday in Lisbon.
MONDAY = dt.datetime(2026, 3, 2, 21, tzinfo=dt.UTC)
EARLY = dt.timedelta(hours=9)


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


def _evenings(clock: Traveller, who: User, days: int, answer: int = 5) -> None:
    for _ in range(days):
        cast.checks_in(who, answer)
        clock.shift(DAY)


def _page(who: User) -> str:
    return signed_in(who).get(reverse("letter")).content.decode()


def _work() -> None:
    call_command("work", "--once")


def test_before_there_is_enough_it_says_how_many_evenings_it_takes(
    clock: Traveller, ana: User
) -> None:
    assert "7 more evenings" in _page(ana)
    _evenings(clock, ana, 6)
    assert "1 more evening," in _page(ana)
    assert reverse("today") in _page(ana)


def test_it_comes_on_monday_at_four_and_not_before(clock: Traveller, ana: User) -> None:
    _evenings(clock, ana, 7)
    clock.move_to(MONDAY + 7 * DAY - dt.timedelta(hours=17, minutes=5))
    _work()
    assert access.own_week(ana) is None
    assert "The next letter comes on 9 March" in _page(ana)
    clock.shift(dt.timedelta(minutes=10))
    _work()
    page = _page(ana)
    assert "Your week" in page
    assert "You told of all seven evenings." in page
    assert 'class="report"' in page


def test_the_next_one_takes_the_place_of_the_last(clock: Traveller, ana: User) -> None:
    _evenings(clock, ana, 7)
    _work()
    _evenings(clock, ana, 7, answer=1)
    _work()
    (letter,) = Letter.objects.filter(reader=ana, kind=Letter.Kind.WEEK)
    assert letter.edition == dt.date(2026, 3, 16)


def test_after_a_week_of_few_evenings_the_last_letter_is_not_shown_as_this_weeks(
    clock: Traveller, ana: User
) -> None:
    _evenings(clock, ana, 7)
    _work()
    _evenings(clock, ana, 1)
    clock.shift(6 * DAY)
    _work()
    page = _page(ana)
    assert 'class="report"' not in page
    assert "too few evenings" in page
    assert "on 3 evenings of the week" in page


def test_what_was_deleted_is_in_no_letter(clock: Traveller, ana: User) -> None:
    _evenings(clock, ana, 14)
    _work()
    assert "all seven evenings" in _page(ana)
    last = CheckIn.objects.filter(owner=ana).latest("day")
    take_back_check_in(ana, last.id)
    assert "seven evenings" not in _page(ana)
    _work()
    assert "6 of the seven evenings" in _page(ana)
    take_back(ana)
    _work()
    assert "7 more evenings" in _page(ana)


def test_nothing_of_the_partner_moves_it(
    clock: Traveller, ana: User, ben: User, pair: Pair
) -> None:
    for who in (ana, ben):
        cast.shares(who, pair, dict.fromkeys(Topic, True))
    _evenings(clock, ana, 7)
    _work()
    before: Any = access.own_week(ana)
    clock.shift(-7 * DAY)
    _evenings(clock, ben, 7, answer=0)
    Letter.objects.filter(reader=ana, kind=Letter.Kind.WEEK).delete()
    clock.shift(-DAY)
    cast.checks_in(ana, 5)
    clock.shift(DAY)
    _work()
    after: Any = access.own_week(ana)
    assert after[1] == before[1]


def test_it_stays_when_the_two_part(
    clock: Traveller, ana: User, ben: User, pair: Pair
) -> None:
    _evenings(clock, ana, 7)
    _work()
    signed_in(ben).post(reverse("unpair"))
    assert 'class="report"' in _page(ana)


def test_a_page_and_the_worker_hold_to_the_same_numbers() -> None:
    assert views.FIRST_AFTER == report.ENOUGH_DAYS
    assert views.EVENINGS == report.ENOUGH_IN_A_WEEK


def test_after_four_weeks_home_and_the_list_say_that_it_is_time(
    clock: Traveller, ana: User, as_ana: Client
) -> None:
    cast.answers(ana, "sb_vital", 2)
    clock.shift(27 * DAY)
    client = signed_in(ana)
    for name in ("home", "questionnaires"):
        assert "May be answered again" not in client.get(reverse(name)).content.decode()
    clock.shift(DAY)
    client = signed_in(ana)
    listed = client.get(reverse("questionnaires")).content.decode()
    assert "May be answered again" in listed
    done = client.get(reverse("questionnaire_done", args=["sb_vital"]))
    assert "Answer again" in done.content.decode()
    client.post(reverse("again", args=["sb_vital"]))
    cast.answers(ana, "sb_vital", 6)
    _work()
    page = signed_in(ana).get(reverse("own_report")).content.decode()
    assert "What moved since the first time" in page
    assert "changed reliably" in page
