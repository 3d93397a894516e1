from __future__ import annotations

import datetime as dt
import uuid
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.test import Client
from django.urls import reverse

from securebase import report
from securebase.core import Topic
from securebase.measures import checkin
from securebase.web import access, events
from securebase.web.accounts.models import User
from securebase.web.answers.models import CheckIn, Sheet
from securebase.web.jobs.kinds import KINDS
from securebase.web.jobs.models import Job
from securebase.web.own.erasing import erase, forget
from securebase.web.pairing import joining
from securebase.web.pairing.models import Pair
from securebase.web.reports.models import Letter
from securebase.web.reports.writing import write_pair
from securebase.web.vault.models import PersonKey
from tests.web import cast, stories
from tests.web.conftest import proved
from tests.web.place import copy, new_place
from tests.web.test_pairing import _without_keys


def test_deleting_takes_two_taps_and_signs_out(ana: User) -> None:
    as_ana = proved(ana)
    assert "Delete everything" in as_ana.get(reverse("erase")).content.decode()
    answer = as_ana.post(reverse("erase"))
    assert answer.headers["Location"] == reverse("erased")
    assert '"storage"' in answer.headers["Clear-Site-Data"]
    assert not User.objects.filter(pk=ana.id).exists()
    assert as_ana.get(reverse("home")).status_code == 302


def test_whoever_never_agreed_can_delete_the_account_too(client: Client) -> None:
    body = {"email": "new@example.org", "password1": cast.PASSWORD}
    client.post(reverse("account_signup"), body)
    client = proved(User.objects.get())
    assert client.get(reverse("erase")).status_code == 200
    client.post(reverse("erase"))
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()


def test_no_row_of_any_table_still_names_whoever_left(
    ana: User, ben: User, pair: Pair
) -> None:
    _live(ana, ben, pair)
    who = ana.id
    erase(ana)
    assert _tables_that_name(who) == {"events.Event", "jobs.Job", "vault.Gone"}
    assert {it.kind for it in Job.objects.filter(subject=who)} == {"forget"}
    assert events.broken_at() is None


def test_the_partner_keeps_their_own_and_nothing_that_was_made_from_both(
    ana: User, ben: User, pair: Pair
) -> None:
    _live(ana, ben, pair)
    erase(ana)
    assert access.own_answers(ben, Sheet.objects.get(owner=ben))
    assert not Letter.objects.exists()
    assert access.pair_of(ben) is None


def test_the_partner_cannot_tell_deleting_from_leaving() -> None:
    pages = []
    for ends in (joining.leave, erase):
        one, other = cast.person(f"A{ends.__name__}"), cast.person("Ben")
        pair = cast.couple(one, other)
        _live(one, other, pair)
        ends(one)
        pages.append(_everything(other))
        erase(other)
    assert pages[0] == pages[1]


def test_a_key_that_was_made_while_somebody_left_is_destroyed_later(ana: User) -> None:
    cast.checks_in(ana)
    who = ana.id
    late = CheckIn(owner_id=who, day="2026-01-01")
    erase(ana)
    late.put({})
    assert PersonKey.objects.using("keys").filter(owner=who).exists()
    job = Job.objects.get(kind="forget", subject=who)
    KINDS[job.kind](job.subject)
    assert not PersonKey.objects.using("keys").filter(owner=who).exists()


def test_nobody_who_is_still_here_is_forgotten(ana: User) -> None:
    day = cast.checks_in(ana)
    forget(ana.id)
    assert access.own_check_in(ana, day) is not None


def test_others_stay_signed_in(ana: User, ben: User, as_ben: Client) -> None:
    Client().force_login(ana)
    erase(ana)
    assert as_ben.get(reverse("home")).status_code == 200
    assert Session.objects.count() == 1


def test_one_day_and_one_questionnaire_can_be_deleted(ana: User) -> None:
    as_ana = proved(ana)
    cast.answers(ana, "sb_vital")
    cast.checks_in(ana)
    page = as_ana.get(reverse("history")).content.decode()
    assert "d_secure" not in page
    assert checkin.item("d_secure").text in unescape(page)
    day, sheet = CheckIn.objects.get(), Sheet.objects.get()
    for address in (
        reverse("delete_check_in", args=[day.id]),
        reverse("delete_sheet", args=[sheet.id]),
    ):
        assert address in page
        assert as_ana.post(address).headers["Location"] == reverse("history")
        assert as_ana.post(address).status_code == 404
    assert not CheckIn.objects.exists()
    assert not Sheet.objects.exists()


def test_what_is_deleted_is_gone_for_the_other_at_once(
    ana: User, ben: User, pair: Pair
) -> None:
    _live(ana, ben, pair)
    as_ana = proved(ana)
    assert access.own_part(ben, Letter.Kind.OURS, "page") is not None
    sheet = Sheet.objects.get(owner=ana)
    as_ana.post(reverse("delete_sheet", args=[sheet.id]))
    assert access.own_part(ben, Letter.Kind.OURS, "page") is None


def test_nobody_deletes_what_is_not_theirs(ana: User, cleo: User) -> None:
    cast.answers(ana, "sb_vital")
    cast.checks_in(ana)
    as_cleo = proved(cleo)
    day, sheet = CheckIn.objects.get(), Sheet.objects.get()
    for there, not_there in (
        (
            reverse("delete_check_in", args=[day.id]),
            reverse("delete_check_in", args=[uuid.uuid4()]),
        ),
        (
            reverse("delete_sheet", args=[sheet.id]),
            reverse("delete_sheet", args=[uuid.uuid4()]),
        ),
    ):
        one, other = as_cleo.post(there), as_cleo.post(not_there)
        assert one.status_code == other.status_code == 404
        assert _without_keys(one.content.decode()) == _without_keys(
            other.content.decode()
        )
    assert CheckIn.objects.exists()
    assert Sheet.objects.exists()


def test_nothing_can_be_found_or_opened_afterwards(tmp_path: Path) -> None:
    place = new_place(tmp_path / "place")
    before = place.tell(stories.two_people_live_here)
    backup = tmp_path / "backup.sqlite3"
    copy(place.app, backup)
    assert before["Ana"]["rows"] == before["Ana"]["open"] > 10
    assert stories.CANARY.encode() in place.bytes().lower()

    after = place.tell(stories.ana_deletes_her_account)
    assert stories.CANARY.encode() not in place.bytes().lower()
    assert set(after) == {"Ben"}
    assert after["Ben"]["rows"] == after["Ben"]["open"]
    old = place.beside("old", backup, place.keys).tell(stories.what_opens)
    assert old["Ana"] == {"rows": before["Ana"]["rows"], "open": 0}
    assert old["Ben"] == before["Ben"]


@pytest.mark.parametrize("name", ["pause", "erase"])
def test_a_tap_on_a_link_alone_changes_nothing(ana: User, name: str) -> None:
    as_ana = proved(ana)
    as_ana.get(reverse(name))
    ana.refresh_from_db()
    assert ana.paused_at is None


def _live(one: User, other: User, pair: Pair) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(days=3)):
        for who in (one, other):
            cast.answers(who, "sb_vital")
            cast.checks_in(who)
    for who in (one, other):
        cast.shares(who, pair, {Topic.VITALITY: False})
    write_pair(pair.id)


def _everything(who: User) -> dict[str, Any]:
    client = Client()
    client.force_login(who)
    names = ("home", "settings", "own_report", "our_report", "sharing", "invite")
    return {
        name: _without_keys(client.get(reverse(name), follow=True).content.decode())
        for name in names
    }


def _tables_that_name(who: uuid.UUID) -> set[str]:
    return {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if _may_name(field)
        and model._default_manager.filter(**{field.name: who}).exists()
    }


def _may_name(field: Any) -> bool:
    if isinstance(field, models.ForeignKey):
        return field.related_model is User
    return isinstance(field, models.UUIDField) and field.model is not PersonKey


def test_a_letter_that_is_being_written_when_they_part_is_not_kept(
    ana: User, ben: User, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = report.build

    def build_slowly(view: Any, **how: Any) -> Any:
        made = build(view, **how)
        joining.leave(ana)
        return made

    _live(ana, ben, pair)
    Letter.objects.all().delete()
    monkeypatch.setattr(report, "build", build_slowly)
    write_pair(pair.id)
    assert not Letter.objects.filter(audience=pair.id).exists()
