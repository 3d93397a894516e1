import io

import pytest
from rich.console import Console

from securebase.cli._table import show_table

COLUMNS = ("scale", "n", "mean")
ROWS = (("extraversion", "5000", "3.01"), ("openness", "4999", ""))


def shown(*, width: int, terminal: bool) -> list[str]:
    out = io.StringIO()
    screen = Console(file=out, width=width, force_terminal=terminal, color_system=None)
    show_table(screen, COLUMNS, ROWS, numbers_from=1)
    return [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.fixture(autouse=True)
def no_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)


def test_a_wide_terminal_gets_a_table() -> None:
    lines = shown(width=80, terminal=True)
    assert lines[0].split() == ["scale", "n", "mean"]
    assert lines[-1].split() == ["openness", "4999"]


def test_a_narrow_terminal_gets_a_list_with_every_value() -> None:
    assert shown(width=20, terminal=True) == [
        "extraversion",
        "  n: 5000",
        "  mean: 3.01",
        "openness",
        "  n: 4999",
    ]


def test_text_in_a_list_goes_on_under_itself() -> None:
    out = io.StringIO()
    screen = Console(file=out, width=18, force_terminal=True, color_system=None)
    show_table(screen, ("id", "text"), [("one", "words that go on")], wraps=True)
    assert out.getvalue().splitlines() == ["one", "  text: words that", "    go on"]


def test_a_pipe_gets_whole_lines_whatever_the_width() -> None:
    lines = shown(width=10, terminal=False)
    assert lines[-2].split() == ["extraversion", "5000", "3.01"]


def test_a_table_without_rows_has_only_its_head() -> None:
    out = io.StringIO()
    show_table(Console(file=out, width=80), COLUMNS, ())
    assert out.getvalue().split()[:3] == ["scale", "n", "mean"]
