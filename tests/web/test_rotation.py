from __future__ import annotations

import datetime as dt
import sqlite3
import time
import uuid
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from securebase.web import access
from securebase.web._secrets import master_keys
from securebase.web.accounts.models import User
from securebase.web.answers.models import CheckIn, ItemAnswer, Submission
from securebase.web.keeping import rotation
from securebase.web.vault import _seal
from securebase.web.vault.models import (
    KeyIsGone,
    PersonKey,
    erase,
    rewrap,
    ring,
    seal,
)
from tests.web import cast, stories
from tests.web.place import Place, new_place


@pytest.fixture
def masters(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Path:
    """Master keys that lie in a file, as they do where nobody gives them."""
    name, key = next(iter(settings.MASTER_KEYS.items()))
    monkeypatch.delenv("SECUREBASE_MASTER_KEYS")
    settings.DATA = tmp_path
    file = tmp_path / "master-keys"
    file.write_text(f"{name}:{_seal_text(key)}")
    return file


def test_a_new_master_key_wraps_every_key(ana: User, ben: User, masters: Path) -> None:
    days = {who: cast.checks_in(who, note=who.name) for who in (ana, ben)}
    call_command("rotate")
    newest, *_ = master_keys(masters.parent)
    assert {it.master for it in _keys()} == {newest}
    for who, day in days.items():
        kept = access.own_check_in(who, day)
        assert kept is not None
        assert kept["note"] == who.name


def test_a_process_that_began_before_reads_what_the_new_key_wraps(
    ana: User, masters: Path, settings: Any
) -> None:
    day = cast.checks_in(ana)
    before = dict(settings.MASTER_KEYS)
    call_command("rotate")
    settings.MASTER_KEYS = before
    _seal._unwrap.cache_clear()
    assert access.own_check_in(ana, day) is not None


def test_a_process_that_began_before_wraps_by_the_new_key(
    ana: User, masters: Path, settings: Any
) -> None:
    before = dict(settings.MASTER_KEYS)
    call_command("rotate")
    settings.MASTER_KEYS = before
    cast.checks_in(ana)
    assert _keys().get().master == next(iter(master_keys(masters.parent)))


def test_an_old_master_key_is_dropped_once_nobody_can_be_using_it(
    ana: User, masters: Path
) -> None:
    day = cast.checks_in(ana)
    call_command("rotate", "--drop")
    assert len(master_keys(masters.parent)) == 2
    call_command("rotate", "--drop")
    assert "tests" not in master_keys(masters.parent)
    _seal._unwrap.cache_clear()
    assert access.own_check_in(ana, day) is not None


def test_keys_that_are_given_are_not_written_to_a_file(
    ana: User, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA = tmp_path
    cast.checks_in(ana)
    call_command("rotate")
    assert "SECUREBASE_MASTER_KEYS" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_a_key_that_is_erased_while_keys_are_wrapped_does_not_come_back(
    ana: User, masters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.checks_in(ana)
    wrap = _seal._wrap

    def wrap_late(owner: uuid.UUID, number: int, key: bytes) -> bytes:
        erase(ana.id)
        return wrap(owner, number, key)

    masters.write_text(f"newer:{_seal_text(bytes(32))}\n{masters.read_text()}")
    monkeypatch.setattr(_seal, "_wrap", wrap_late)
    rewrap()
    assert not _keys().exists()


def test_everybody_gets_a_new_key_and_all_that_is_theirs_is_sealed_with_it(
    ana: User, ben: User
) -> None:
    for who in (ana, ben):
        cast.answers(who, "sb_vital")
        cast.checks_in(who, note="mine")
    before = {who: access.own_everything(who) for who in (ana, ben)}
    _long_ago()
    done = rotation.renew_answers()
    assert done.rows == ItemAnswer.objects.count() + CheckIn.objects.count()
    assert done.unreadable == 0
    assert set(stories.what_is_sealed_with_what()) == {"2"}
    assert {who: access.own_everything(who) for who in (ana, ben)} == before


def test_what_stood_there_before_is_sealed_anew_too(ana: User) -> None:
    day = cast.checks_in(ana, 1)
    row = CheckIn.objects.get()
    row.earlier, row.earlier_at = row.sealed, timezone.now()
    row.save()
    _long_ago()
    rotation.renew_answers()
    row.refresh_from_db()
    assert row.day == day
    assert bytes(row.earlier or b"")[1:3] == bytes(row.sealed)[1:3] == b"\x00\x02"
    assert row.take(column="earlier") == row.take()


def test_whoever_changes_a_row_meanwhile_wins(ana: User) -> None:
    cast.answers(ana, "sb_vital", 1)
    row = ItemAnswer.objects.all()[0]
    changed = ItemAnswer.objects.get(pk=row.pk)
    changed.put(5)
    changed.save()
    assert not row.reseal(ring(ana.id))
    assert ItemAnswer.objects.get(pk=row.pk).take() == 5


def test_a_second_run_takes_up_the_first_and_makes_no_third_key(ana: User) -> None:
    cast.answers(ana, "sb_vital")
    _long_ago()
    rotation.renew_answers()
    assert rotation.renew_answers().rows == 0
    assert _keys().count() == 2


def test_an_old_key_goes_after_some_weeks_and_not_while_something_needs_it(
    ana: User,
) -> None:
    cast.answers(ana, "sb_vital")
    _long_ago()
    rotation.renew_answers()
    with time_machine.travel(_in(30), tick=False):
        rotation.finish()
        assert _keys().count() == 2
    with time_machine.travel(_in(36), tick=False):
        rotation.finish()
        assert _keys().count() == 2, "marks of forms are made with it"
        Submission.objects.all().delete()
        rotation.finish()
        assert _keys().get().number == 2
        assert len(access.own_everything(ana).answers) > 0


def test_a_row_that_was_sealed_with_the_old_key_meanwhile_is_not_lost(
    ana: User,
) -> None:
    day = cast.checks_in(ana, note="late")
    _long_ago()
    old = ring(ana.id)
    rotation.renew_answers()
    row = CheckIn.objects.get()
    row.sealed = seal(ana.id, row._place, row.take_bytes(), old)
    row.save()
    Submission.objects.all().delete()
    with time_machine.travel(_in(36), tick=False):
        rotation.finish()
    assert _keys().get().number == 2
    kept = access.own_check_in(ana, day)
    assert kept is not None
    assert kept["note"] == "late"


def test_a_row_that_nobody_can_open_is_counted_and_keeps_its_key(ana: User) -> None:
    cast.answers(ana, "sb_vital")
    broken = ItemAnswer.objects.all()[0]
    broken.sealed = bytes(broken.sealed)[:-1] + b"?"
    broken.save()
    _long_ago()
    assert rotation.renew_answers().unreadable == 1
    Submission.objects.all().delete()
    with time_machine.travel(_in(36), tick=False):
        rotation.finish()
    assert _keys().count() == 2


@pytest.mark.parametrize("moved", ["row", "owner", "table"])
def test_what_is_moved_elsewhere_cannot_be_opened(
    ana: User, ben: User, moved: str
) -> None:
    cast.answers(ana, "sb_vital", 1)
    cast.checks_in(ana)
    one, other = ItemAnswer.objects.all()[:2]
    if moved == "row":
        ItemAnswer.objects.filter(pk=other.pk).update(sealed=one.sealed)
    elif moved == "owner":
        ring(ben.id)
        cast.checks_in(ben)
        ItemAnswer.objects.filter(pk=other.pk).update(owner=ben)
    else:
        day = CheckIn.objects.get()
        ItemAnswer.objects.filter(pk=other.pk).update(sealed=day.sealed)
    with pytest.raises(KeyIsGone):
        ItemAnswer.objects.get(pk=other.pk).take()


def test_ten_thousand_rows_are_sealed_anew_quickly(ana: User) -> None:
    stories.many_answers(ana, 10_000)
    _long_ago()
    began = time.process_time()
    assert rotation.renew_answers().rows == 10_000
    assert time.process_time() - began < 30
    assert stories.what_is_sealed_with_what() == {"2": 10_000}


def test_a_run_that_was_killed_is_taken_up_and_loses_nothing(tmp_path: Path) -> None:
    place = new_place(tmp_path / "place")
    many = 2_000
    before = place.tell(stories.ana_has_many_rows, str(many))
    place.tell(stories.a_key_was_made_long_ago)
    run = place.begin("rotate", "--answers")
    while _resealed(place) == 0 and run.poll() is None:
        time.sleep(0.01)
    run.kill()
    run.wait()
    assert 0 < _resealed(place) < many
    assert place.tell(stories.what_opens) == before
    place.run("rotate", "--answers")
    assert place.tell(stories.what_is_sealed_with_what) == {"2": many}
    assert place.tell(stories.what_opens) == before


def _resealed(place: Place) -> int:
    with sqlite3.connect(place.app) as app:
        query = "SELECT count(*) FROM answers_itemanswer WHERE substr(sealed, 1, 3) = ?"
        (many,) = app.execute(query, (b"\x01\x00\x02",)).fetchone()
    app.close()
    return int(many)


def _keys() -> Any:
    return PersonKey.objects.using("keys")


def _long_ago() -> None:
    stories.a_key_was_made_long_ago()


def _seal_text(key: bytes) -> str:
    return b64encode(key).decode()


def _in(days: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)
