from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from time_machine import Traveller

from securebase.core import Partner, Topic
from securebase.plan import MINUTES, Verdict, goals, practice_of
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.jobs.models import Job
from securebase.web.pairing.models import Pair
from securebase.web.practice import forms, planned, planning, trials
from securebase.web.practice.models import Trial
from securebase.web.reports.models import Letter
from tests.web import cast
from tests.web.conftest import signed_in

DAY = dt.timedelta(days=1)
# An afternoon, far from the hour at which days change.
NOW = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)
ENOUGH = ("sb_vital", "sb_load", "sb_resp")


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def told(clock: Traveller, ana: User) -> User:
    """Ana, of whom enough is known for a plan."""
    for name in ENOUGH:
        cast.answers(ana, name)
    _work()
    return ana


def test_before_anything_is_told_nothing_is_suggested(as_ana: Client) -> None:
    assert "once you have told something" in _page(as_ana)


def test_of_too_little_it_says_so_and_what_it_takes(ana: User, as_ana: Client) -> None:
    cast.answers(ana, "sb_vital")
    assert "data-watch" in _page(as_ana)
    _work()
    page = _page(as_ana)
    assert "too early" in page
    assert "check-ins on 7 days, or 3 questionnaires" in page
    assert "There are 0 and 1 so far" in page


def test_a_suggestion_says_why_how_much_and_how_sure(
    told: User, as_ana: Client
) -> None:
    page = _page(as_ana)
    first = _plan(told)["options"][0]
    for words in ("title", "notice", "not_when", "hard_for"):
        assert first[words] in _unescaped(page)
    assert all(step in _unescaped(page) for step in first["steps"])
    assert "somewhere between" in page
    assert "untested" in page
    assert "no study has measured them" in page
    assert reverse("help") in page


def test_a_goal_and_fewer_minutes_are_weighed_anew(told: User, as_ana: Client) -> None:
    as_ana.post(reverse("practice_aim"), {"goal": "explore", "minutes": "5"})
    assert "data-watch" in _page(as_ana)
    _work()
    plan = _plan(told)
    assert plan["goal"] == "explore"
    assert all(it["minutes"] <= 5 for it in plan["options"])
    assert "Your goal: to dare and explore more." in _page(as_ana)


@pytest.mark.parametrize("sent", [{"goal": "win", "minutes": "5"}, {"minutes": "600"}])
def test_a_goal_that_there_is_not_changes_nothing(
    told: User, as_ana: Client, sent: dict[str, str]
) -> None:
    as_ana.post(reverse("practice_aim"), sent)
    assert access.own_aim(told) == {"goal": None, "minutes": None}


def test_only_what_was_suggested_can_be_taken_up(told: User, as_ana: Client) -> None:
    offered = [it["practice"] for it in _plan(told)["options"]]
    other = next(it for it in ("asking", "rest", "net", "joy") if it not in offered)
    as_ana.post(reverse("practice_begin"), {"practice": other})
    assert not Trial.objects.exists()
    for _ in range(2):
        as_ana.post(reverse("practice_begin"), {"practice": offered[-1]})
    assert [it["practice"] for _, it in access.own_trials(told)] == [offered[-1]]


def test_what_was_taken_up_is_sealed(told: User, as_ana: Client) -> None:
    as_ana.post(
        reverse("practice_begin"), {"practice": _plan(told)["options"][0]["practice"]}
    )
    row = Trial.objects.get()
    assert set(vars(row)) - {"_state"} == {
        *("id", "owner_id", "sealed", "began_at", "ended_at")
    }
    assert b"practice" not in bytes(row.sealed)


def test_who_chooses_another_language_reads_all_of_it_in_that(
    told: User, as_ana: Client
) -> None:
    first = _plan(told)["options"][0]
    as_ana.post(reverse("practice_begin"), {"practice": first["practice"]})
    settings = {"name": told.name, "time_zone": told.time_zone, "language": "de"}
    as_ana.post(reverse("settings"), settings)
    _work()
    told.refresh_from_db()
    german = practice_of(first["practice"], "de")
    page = _unescaped(_page(as_ana))
    assert german.title in page
    assert all(step in page for step in german.steps)
    assert first["title"] not in page
    assert _plan(told)["language"] == "de"
    assert _plan(told)["options"][0]["language"] == "de"


def test_done_today_is_one_tap_and_can_be_undone(clock: Traveller, ana: User) -> None:
    cast.tries(ana)
    client = signed_in(ana)
    for sent, done in (({}, ["2026-03-02"]), ({}, ["2026-03-02"]), ({"undo": "1"}, [])):
        client.post(reverse("practice_did"), {"day": "2026-03-02", **sent})
        assert access.own_trials(ana)[0][1]["done"] == done


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-03", "1999-01-01", "", "x"])
def test_a_day_before_it_began_or_still_to_come_is_not_taken(
    clock: Traveller, ana: User, day: str
) -> None:
    cast.tries(ana)
    answer = signed_in(ana).post(reverse("practice_did"), {"day": day})
    assert answer.status_code == 302
    assert access.own_trials(ana)[0][1]["done"] == []


def test_home_says_how_it_stands_and_not_what_it_is(
    clock: Traveller, ana: User
) -> None:
    def home() -> str:
        return signed_in(ana).get(reverse("home")).content.decode()

    assert "One small thing" in home()
    cast.tries(ana)
    assert "What I am trying" in home()
    assert "Ask before it is urgent" not in home()
    trials.did(ana, NOW.date())
    assert "Done today" in home()
    clock.shift(14 * DAY)
    assert "Time for a look back" in home()


def test_yesterday_can_still_be_said_today(clock: Traveller, ana: User) -> None:
    cast.tries(ana)
    clock.shift(DAY)
    client = signed_in(ana)
    assert "I did it yesterday" in _page(client)
    client.post(reverse("practice_did"), {"day": "2026-03-02"})
    assert access.own_trials(ana)[0][1]["done"] == ["2026-03-02"]


def test_after_two_weeks_one_looks_back(clock: Traveller, told: User) -> None:
    cast.tries(told)
    _days(clock, told, 13, did=range(0, 13, 2))
    client = signed_in(told)
    assert "a look back" not in _page(client)
    _days(clock, told, 1)
    client = signed_in(told)
    page = _page(client)
    assert "a look back" in page
    assert "data-watch" in page
    _work()
    page = _page(client)
    assert "You did it on 7 of 14 days." in page
    assert "A change after a practice is not one because of it" in page
    assert "of the doubt about how you respond" in page


@pytest.mark.parametrize(
    ("verdict", "minutes"), [("same", 5), ("more", 8), ("less", 2)]
)
def test_more_the_same_and_less_go_on_with_it(
    clock: Traveller, told: User, verdict: str, minutes: int
) -> None:
    cast.tries(told)
    _days(clock, told, 14, did=range(5))
    signed_in(told).post(reverse("practice_review"), {"verdict": verdict})
    now, before = access.own_trials(told)
    assert before[1]["verdict"] == verdict
    assert now[1]["words"]["minutes"] == now[1]["minutes"] == minutes
    assert now[1]["since"] == before[1]["until"] == "2026-03-15"
    assert planning.all_tried(told, Partner.A)[0].done == 5


def test_something_else_lets_it_rest_and_is_planned_anew(
    clock: Traveller, told: User
) -> None:
    first = _plan(told)["options"][0]["practice"]
    signed_in(told).post(reverse("practice_begin"), {"practice": first})
    left = access.own_trials(told)[0][1]["practice"]
    _days(clock, told, 14)
    client = signed_in(told)
    client.post(reverse("practice_review"), {"verdict": "other"})
    assert access.own_trial(told) is None
    assert "data-watch" in _page(client)
    _work()
    plan = _plan(told)
    assert left not in [it["practice"] for it in plan["options"]]
    assert left not in [it[0] for it in plan["others"]]


def test_nobody_looks_back_before_it_is_time(clock: Traveller, ana: User) -> None:
    cast.tries(ana)
    signed_in(ana).post(reverse("practice_review"), {"verdict": "more"})
    assert access.own_trial(ana) is not None


def test_it_can_be_left_at_any_time(clock: Traveller, told: User) -> None:
    cast.tries(told)
    client = signed_in(told)
    assert "Leave it now" in _page(client)
    client.post(reverse("practice_stop"))
    (row, left) = access.own_trials(told)[0]
    assert row.ended_at is not None
    assert left["verdict"] == Verdict.OTHER
    (tried,) = planning.all_tried(told, Partner.A)
    assert (tried.days, tried.done) == (1, 0)


def test_what_was_tried_before_is_for_ones_own_eyes(
    clock: Traveller, told: User
) -> None:
    cast.tries(told)
    trials.end(told, Verdict.OTHER)
    client = Client()
    with time_machine.travel(NOW, tick=False):
        body = {"login": told.email, "password": cast.PASSWORD}
        client.post(reverse("account_login"), body)
        page = client.get(reverse("practice_before")).content.decode()
    assert "Ask before it is urgent" in page
    assert "done on 0 of 1 days" in page


def test_what_somebody_tries_moves_nothing_of_their_partner(
    clock: Traveller, told: User, ben: User
) -> None:
    pair = cast.couple(told, ben)
    cast.answers(ben, "sb_vital")
    for who in (told, ben):
        cast.shares(who, pair, {Topic.VITALITY: True})
    _work()
    before = _of(ben)
    cast.tries(told)
    trials.did(told, NOW.date())
    trials.end(told, Verdict.OTHER)
    trials.aim_at(told, "lighter", 5)
    _work()
    assert _of(ben) == before


def test_a_plan_knows_nothing_private_of_the_partner(
    clock: Traveller,
    told: User,
    ben: User,
    pair: Pair,
) -> None:
    cast.shares(told, pair, {Topic.VITALITY: True})
    _work()
    before = _plan(told)
    for name in (*ENOUGH, "sb_base"):
        cast.answers(ben, name, 0)
    cast.checks_in(ben, 0)
    _days(clock, ben, 1)
    _work()
    assert _plan(told) == before


def test_a_plan_is_made_once_for_the_same_answers(told: User) -> None:
    part = access.own_part(told, Letter.Kind.OWN, planned.FORM)
    assert part is not None
    assert planning.plan_for(told, access.own_view(told)) == part[1]


def _days(clock: Traveller, who: User, days: int, did: range = range(0)) -> None:
    """Days go by; on some of them it is done."""
    for day in range(days):
        if day in did:
            today = dt.datetime.now(dt.UTC).date()
            trials.did(who, today)
        clock.shift(DAY)


def _of(who: User) -> list[object]:
    letters = Letter.objects.filter(reader=who).order_by("kind")
    return [list(letters.values()), Job.objects.filter(subject=who.id).count()]


def _plan(who: User) -> dict[str, Any]:
    part = access.own_part(who, Letter.Kind.OWN, planned.FORM)
    assert part is not None
    found: dict[str, Any] = json.loads(part[1])["plan"]
    return found


def _unescaped(page: str) -> str:
    return re.sub("&#x27;", "'", page).replace("&amp;", "&").replace("&quot;", '"')


def _page(client: Client) -> str:
    return client.get(reverse("practice")).content.decode()


def _work() -> None:
    call_command("work", "--once")


def test_what_is_offered_is_what_the_planner_knows() -> None:
    assert tuple(it.value for it in Verdict) == trials.VERDICTS
    assert list(forms.GOALS)[1:] == [it.id for it in goals()]
    assert forms.USUAL == MINUTES
