from io import StringIO
from threading import Event
from time import monotonic

import pytest
from rich.console import Console

from securebase.cli._waiting import waiting


@pytest.fixture(autouse=True)
def _a_terminal_that_can_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


def watched(after: float, *, until: str = "") -> str:
    """What somebody at a terminal sees, who waits until something is there."""
    seen = StringIO()
    screen = Console(file=seen, force_terminal=True)
    end = monotonic() + 20
    with waiting("Fitting", screen=screen, after=after):
        while until not in seen.getvalue() and monotonic() < end:
            Event().wait(0.01)
    return seen.getvalue()


def test_what_takes_long_says_that_it_goes_on_and_leaves_nothing_behind() -> None:
    seen = watched(0.0, until="0:00:0")
    assert "Fitting" in seen
    assert "0:00:0" in seen
    # The line is erased, and the cursor is there again.
    assert "\x1b[2K" in seen
    assert seen.endswith(("\x1b[2K", "\x1b[?25h"))


def test_what_is_quick_says_nothing() -> None:
    assert "Fitting" not in watched(5.0)


def test_a_program_that_reads_sees_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with waiting("Fitting", after=0.0):
        pass
    assert capsys.readouterr() == ("", "")


def test_a_mistake_goes_through() -> None:
    with pytest.raises(ValueError, match="wrong"), waiting("Fitting", after=0.0):
        raise ValueError("wrong")
