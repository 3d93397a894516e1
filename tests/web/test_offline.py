"""Check-ins that a device kept, as the server takes them."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from securebase.measures import checkin
from securebase.web import access, device
from securebase.web.accounts.models import User
from securebase.web.answers.models import CheckIn
from tests.web import cast
from tests.web.conftest import signed_in

# A Wednesday in summer, so that Lisbon is an hour ahead.
NOON = dt.datetime(2026, 7, 15, 12, tzinfo=dt.UTC)
TODAY = NOON.date()
DAY = dt.timedelta(days=1)


def _send(client: Client, **changes: Any) -> int:
    body = {
        "key": str(uuid.uuid4()),
        "day": TODAY.isoformat(),
        "at": NOON.isoformat(),
        "answers": {"d_secure": 4},
        "note": "a walk",
    }
    answer = client.post(
        reverse("checkin_sync"),
        json.dumps(body | changes),
        content_type="application/json",
    )
    return answer.status_code


@pytest.mark.parametrize(
    ("days", "hours", "status"),
    [
        (0, 0, 200),
        (1, 0, 200),
        # Four at night, an hour ahead: the end of the second day after.
        (2, 14.9, 200),
        (2, 15.1, 400),
        (9, 0, 400),
    ],
)
def test_it_may_come_until_the_end_of_the_second_day_after(
    as_ana: Client, days: int, hours: float, status: int
) -> None:
    later = NOON + days * DAY + dt.timedelta(hours=hours)
    with time_machine.travel(later, tick=False):
        assert _send(as_ana) == status
    assert CheckIn.objects.count() == (status == 200)


@pytest.mark.parametrize(
    ("day", "at"),
    [
        # Answered in the future, for a day to come, or when the day was long over.
        (TODAY, NOON + dt.timedelta(minutes=6)),
        (TODAY + DAY, NOON),
        (TODAY + DAY, NOON + DAY),
        (TODAY - 2 * DAY, NOON),
        (TODAY, NOON - DAY),
    ],
)
def test_a_day_that_was_not_open_then_is_refused(
    as_ana: Client, day: dt.date, at: dt.datetime
) -> None:
    with time_machine.travel(NOON, tick=False):
        assert _send(as_ana, day=day.isoformat(), at=at.isoformat()) == 400
    assert not CheckIn.objects.exists()


def test_a_clock_that_is_a_little_ahead_is_forgiven(ana: User, as_ana: Client) -> None:
    with time_machine.travel(NOON, tick=False):
        ahead = NOON + dt.timedelta(minutes=4)
        assert _send(as_ana, at=ahead.isoformat()) == 200
    assert CheckIn.objects.get().answered_at == NOON


def test_yesterday_may_be_told_the_day_after(as_ana: Client) -> None:
    with time_machine.travel(NOON + DAY, tick=False):
        day, at = TODAY - DAY, NOON
        assert _send(as_ana, day=day.isoformat(), at=at.isoformat()) == 200


def test_what_was_answered_later_stays(ana: User, as_ana: Client) -> None:
    later = (NOON + dt.timedelta(hours=2)).isoformat()
    with time_machine.travel(NOON + dt.timedelta(hours=3), tick=False):
        assert _send(as_ana, at=later, note="the later") == 200
        assert _send(as_ana, note="the earlier") == 200
    kept = access.own_check_in(ana, TODAY)
    assert kept is not None
    assert kept["note"] == "the later"


def test_the_same_twice_counts_once_and_another_under_its_key_is_refused(
    ana: User, as_ana: Client
) -> None:
    key = str(uuid.uuid4())
    with time_machine.travel(NOON, tick=False):
        assert [_send(as_ana, key=key) for _ in range(2)] == [200, 200]
        assert _send(as_ana, key=key, note="another") == 409
    kept = access.own_check_in(ana, TODAY)
    assert kept == {"answers": {"d_secure": 4}, "note": "a walk"}


def test_a_form_that_came_after_all_is_not_counted_again(as_ana: Client) -> None:
    key, note = str(uuid.uuid4()), "one line\r\n" * 300
    with time_machine.travel(NOON, tick=False):
        body = {"key": key, "day": TODAY.isoformat(), "d_secure": "4", "note": note}
        assert as_ana.post(reverse("today"), body).status_code == 302
        assert _send(as_ana, key=key, note=note) == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "one"},
        {"day": "yesterday"},
        {"at": "2026-07-15T12:00:00"},
        {"at": 1_784_116_800},
        {"answers": {"d_secure": 7}},
        {"answers": {"d_secure": "4"}},
        {"answers": {"d_secure": True}},
        {"answers": {"d_nothing": 4}},
        {"answers": [4]},
        {"note": None},
        {"note": "x" * 5000},
        {"owner": "somebody else"},
    ],
    ids=repr,
)
def test_what_is_not_a_check_in_is_refused(
    as_ana: Client, changes: dict[str, Any]
) -> None:
    with time_machine.travel(NOON, tick=False):
        assert _send(as_ana, **changes) == 400
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "null", "{", "key=1"])
def test_what_is_no_json_is_refused(as_ana: Client, body: str) -> None:
    address = reverse("checkin_sync")
    answer = as_ana.post(address, body, content_type="application/json")
    assert answer.status_code == 400


def test_the_page_has_every_question_of_the_days_to_come(
    ana: User, as_ana: Client
) -> None:
    with time_machine.travel(NOON, tick=False):
        page = as_ana.get(reverse("offline")).content.decode()
    for ahead in range(8):
        day = TODAY + ahead * DAY
        codes = [it.code for it in checkin.items_for(day)]
        begins = f"{day}T03:00:00+00:00"
        assert f'data-day="{day}" data-begins="{begins}"' in page
        assert f'data-codes="{" ".join(codes)}"' in page
        assert all(f'name="{code}"' in page for code in codes)


def test_the_page_is_the_same_for_everybody(
    ana: User, ben: User, as_ana: Client
) -> None:
    cast.couple(ana, ben)
    as_ana.post(reverse("device"), {"offline": "on"})
    with time_machine.travel(NOON, tick=False):
        cast.checks_in(ana, note="a walk")
        first, second = (
            it.get(reverse("offline")).content for it in (as_ana, signed_in(ben))
        )
    assert first == second


def test_a_device_is_allowed_by_a_cookie_that_names_nobody(
    ana: User, as_ana: Client
) -> None:
    as_ana.post(reverse("device"), {"offline": "on"})
    cookie = as_ana.cookies[device.COOKIE]
    assert cookie.value == device.mark_of(ana)
    assert str(ana.id) not in cookie.value
    assert "keeping" in as_ana.get(reverse("home")).content.decode()


@pytest.mark.parametrize(
    "wanted", [{}, {"shared": "on"}, {"shared": "on", "offline": "on"}]
)
def test_a_device_that_may_not_is_cleared(
    as_ana: Client, wanted: dict[str, str]
) -> None:
    as_ana.post(reverse("device"), {"offline": "on"})
    answer = as_ana.post(reverse("device"), wanted)
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert as_ana.cookies[device.COOKIE].value == ""
    assert "keeping.js" not in as_ana.get(reverse("home")).content.decode()


def test_what_is_anothers_is_cleared_when_somebody_signs_in(
    ana: User, as_ben: Client
) -> None:
    as_ben.cookies[device.COOKIE] = device.mark_of(ana)
    answer = as_ben.get(reverse("home"))
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert as_ben.cookies[device.COOKIE].value == ""
    assert as_ben.get(reverse("home")).status_code == 200


def test_leaving_without_a_connection_ends_the_session_with_the_next(
    as_ana: Client,
) -> None:
    as_ana.cookies[device.COOKIE] = device.LEFT
    answer = as_ana.get(reverse("home"))
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert '"cookies"' in answer.headers["Clear-Site-Data"]


def test_the_worker_lays_up_what_is_of_nobody(client: Client) -> None:
    answer = client.get(reverse("worker"))
    assert answer.headers["Content-Type"].startswith("text/javascript")
    told = answer.content.decode().splitlines()[0]
    places = json.loads(told.removeprefix("self.places = ").removesuffix(";"))
    assert all("/static/" in it or it.startswith("static") for it in places["shell"])
