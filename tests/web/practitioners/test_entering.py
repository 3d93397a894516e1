"""How an account becomes a practitioner's, and what it then needs."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from securebase.web.accounts.models import User
from tests.web import cast
from tests.web.conftest import signed_in
from tests.web.practitioners.cast import second_step


def _link(email: str) -> str:
    out = io.StringIO()
    call_command("practitioner", email, stdout=out)
    found = re.search(r"/practitioners/[\w-]+/", out.getvalue())
    assert found is not None
    return found[0]


def _becomes(client: Client, link: str) -> int:
    client.get(link)
    return client.post(reverse("practitioner_begin")).status_code


def test_a_link_makes_the_account_of_its_address_a_practitioners_once(
    cleo: User, as_cleo: Client, as_ana: Client
) -> None:
    link = _link("Cleo@example.org")
    assert _becomes(as_ana, link) == 409
    assert _becomes(as_cleo, link) == 302
    cleo.refresh_from_db()
    assert cleo.practitioner
    assert Client().get(link).status_code == 404


def test_from_a_link_to_the_first_page_without_an_account() -> None:
    link, client = _link("zoe@example.org"), Client()
    assert "Open an account" in client.get(link).content.decode()
    account = {"email": "zoe@example.org", "password1": cast.PASSWORD}
    client.post(reverse("account_signup"), account)
    page = client.get(reverse("begin")).content.decode()
    assert "as your clients know it" in page
    about = {"name": "Zoe", "language": "en", "time_zone": "Europe/Lisbon"}
    answer = client.post(reverse("begin"), {**about, "adult": "on", "service": "on"})
    assert answer.headers["Location"] == link
    client.get(link)
    answer = client.post(reverse("practitioner_begin"))
    assert answer.headers["Location"] == reverse("practice_policy")
    assert User.objects.get(email="zoe@example.org").practitioner


def test_who_has_answered_here_stays_what_they_are(cleo: User, as_cleo: Client) -> None:
    cast.checks_in(cleo)
    assert _becomes(as_cleo, _link("cleo@example.org")) == 409
    cleo.refresh_from_db()
    assert not cleo.practitioner


@pytest.mark.parametrize("open_", [True, False])
def test_it_is_open_to_all_only_where_that_was_set(
    settings: object, cleo: User, as_cleo: Client, open_: bool
) -> None:
    settings.PRACTITIONERS = open_  # type: ignore[attr-defined]
    answer = _becomes(as_cleo, reverse("practitioner_start"))
    cleo.refresh_from_db()
    assert cleo.practitioner == open_
    assert answer == (302 if open_ else 409)


def test_no_page_of_a_practitioner_opens_without_a_second_step() -> None:
    who = cast.person("Mia", practitioner=True)
    client = signed_in(who)
    answer = client.get(reverse("cases"))
    assert answer.headers["Location"] == reverse("mfa_index")
    assert "second step" in client.get(reverse("mfa_index")).content.decode()
    second_step(who)
    assert client.get(reverse("cases")).status_code == 200


def test_only_the_made_up_need_none_and_only_in_a_demonstration(
    settings: object,
) -> None:
    who = cast.person("Mia", practitioner=True, made_up=True)
    assert signed_in(who).get(reverse("cases")).status_code == 302
    settings.DEMO = True  # type: ignore[attr-defined]
    assert signed_in(who).get(reverse("cases")).status_code == 200
    real = cast.person("Nia", practitioner=True)
    assert signed_in(real).get(reverse("cases")).status_code == 302


def test_dara_of_the_examples_has_a_case_and_is_made_only_once() -> None:
    from securebase.web.pages.example_people import example_people
    from securebase.web.practitioners.models import Case, Place

    names = [[it.name for it, _token in example_people()] for _ in range(2)]
    assert names[0] == names[1]
    assert names[0].count("Dara") == 1
    assert Case.objects.get().practitioner.name == "Dara"
    assert all(it.taken for it in Place.objects.all())
