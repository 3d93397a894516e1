from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.web import stories
from tests.web.place import Place, new_place

OTHER_MASTER = f"other:{'B' * 43}="


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return new_place(tmp_path / "place")


@pytest.mark.long
def test_a_copy_made_while_somebody_writes_is_whole(
    place: Place, tmp_path: Path
) -> None:
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    writer = place.begin_to_tell(stories.ana_writes_and_writes, str(acknowledged))
    try:
        while _lines(acknowledged) < 20:
            assert writer.poll() is None
            time.sleep(0.05)
        before = _lines(acknowledged)
        place.run("backup", str(tmp_path / "answers"), "--keys", str(tmp_path / "keys"))
        after = _lines(acknowledged)
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait()
    (copy,) = (tmp_path / "answers").iterdir()
    assert _sealed(copy).items() <= _sealed(place.app).items()

    other = new_place(tmp_path / "other")
    (other.folder / "master-keys").write_text(OTHER_MASTER)
    other.run("restore", str(copy), "--keys", str(tmp_path / "keys"))
    wrote = other.tell(stories.what_ana_wrote)
    assert wrote == list(range(len(wrote)))
    # One may have been saved and not yet been acknowledged.
    assert before <= len(wrote) <= after + 1
    assert all(_integrity(it) == "ok" for it in (other.app, other.keys))


def test_a_copy_holds_all_there_is_and_of_keys_there_is_one(
    place: Place, tmp_path: Path
) -> None:
    place.tell(stories.two_people_live_here)
    answers, keys = tmp_path / "answers", tmp_path / "keys"
    for _ in range(2):
        place.run("backup", str(answers), "--keys", str(keys))
        time.sleep(1)
    assert len(list(answers.iterdir())) == 2
    assert {it.name for it in keys.iterdir()} == {
        "keys.sqlite3",
        "master-keys",
        "secret-key",
    }
    copies = [*answers.iterdir(), keys / "keys.sqlite3"]
    assert [it for it in copies if _is_open(it)] == []
    other = new_place(tmp_path / "other")
    newest = str(max(answers.iterdir()))
    other.run("restore", newest, "--keys", str(keys), "--keep-sharing")
    assert other.tell(stories.what_there_is) == place.tell(stories.what_there_is)


def test_who_deleted_their_account_does_not_come_back_and_nobody_shares(
    place: Place, tmp_path: Path
) -> None:
    place.tell(stories.two_people_live_here)
    answers, keys = tmp_path / "answers", tmp_path / "keys"
    place.run("backup", str(answers), "--keys", str(keys))
    assert place.tell(stories.who_shares)
    place.tell(stories.ana_deletes_her_account)
    (copy,) = answers.iterdir()
    place.run("restore", str(copy))
    assert set(place.tell(stories.what_opens)) == {"Ben"}
    assert place.tell(stories.who_shares) == []
    assert stories.CANARY.encode() not in place.bytes().lower()


@pytest.mark.long
def test_sharing_ends_with_a_restore(place: Place, tmp_path: Path) -> None:
    place.tell(stories.two_people_live_here)
    answers = tmp_path / "answers"
    place.run("backup", str(answers), "--keys", str(tmp_path / "keys"))
    (copy,) = answers.iterdir()
    place.run("restore", str(copy))
    assert place.tell(stories.who_shares) == []


@pytest.mark.parametrize("spoilt", ["other", "cut", "missing"])
def test_what_is_no_whole_copy_is_refused_and_changes_nothing(
    place: Place, tmp_path: Path, spoilt: str
) -> None:
    copy = tmp_path / "copy.sqlite3"
    if spoilt != "missing":
        whole = place.app.read_bytes()
        copy.write_bytes(whole[: len(whole) // 2] if spoilt == "cut" else b"no" * 999)
    before = place.app.read_bytes()
    said = place.run("restore", str(copy), fails=True)
    assert " must be " in said
    assert "Traceback" not in said
    assert place.app.read_bytes() == before


def test_answers_and_keys_are_never_laid_together(place: Place, tmp_path: Path) -> None:
    folder = str(tmp_path / "one")
    said = place.run("backup", folder, "--keys", folder, fails=True)
    assert "must be copied to two folders" in said


def _lines(path: Path) -> int:
    return path.read_text().count("\n")


def _sealed(path: Path) -> dict[bytes, bytes]:
    with closing(sqlite3.connect(path)) as database:
        return dict(database.execute("SELECT id, sealed FROM answers_itemanswer"))


def _integrity(path: Path) -> str:
    with closing(sqlite3.connect(path)) as database:
        return str(database.execute("PRAGMA integrity_check").fetchone()[0])


def _is_open(path: Path) -> bool:
    """Whether other people than the owner may read a file, or it needs another."""
    beside = [path.with_name(path.name + it) for it in ("-wal", "-shm", "-journal")]
    return bool(path.stat().st_mode & 0o077) or any(it.exists() for it in beside)
