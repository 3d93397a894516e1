"""What was tried, kept in a file of one's own and read again."""

from __future__ import annotations

import datetime as dt
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from securebase.core import Partner, PracticeError
from securebase.plan import Tried, Verdict, goals, practices, read_log, write_log
from tests.effort import tried_on

FIRST = dt.date(2026, 3, 1)
RECORD: dict[str, Any] = {
    "partner": "a",
    "practice": "asking",
    "goal": "safer",
    "since": "2026-03-01",
    "until": "2026-03-15",
    "done": 9,
    "verdict": "same",
}


def tried(**changed: Any) -> Tried:
    usual: dict[str, Any] = {
        "partner": Partner.A,
        "practice": "asking",
        "goal": "safer",
        "since": FIRST,
        "until": FIRST + dt.timedelta(days=14),
        "done": 9,
        "verdict": Verdict.SAME,
    }
    return Tried(**{**usual, **changed})


@st.composite
def tries(draw: st.DrawFn) -> Tried:
    days = draw(st.integers(1, 40))
    since = draw(st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)))
    return tried(
        partner=draw(st.sampled_from(list(Partner))),
        practice=draw(st.sampled_from([it.id for it in practices()])),
        goal=draw(st.sampled_from([it.id for it in goals()])),
        since=since,
        until=since + dt.timedelta(days=days),
        done=draw(st.integers(0, days)),
        verdict=draw(st.sampled_from(list(Verdict))),
    )


def in_order(some: list[Tried]) -> tuple[Tried, ...]:
    return tuple(sorted(some, key=lambda it: (it.until, it.since)))


@given(st.lists(tries(), max_size=5))
@tried_on(20)
def test_what_was_kept_is_read_again_the_earliest_first(
    tmp_path_factory: pytest.TempPathFactory, some: list[Tried]
) -> None:
    path = tmp_path_factory.mktemp("log") / "tried.json"
    write_log(some, path)
    assert read_log(path) == in_order(some)


def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "tried.json"
    write_log([tried()], path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    write_log([tried(), tried(done=3)], path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [it.name for it in tmp_path.iterdir()] == ["tried.json"]


def test_where_there_is_no_file_yet_nothing_was_tried(tmp_path: Path) -> None:
    assert read_log(tmp_path / "tried.json") == ()


def test_a_written_entry_is_the_one_that_is_documented(tmp_path: Path) -> None:
    path = tmp_path / "tried.json"
    write_log([tried()], path)
    kept = json.loads(path.read_text("utf-8"))
    assert kept == {"format": "securebase-practices/1", "tried": [RECORD]}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b"7",
        b"{}",
        b'{"format": "securebase-practices/1"}',
        b'{"format": "securebase-practices/2", "tried": []}',
        b'{"format": "securebase-practices/1", "tried": {}}',
    ],
)
def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tried.json"
    path.write_bytes(content)
    with pytest.raises(PracticeError, match="must be a file of practices that"):
        read_log(path)


def test_a_folder_is_no_file_of_practices(tmp_path: Path) -> None:
    with pytest.raises(PracticeError, match="Choose another file, or delete it"):
        read_log(tmp_path)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"partner": "c"}, "ValueError"),
        ({"verdict": "perhaps"}, "ValueError"),
        ({"since": "1 March"}, "ValueError"),
        ({"until": 20260315}, "TypeError"),
        ({"done": "many"}, "TypeError"),
        ({"done": 2.7}, "TypeError"),
        ({"done": True}, "TypeError"),
        ({"done": None}, "TypeError"),
        ({"practice": "naps"}, "naps"),
        ({"goal": "rich"}, "A goal must be one of"),
        ({"done": 15}, "Got 15 of 14 days instead"),
        ({"done": -1}, "Got -1 of 14 days instead"),
        ({"until": "2026-03-01"}, "Got 9 of 0 days instead"),
    ],
)
def test_a_wrong_entry_is_refused_and_named_by_its_place(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    path = tmp_path / "tried.json"
    records = [RECORD, {**RECORD, **changed}]
    text = json.dumps({"format": "securebase-practices/1", "tried": records})
    path.write_text(text, "utf-8")
    with pytest.raises(PracticeError) as caught:
        read_log(path)
    assert str(caught.value).startswith("tried.json, entry 2")
    assert said in str(caught.value)


@pytest.mark.parametrize("missing", list(RECORD))
def test_an_entry_has_every_field(tmp_path: Path, missing: str) -> None:
    path = tmp_path / "tried.json"
    record = {key: it for key, it in RECORD.items() if key != missing}
    text = json.dumps({"format": "securebase-practices/1", "tried": [record]})
    path.write_text(text, "utf-8")
    with pytest.raises(PracticeError, match=f"KeyError: '{missing}'"):
        read_log(path)


def test_an_entry_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "tried.json"
    text = json.dumps({"format": "securebase-practices/1", "tried": [3]})
    path.write_text(text, "utf-8")
    with pytest.raises(PracticeError, match="entry 1 must have partner, practice"):
        read_log(path)


def test_days_are_counted_from_the_evening_before() -> None:
    assert tried(until=FIRST + dt.timedelta(days=1), done=1).days == 1
    assert tried().days == 14


@pytest.mark.parametrize("days", [0, -3])
def test_a_practice_ends_after_it_began(days: int) -> None:
    with pytest.raises(PracticeError, match="must end after it began"):
        tried(until=FIRST + dt.timedelta(days=days), done=0)


@pytest.mark.parametrize("done", [-1, 15])
def test_it_is_done_on_no_more_days_than_there_were(done: int) -> None:
    with pytest.raises(PracticeError, match=f"Got {done} of 14 days instead"):
        tried(done=done)
