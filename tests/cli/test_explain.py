from pathlib import Path

import pytest

from securebase.core import STATEMENTS
from securebase.dynamics import mechanisms, parameters
from securebase.explain import HYPOTHESIS, graph_svg, odd

from .conftest import Cli


def test_the_overview_names_every_mechanism(cli: Cli) -> None:
    ran = cli("explain")
    assert (ran.code, ran.err) == (0, "")
    assert [it.id for it in mechanisms() if f"  {it.id}: " not in ran.out] == []
    assert "hypothesis" in ran.out


def test_a_mechanism_is_explained_with_its_equation_and_numbers(cli: Cli) -> None:
    out = cli("explain", "--mechanism", "crossover").out
    assert "T_j" in out
    assert "crossover.share" in out
    assert "stress_crossover" in out


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_is_explained_with_its_mechanisms(cli: Cli, statement: str) -> None:
    out = cli("explain", "--statement", statement).out
    names = [it.id for it in mechanisms() if statement in it.statements]
    assert [name for name in names if f"  {name}: " not in out] == []
    assert "Gone without" in " ".join(out.split())


def test_every_number_is_listed(cli: Cli) -> None:
    out = cli("explain", "--parameters").out
    assert [it.name for it in parameters() if f"  {it.name} = " not in out] == []


def test_loops_are_called_a_hypothesis(cli: Cli) -> None:
    assert HYPOTHESIS in cli("explain", "--loops").out


def test_the_drawing_is_written(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "haven.svg"
    ran = cli("explain", "--graph", path, "--mechanism", "haven")
    assert (ran.code, ran.out) == (0, "")
    assert path.read_text("utf-8") == graph_svg("haven")


def test_the_description_can_be_printed_or_written(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "odd.md"
    assert cli("explain", "--odd", path).code == 0
    assert path.read_text("utf-8") == odd()
    assert cli("explain", "--odd", "-").out.startswith("# The model in full")


@pytest.mark.parametrize("words", [("--mechanism", "luck"), ("--statement", "S99")])
def test_what_is_unknown_is_wrong_input(cli: Cli, words: tuple[str, str]) -> None:
    ran = cli("explain", *words)
    assert (ran.code, ran.out) == (2, "")
    assert words[1] in ran.err
