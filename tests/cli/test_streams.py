import io
import json
import sys

import pytest

from securebase.cli._streams import clean, emit_json, listed, prepare_streams, tell
from securebase.core import Problem


def problems(count: int) -> tuple[Problem, ...]:
    return tuple(
        Problem(file="f", row=n, must="hold", got="x", remedy="Mend it.")
        for n in range(count)
    )


def test_fifty_problems_are_shown_and_the_others_counted() -> None:
    lines = listed(problems(53)).splitlines()
    assert lines[0] == "53 things must be put right:"
    assert len(lines) == 52
    assert lines[-1].strip() == "… and 3 more."


def test_all_problems_are_shown_if_asked() -> None:
    assert len(listed(problems(53), shown=53).splitlines()) == 54


def test_one_problem_is_one_thing() -> None:
    assert listed(problems(1)).startswith("1 thing must be put right:")


def test_text_from_a_file_cannot_steer_the_terminal() -> None:
    assert clean("a\x1b[2Jb\r\nc") == "a\\x1b[2Jb\\r\nc"


def ascii_only(monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    # No fixture: pytest takes the streams back between set-up and test.
    raw = io.BytesIO()
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(raw, encoding="ascii"))
    prepare_streams()
    return raw


def test_a_terminal_with_few_characters_gets_the_nearest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = ascii_only(monkeypatch)
    tell("“ω” … 愛")
    sys.stdout.flush()
    assert raw.getvalue() == b'"omega" ... ?\n'


def test_json_loses_nothing_on_such_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = ascii_only(monkeypatch)
    emit_json({"name": "愛"})
    sys.stdout.flush()
    assert json.loads(raw.getvalue()) == {"name": "愛"}
