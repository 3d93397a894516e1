from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from securebase.cli._main import run
from securebase.couples import examples as example_couples


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Cli = Callable[..., Ran]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs a command in this process; `test_process.py` starts real ones."""

    def call(*words: object) -> Ran:
        code = run([str(word) for word in words])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return call


@pytest.fixture(scope="session")
def couple() -> Path:
    """One of the made-up couples."""
    return example_couples()[0]


@pytest.fixture(scope="session")
def couple_both_work(couple: Path) -> Path:
    """The couple that `tests.couples.malformed` knows how to spoil."""
    return couple.with_name("both-work")
