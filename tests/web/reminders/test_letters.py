from __future__ import annotations

import email.policy
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from time_machine import Traveller

from securebase.web.accounts.models import User
from securebase.web.reminders import outbox
from securebase.web.reminders.letters import stop_token
from securebase.web.reminders.models import Reminder

from .conftest import HOUR
from .mail_server import mail_server

# Words that would tell what this is about.
TELLING = (
    *("partner", "relationship", "couple", "check-in", "questionnaire", "secure"),
    *("report", "letter", "feel", "ana", "beziehung"),
)


@pytest.fixture
def sent(clock: Traveller, wish: Reminder) -> mail.EmailMessage:
    clock.shift(3 * HOUR)
    outbox.remind()
    (found,) = mail.outbox
    return found


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_says_nothing_of_what_it_is_about(
    clock: Traveller, wish: Reminder, ana: User, settings: Any, language: str
) -> None:
    settings.APP_NAME = "Notes"
    settings.DEFAULT_FROM_EMAIL = "notes@example.org"
    ana.language = language
    ana.save()
    clock.shift(3 * HOUR)
    outbox.remind()
    (found,) = mail.outbox
    assert found.from_email == "Notes <notes@example.org>"
    assert found.to == [ana.email]
    told = found.message().as_string().replace(ana.email, "").lower()
    told = told.replace(stop_token(ana).lower(), "")
    assert [it for it in TELLING if it in told] == []
    assert "<img" not in told
    assert found.message().get_content_type() == "text/plain"


def test_it_can_be_stopped_by_one_click_in_the_mail_program(
    sent: mail.EmailMessage, ana: User
) -> None:
    headers = sent.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    assert address.startswith("https://base.example.org/")
    path = address.removeprefix("https://base.example.org")
    # As mail programs do it: no cookie, no token of a form, no redirect.
    client = Client(enforce_csrf_checks=True)
    answer = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Reminder.objects.get(person=ana).on


def test_looking_at_the_link_changes_nothing(
    sent: mail.EmailMessage, ana: User, client: Client
) -> None:
    path = reverse("reminders_stop", args=[stop_token(ana)])
    page = client.get(path).content.decode()
    assert "<button" in page
    assert ana.name not in page
    assert ana.email not in page
    assert Reminder.objects.get(person=ana).on
    client.post(path)
    assert not Reminder.objects.get(person=ana).on


@pytest.mark.parametrize("token", ["x", "", "IjEi:1vZZZZ:abc"])
def test_a_link_that_we_did_not_sign_stops_nothing(
    wish: Reminder, client: Client, token: str
) -> None:
    for ask in (client.get, client.post):
        assert ask(f"/reminders/stop/{token}/").status_code == 404
    assert Reminder.objects.get().on


def test_a_link_for_something_else_stops_nothing(
    wish: Reminder, ana: User, client: Client
) -> None:
    from django.core import signing

    other = signing.dumps(str(ana.id), salt="example")
    assert client.post(reverse("reminders_stop", args=[other])).status_code == 404


@pytest.fixture
def smtp(settings: Any) -> Any:
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = False
        settings.EMAIL_TIMEOUT = 5
        yield server


def test_a_real_mail_server_gets_one_well_formed_mail(
    clock: Traveller, wish: Reminder, smtp: Any
) -> None:
    clock.shift(3 * HOUR)
    outbox.remind()
    outbox.remind()
    (raw,) = smtp.taken
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert found["To"] == "ana@example.org"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Message-ID"]
    assert "reminder that you asked for" in found.get_content()


def test_a_line_that_breaks_after_the_mail_was_taken_brings_no_second_one(
    clock: Traveller, wish: Reminder, smtp: Any
) -> None:
    smtp.hangs_up = True
    clock.shift(3 * HOUR)
    outbox.remind()
    smtp.hangs_up = False
    clock.shift(HOUR / 2)
    outbox.remind()
    assert len(smtp.taken) == 1


def test_an_address_that_is_refused_holds_up_nobody_else(
    clock: Traveller, wish: Reminder, smtp: Any
) -> None:
    smtp.recipient = "550 nobody here"
    clock.shift(3 * HOUR)
    outbox.remind()
    assert smtp.taken == []
