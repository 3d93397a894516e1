from __future__ import annotations

import datetime as dt
import runpy
from pathlib import Path
from typing import Any

import pytest

from securebase import couples
from securebase.core import Partner, Viewer
from securebase.couples import View

from .conftest import EXAMPLES, TODAY

NAMES = ("both-work", "held-back", "one-sided")
FIRST, LAST = dt.date(2025, 9, 29), dt.date(2025, 11, 9)


@pytest.fixture(scope="module")
def generator() -> dict[str, Any]:
    return runpy.run_path(str(EXAMPLES / "make_examples.py"))


def view(name: str, viewer: Viewer) -> View:
    return couples.look(couples.read(EXAMPLES / name, today=TODAY), viewer)


def days(name: str, whose: Partner) -> list[dt.date]:
    who = couples.read(EXAMPLES / name).private[list(Partner).index(whose)]
    return [entry.day for entry in who.diary]


def test_the_committed_examples_are_what_the_generator_writes(
    generator: dict[str, Any], tmp_path: Path
) -> None:
    for story in generator["stories"]():
        couples.write(generator["make"](story), tmp_path / story.folder)
    for name in NAMES:
        made = {it.name: it.read_bytes() for it in (tmp_path / name).iterdir()}
        assert made == {it.name: it.read_bytes() for it in (EXAMPLES / name).iterdir()}


@pytest.mark.parametrize("name", NAMES)
def test_every_example_says_that_it_is_made_up(name: str) -> None:
    assert couples.read(EXAMPLES / name).made_up
    assert "Made up" in (EXAMPLES / name / "couple.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_diary_runs_six_weeks_with_gaps(name: str) -> None:
    for whose in Partner:
        kept = days(name, whose)
        assert FIRST <= kept[0] <= kept[-1] <= LAST
        assert 15 <= len(kept) < 42


def test_jonas_joined_late() -> None:
    assert days("one-sided", Partner.B)[0] == dt.date(2025, 10, 16)


def test_lin_was_away_for_a_whole_week() -> None:
    monday = dt.date(2025, 10, 13)
    week = {monday + dt.timedelta(days=it) for it in range(7)}
    assert not week & set(days("held-back", Partner.B))
    assert week & set(days("held-back", Partner.A))


def test_only_what_the_calendar_asks_is_answered() -> None:
    from securebase.measures import checkin

    for name in NAMES:
        for who in couples.read(EXAMPLES / name).private:
            for entry in who.diary:
                asked = {item.code for item in checkin.items_for(entry.day)}
                assert {code for code, _ in entry.answers} <= asked


def test_one_couple_answered_some_questionnaires_twice() -> None:
    sheets = view("both-work", Viewer.A).people[Partner.A].sheets
    again = [it.instrument for it in sheets if it.occasion > FIRST]
    assert again == ["sb_base", "sb_resp", "sb_vital"]


@pytest.mark.parametrize("viewer", list(Viewer))
def test_every_viewer_sees_much_of_the_first_couple(viewer: Viewer) -> None:
    for seen in view("both-work", viewer).people.values():
        assert {it.instrument for it in seen.sheets} >= {
            "sb_base",
            "sb_resp",
            "sb_explore",
            "sb_load",
            "sb_vital",
        }
        assert len(seen.check_ins) > 20


def test_the_last_couple_shows_each_other_little() -> None:
    for seen in view("held-back", Viewer.OURS).people.values():
        assert {it.instrument for it in seen.sheets} == {
            "sb_base",
            "sb_explore",
            "sb_vital",
        }
        assert {code for it in seen.check_ins for code in it.answers} == {
            "d_vital",
            "d_satisfied",
        }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("viewer", list(Viewer))
def test_no_view_holds_a_note(name: str, viewer: Viewer) -> None:
    notes = [
        entry.note
        for who in couples.read(EXAMPLES / name).private
        for entry in who.diary
        if entry.note
    ]
    assert notes
    shown = repr(view(name, viewer).people) + str(view(name, viewer).names)
    assert not [note for note in notes if note in shown]
