from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.web.durability import tried
from tests.web.place import new_place


def test_what_was_acknowledged_is_kept_when_the_server_is_killed(
    tmp_path: Path,
) -> None:
    place = new_place(tmp_path / "place")
    outcome = tried(place, kills=3)
    assert outcome.good, outcome
    assert outcome.taken > 0
    for file in (place.app, place.keys):
        with closing(sqlite3.connect(file)) as kept:
            assert kept.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.long
def test_a_server_that_acknowledges_before_it_keeps_is_found_out(
    tmp_path: Path,
) -> None:
    place = new_place(tmp_path / "place")
    outcome = tried(place, kills=2, program="tests.web.hasty")
    assert outcome.lost > 0
