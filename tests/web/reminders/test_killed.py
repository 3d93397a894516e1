"""A worker that is killed while it sends: never two mails, and never silently none."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from .mail_server import MailServer, mail_server

_PATIENCE = 60
_SETUP = """
import datetime as dt
import django
django.setup()
from django.core.management import call_command
for name in ("default", "keys"):
    call_command("migrate", database=name, verbosity=0)
from django.utils import timezone
from securebase.web.accounts.models import User
from securebase.web.reminders.models import Mail, Reminder
now = timezone.now()
ana = User.objects.create_user("ana@example.org", name="Ana", adult_at=now)
Reminder.objects.create(person=ana, on=True, zone=ana.time_zone)
Mail.objects.create(
    key="one", person=ana, which="first", day=now.date(),
    due=now - dt.timedelta(minutes=1), closes=now + dt.timedelta(hours=3),
)
"""


class Place:
    """An app in a folder of its own, with one mail that is due."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SECUREBASE_", "DATABASE_", "KEYS_", "DJANGO_"))
        }
        self.environment = kept | {
            "SECUREBASE_DATA": str(folder),
            "SECUREBASE_MAIL_HOST": "127.0.0.1",
            "SECUREBASE_MAIL_PORT": str(port),
            "SECUREBASE_MAIL_TLS": "no",
        }
        self.environment["DJANGO_SETTINGS_MODULE"] = "securebase.web.settings"

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        return self._started("-m", "securebase.web", *words)

    def make(self) -> None:
        told = self._started("-c", _SETUP).communicate(timeout=_PATIENCE)[0]
        assert told == b""

    def _started(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *words],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, *words: str, code: int = 0) -> str:
        process = self.begin(*words)
        told = process.communicate(timeout=_PATIENCE)[0].decode()
        assert process.returncode == code, told
        return told

    def row(self) -> dict[str, str | None]:
        with closing(sqlite3.connect(self.folder / "app.sqlite3")) as rows:
            rows.row_factory = sqlite3.Row
            return dict(rows.execute("SELECT * FROM reminders_mail").fetchone())

    def minutes_go_by(self, minutes: int) -> None:
        with closing(sqlite3.connect(self.folder / "app.sqlite3", timeout=20)) as rows:
            for column in ("claimed_at", "handed_at"):
                rows.execute(
                    f"UPDATE reminders_mail SET {column} = "
                    f"datetime({column}, '-{minutes} minutes')"
                )
            rows.commit()


@pytest.fixture(autouse=True)
def _both_databases() -> None:
    """The app has databases of its own here."""


@pytest.fixture
def smtp() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "data"
    folder.mkdir()
    Place(folder, 25).make()
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path, smtp: MailServer) -> Place:
    return Place(shutil.copytree(made, tmp_path / "data"), smtp.port)


def _killed(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=_PATIENCE)


def test_killed_before_it_is_handed_over_it_is_sent_later_and_once(
    place: Place, smtp: MailServer
) -> None:
    smtp.greets.clear()
    sender = place.begin("work", "--once")
    assert smtp.came.wait(_PATIENCE)
    _killed(sender)
    smtp.greets.set()
    row = place.row()
    assert row["claimed_at"] is not None
    assert row["handed_at"] is None
    place.run("work", "--once")
    assert smtp.taken == []
    place.minutes_go_by(11)
    place.run("work", "--once")
    assert len(smtp.taken) == 1
    assert place.row()["outcome"] == "sent"


def test_killed_between_handing_over_and_hearing_back_it_is_not_sent_again(
    place: Place, smtp: MailServer
) -> None:
    smtp.confirms.clear()
    sender = place.begin("work", "--once")
    assert smtp.got.wait(_PATIENCE)
    _killed(sender)
    smtp.confirms.set()
    row = place.row()
    assert row["handed_at"] is not None
    assert row["outcome"] == ""
    for minutes in (0, 11):
        place.minutes_go_by(minutes)
        place.run("work", "--once")
    assert len(smtp.taken) == 1
    assert place.row()["outcome"] == "unknown"
    assert "1 were handed over, perhaps" in place.run("outbox", code=1)
