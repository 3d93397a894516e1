import pytest

from securebase.cli import _main
from securebase.core import DataError, Problem

from .conftest import Cli

CODES = {"done": 0, "bug": 1, "wrong input": 2, "interrupted": 130}


def test_the_codes_are_the_documented_ones() -> None:
    assert {
        it.name.lower().replace("_", " "): it.value for it in _main.ExitCode
    } == CODES


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Every command fails in the way that the test asks for."""

    def fail(_: object) -> int:
        raise request.param

    monkeypatch.setattr(_main, "_invoke", fail)
    monkeypatch.delenv("SECUREBASE_DEBUG", raising=False)


@pytest.mark.parametrize("failing", [KeyError("secret answer")], indirect=True)
@pytest.mark.usefixtures("failing")
def test_a_bug_is_called_one_and_shows_no_answers(cli: Cli) -> None:
    ran = cli("demo")
    assert (ran.code, ran.out) == (1, "")
    assert "bug in securebase" in ran.err
    assert "secret" not in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("failing", [KeyError("secret answer")], indirect=True)
@pytest.mark.usefixtures("failing")
def test_the_traceback_is_there_for_those_who_ask(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECUREBASE_DEBUG", "1")
    ran = cli("demo")
    assert ran.code == 1
    assert "Traceback" in ran.err


@pytest.mark.parametrize("failing", [KeyboardInterrupt()], indirect=True)
@pytest.mark.usefixtures("failing")
def test_an_interruption_is_quiet(cli: Cli) -> None:
    ran = cli("demo")
    assert (ran.code, ran.out, ran.err) == (130, "", "")


@pytest.mark.parametrize(
    "failing", [OSError(28, "No space left on device", "report.pdf")], indirect=True
)
@pytest.mark.usefixtures("failing")
def test_a_full_disk_is_told_in_one_line(cli: Cli) -> None:
    ran = cli("demo")
    assert (ran.code, ran.err) == (2, "Error: report.pdf: No space left on device.\n")


PROBLEM = Problem(file="f.csv", must="hold", got="x", remedy="Mend it.")


@pytest.mark.parametrize("failing", [DataError([PROBLEM] * 60)], indirect=True)
@pytest.mark.usefixtures("failing")
def test_many_problems_are_one_block(cli: Cli) -> None:
    ran = cli("demo")
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 52
