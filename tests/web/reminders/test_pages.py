from __future__ import annotations

import datetime as dt
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from time_machine import Traveller

from securebase.web.accounts.models import User
from securebase.web.reminders import wishes
from securebase.web.reminders.models import Reminder
from tests.web.conftest import signed_in

CHOSEN = {"on": "on", "days": ["0", "4"], "at": "20:30", "later": ""}


def test_they_are_off_until_somebody_says_so(ana: User, as_ana: Client) -> None:
    page = as_ana.get(reverse("reminders")).content.decode()
    assert "checked" in page
    assert not wishes.of(ana).on
    assert not Reminder.objects.exists()


def test_where_no_mail_is_sent_the_page_says_so_and_offers_none(
    ana: User, as_ana: Client
) -> None:
    page = as_ana.get(reverse("reminders")).content.decode()
    assert "sends no mail" in page
    assert 'name="on"' not in page
    as_ana.post(reverse("reminders"), CHOSEN)
    assert not wishes.of(ana).on


def test_days_and_hours_are_ones_own(
    clock: Traveller, ana: User, mail_is_on: None
) -> None:
    client = signed_in(ana)
    assert client.post(reverse("reminders"), CHOSEN).status_code == 302
    wish = Reminder.objects.get()
    assert (wish.on, wish.days, wish.later) == (True, 0b10001, None)
    assert wish.next_at == dt.datetime(2026, 1, 5, 20, 30, tzinfo=dt.UTC)
    page = client.get(reverse("reminders")).content.decode()
    assert "Switch off" in page
    assert "Europe/Lisbon" in page
    client.post(reverse("reminders_off"))
    assert Reminder.objects.filter(on=False, next_at=None).exists()


@pytest.mark.parametrize(
    "changes", [{"days": []}, {"at": ""}, {"at": "25:00"}, {"later": "20:00"}]
)
def test_what_cannot_be_is_said(as_ana: Client, changes: dict[str, Any]) -> None:
    answer = as_ana.post(reverse("reminders"), CHOSEN | changes)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not Reminder.objects.exists()


def test_after_midnight_is_later_than_the_evening(as_ana: Client) -> None:
    as_ana.post(reverse("reminders"), CHOSEN | {"at": "22:00", "later": "00:30"})
    assert Reminder.objects.get().later == dt.time(0, 30)


def _event(client: Client) -> Any:
    answer = client.get(reverse("reminders_calendar"))
    assert answer.headers["Content-Type"].startswith("text/calendar")
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    return event


def test_the_calendar_comes_on_the_same_days_and_says_nothing(
    clock: Traveller, ana: User
) -> None:
    client = signed_in(ana)
    client.post(reverse("reminders"), CHOSEN)
    event = _event(client)
    assert event["rrule"]["BYDAY"] == ["MO", "FR"]
    assert f"{event['dtstart'].dt:%A %H:%M %Z}" == "Monday 20:30 WET"
    assert set(event) == {
        *("SUMMARY", "DTSTART", "DURATION", "DTSTAMP", "UID", "RRULE"),
        *("CLASS", "TRANSP"),
    }
    assert event["summary"] == "Reminder"
    told = client.get(reverse("reminders_calendar")).content.decode()
    assert ana.name not in told
    assert "BEGIN:VTIMEZONE" in told


def test_brought_in_again_the_calendar_replaces_what_was_there(
    clock: Traveller, ana: User, ben: User
) -> None:
    client = signed_in(ana)
    client.post(reverse("reminders"), CHOSEN)
    first = _event(client)
    client.post(reverse("reminders"), CHOSEN | {"at": "07:00"})
    assert _event(client)["uid"] == first["uid"]
    assert _event(signed_in(ben))["uid"] != first["uid"]


def test_an_hour_after_midnight_stands_on_the_next_day_of_the_calendar(
    clock: Traveller, ana: User
) -> None:
    client = signed_in(ana)
    client.post(reverse("reminders"), CHOSEN | {"at": "01:00"})
    event = _event(client)
    assert event["rrule"]["BYDAY"] == ["TU", "SA"]
    assert f"{event['dtstart'].dt:%A %H:%M}" == "Tuesday 01:00"


def test_two_taps_lead_from_home_to_the_page(as_ana: Client) -> None:
    assert reverse("settings") in as_ana.get(reverse("home")).content.decode()
    assert reverse("reminders") in as_ana.get(reverse("settings")).content.decode()
