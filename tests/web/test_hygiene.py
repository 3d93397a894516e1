"""What tools say of the app as it would be run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.web.place import ROOT, Place, new_place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return new_place(tmp_path / "place")


def test_a_place_behind_https_lacks_nothing(place: Place) -> None:
    check = ("check", "--deploy", "--fail-level", "WARNING")
    said = place.run(*check, SECUREBASE_HTTPS="1")
    assert "no issues" in said


def test_a_place_without_https_is_told_so(place: Place) -> None:
    said = place.run("check", "--deploy", "--fail-level", "WARNING", fails=True)
    assert "security.W008" in said


def test_every_change_of_a_table_has_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_bandit_finds_nothing() -> None:
    program = [sys.executable, "-m", "bandit", "-q", "-ll", "-r", "src/securebase/web"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_app_has_its_commands_from_a_clone_too() -> None:
    program = [sys.executable, "manage.py", "help", "--commands"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True)
    for name in ("backup", "events", "restore", "retain", "rotate", "serve", "work"):
        assert f"\n{name}\n" in done.stdout
