"""What somebody finds who gets hold of the files.

Names, addresses, days and which questionnaire was answered lie there as they are: the
app needs them to work. Answers, notes, wishes and letters do not.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from securebase.core import Topic
from securebase.measures import checkin, instrument
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers.models import ItemAnswer
from securebase.web.vault.models import KeyIsGone
from tests.web import cast
from tests.web.place import Place, new_place

CANARY = "canary-of-a-note"
SCALE = "sb_vital"


def _journey() -> str:
    """Told to a process in the place: answers, notes, letters, files, slips."""
    ana, ben = cast.person("Ana"), cast.person("Ben")
    pair = cast.couple(ana, ben)
    with time_machine.travel(_days_ago(8), tick=False):
        for who in (ana, ben):
            cast.answers(who, SCALE)
            cast.checks_in(who, note=CANARY)
            cast.shares(who, pair, {Topic.VITALITY: True})
    client = Client(headers={"host": "localhost"})
    body = {"login": ana.email, "password": cast.PASSWORD}
    assert client.post(reverse("account_login"), body).status_code == 302
    _uses(client, ana)
    call_command("work", "--once")
    assert access.own_part(ana, "ours", "page") is not None
    for name in ("home", "own_report", "our_report", "history", "export_file"):
        assert client.get(reverse(name)).status_code == 200
    return CANARY


def _uses(client: Client, who: User) -> None:
    day = checkin.day_of(dt.datetime.now(dt.UTC), who.time_zone)
    asked = {it.code: "6" for it in checkin.items_for(day)}
    sent = asked | {"note": CANARY, "key": str(uuid.uuid4()), "day": day.isoformat()}
    assert client.post(reverse("today"), sent).status_code == 302
    # Slips are logged, and what was in them must not be.
    assert client.post(reverse("today"), sent | {"d_vital": "77"}).status_code == 400
    assert client.post(reverse("today"), sent | {"note": "other"}).status_code == 409
    client.post(reverse("safety_wish"), {"alone": "on"})
    client.get(f"/{CANARY}/")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = new_place(tmp_path_factory.mktemp("rest") / "place")
    place.run("collectstatic", "--no-input", "--verbosity=0")
    assert place.tell(_journey) == CANARY
    return place


# How answers, notes, wishes and letters look before they are sealed.
PLAIN = (
    CANARY.encode(),
    b'"answers":',
    b'"d_vital":',
    b'"alone":',
    b'class="report"',
    b"%PDF",
    b'"note":',
)


def test_no_answer_note_or_letter_lies_in_any_file(place: Place) -> None:
    files = [it for it in place.folder.rglob("*") if it.is_file()]
    assert {it.name for it in files} >= {"app.sqlite3", "keys.sqlite3"}
    data = [it for it in files if "static" not in it.relative_to(place.folder).parts]
    found = {
        (it.name, words) for it in data for words in PLAIN if words in it.read_bytes()
    }
    assert found == set()


def test_what_is_looked_for_would_be_found(place: Place) -> None:
    """A name lies there as it is; so would a note, if it were not sealed."""
    assert b"Ana" in place.app.read_bytes() + _log_of(place.app)


def test_the_log_of_the_database_is_looked_through_too(place: Place) -> None:
    for words in PLAIN:
        assert words not in _log_of(place.app) + _log_of(place.keys)


def _log_of(file: Path) -> bytes:
    log = file.with_name(f"{file.name}-wal")
    return log.read_bytes() if log.exists() else b""


def test_a_row_moved_to_another_place_cannot_be_opened(ana: User, ben: User) -> None:
    for who in (ana, ben):
        cast.answers(who, SCALE)
    mine, other = ItemAnswer.objects.filter(owner=ana).order_by("pk")[:2]
    his = ItemAnswer.objects.filter(owner=ben).first()
    assert his is not None
    for one, two in ((mine, other), (mine, his)):
        kept = ItemAnswer.objects.get(pk=one.pk)
        ItemAnswer.objects.filter(pk=one.pk).update(sealed=two.sealed)
        with pytest.raises(KeyIsGone):
            access.own_view(ana)
        ItemAnswer.objects.filter(pk=one.pk).update(sealed=kept.sealed)
    assert access.own_view(ana).people


def test_a_row_given_to_another_person_cannot_be_opened(ana: User, ben: User) -> None:
    cast.answers(ana, SCALE)
    cast.answers(ben, "sb_load")
    assert instrument(SCALE).items
    ItemAnswer.objects.filter(owner=ana).update(owner=ben)
    with pytest.raises(KeyIsGone):
        access.own_view(ben)


def test_the_answers_alone_say_nothing_without_the_keys(
    place: Place, tmp_path: Path
) -> None:
    """Whoever has a copy of one database has not the other."""
    with closing(sqlite3.connect(place.app)) as copied:
        rows = copied.execute("SELECT sealed FROM answers_itemanswer").fetchall()
    sealed = [bytes(it) for (it,) in rows]
    # The same answer looks different wherever it stands, and all are equally long.
    assert len(set(sealed)) == len(sealed)
    assert len({len(it) for it in sealed}) == 1


def _days_ago(days: int) -> dt.datetime:
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
