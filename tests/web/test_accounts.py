from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from securebase.web.accounts.models import User
from securebase.web.pairing import consent
from securebase.web.pairing.models import Consent
from tests.web import cast
from tests.web.conftest import signed_in

SIGN_UP = {"email": "new@example.org", "password1": cast.PASSWORD}
BEGIN = {"name": "New", "language": "en", "time_zone": "Europe/Lisbon"}


def _sign_in(client: Client, who: User, password: str = cast.PASSWORD) -> int:
    address = reverse("account_login")
    return client.post(address, {"login": who.email, "password": password}).status_code


def test_nothing_but_the_first_page_before_consent(client: Client) -> None:
    client.post(reverse("account_signup"), SIGN_UP)
    assert client.get(reverse("home")).headers["Location"] == reverse("begin")


def test_consent_is_three_separate_decisions(client: Client) -> None:
    client.post(reverse("account_signup"), SIGN_UP)
    ticks = {"adult": "on", "service": "on"}
    answer = client.post(reverse("begin"), BEGIN | ticks)
    assert answer.headers["Location"] == reverse("home")
    new = User.objects.get(email="new@example.org")
    assert consent.agrees(new, Consent.Matter.SERVICE)
    assert not consent.agrees(new, Consent.Matter.RESEARCH)


@pytest.mark.parametrize("missing", ["adult", "service"])
def test_age_and_consent_to_the_service_are_needed(
    client: Client, missing: str
) -> None:
    client.post(reverse("account_signup"), SIGN_UP)
    ticks = {it: "on" for it in ("adult", "service") if it != missing}
    assert client.post(reverse("begin"), BEGIN | ticks).status_code == 200
    assert not User.objects.get(email="new@example.org").ready


def test_signing_up_does_not_tell_whether_there_is_an_account(
    client: Client, ana: User, settings: object
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # type: ignore[attr-defined]
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True  # type: ignore[attr-defined]
    told = []
    for address in ("nobody@example.org", ana.email):
        answer = Client().post(reverse("account_signup"), SIGN_UP | {"email": address})
        told.append((answer.status_code, answer.headers.get("Location")))
    assert told[0] == told[1]
    assert {it.subject for it in mail.outbox} == {"Your code", "Your account"}


def test_a_password_that_is_wrong_and_an_account_that_is_not_look_alike(
    ana: User,
) -> None:
    pages = []
    for address in (ana.email, "nobody@example.org"):
        body = {"login": address, "password": "not the right one"}
        answer = Client().post(reverse("account_login"), body)
        told = answer.content.decode().replace(address, "")
        pages.append(re.sub(r'value="[A-Za-z0-9]{64}"', "", told))
    assert pages[0] == pages[1]


def test_mails_are_neutral(client: Client, ana: User) -> None:
    client.post(reverse("account_reset_password"), {"email": ana.email})
    (sent,) = mail.outbox
    told = f"{sent.subject} {sent.body}".lower()
    for word in ("partner", "couple", "relationship", "securebase", ana.name.lower()):
        assert word not in told


def test_history_needs_a_fresh_proof_of_who_one_is(ana: User) -> None:
    client = Client()
    _sign_in(client, ana)
    assert client.get(reverse("history")).status_code == 200
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=20)
    with time_machine.travel(later, tick=False):
        answer = client.get(reverse("history"))
        assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
        proved = client.post(answer.headers["Location"], {"password": cast.PASSWORD})
        assert proved.headers["Location"] == reverse("history")
        assert client.get(reverse("history")).status_code == 200


def test_other_sessions_can_be_seen_and_ended(ana: User) -> None:
    here, elsewhere = Client(), Client()
    _sign_in(here, ana)
    _sign_in(elsewhere, ana)
    assert elsewhere.get(reverse("home")).status_code == 200
    here.get(reverse("usersessions_list"))
    here.post(reverse("usersessions_list"))
    assert elsewhere.get(reverse("home")).status_code == 302
    assert here.get(reverse("home")).status_code == 200


def test_a_changed_password_ends_all_other_sessions(ana: User) -> None:
    here, elsewhere = Client(), Client()
    _sign_in(here, ana)
    _sign_in(elsewhere, ana)
    new = "another long and boring sentence"
    here.post(
        reverse("account_change_password"),
        {"oldpassword": cast.PASSWORD, "password1": new, "password2": new},
    )
    assert elsewhere.get(reverse("home")).status_code == 302


def test_nothing_says_when_somebody_was_last_here(ana: User) -> None:
    _sign_in(Client(), ana)
    assert "last_login" not in {it.name for it in User._meta.get_fields()}


def test_a_device_that_others_use_forgets_soon(ana: User, as_ana: Client) -> None:
    as_ana.post(reverse("device"), {"shared": "on"})
    assert as_ana.session.get_expiry_age() == 15 * 60
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=16)
    with time_machine.travel(later, tick=False):
        assert as_ana.get(reverse("home")).status_code == 302


def test_leaving_works_at_once_and_clears_the_browser(as_ana: Client) -> None:
    answer = as_ana.get(reverse("leave"))
    assert answer.headers["Location"].startswith("https://www.bbc.co.uk/")
    assert '"cookies"' in answer.headers["Clear-Site-Data"]
    assert as_ana.get(reverse("home")).status_code == 302


def test_signing_out_clears_the_browser(as_ana: Client) -> None:
    answer = as_ana.post(reverse("account_logout"))
    assert '"storage"' in answer.headers["Clear-Site-Data"]


@pytest.mark.parametrize("name", ["about", "home", "own_report", "settings", "help"])
def test_pages_leave_nothing_behind_and_load_nothing_from_elsewhere(
    ana: User, name: str
) -> None:
    answer = signed_in(ana).get(reverse(name), follow=True)
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "<title>Base</title>" in answer.content.decode()


def test_a_link_to_somebody_made_up_works_only_where_examples_are_shown(
    client: Client,
) -> None:
    from securebase.web.pages.example_people import example_people

    _, token = next(example_people())
    assert client.get(reverse("example_enter", args=[token])).status_code == 404
