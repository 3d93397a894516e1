import json
import re
import shutil
from pathlib import Path

import pytest

from securebase.couples import examples as example_couples

from .conftest import Cli


@pytest.mark.parametrize("folder", example_couples(), ids=lambda path: path.name)
def test_every_example_is_fine_and_counted(cli: Cli, folder: Path) -> None:
    ran = cli("validate", folder)
    assert (ran.code, ran.err) == (0, "")
    assert "is fine" in ran.out
    assert ran.out.count("check-ins") == 2


def test_a_fine_couple_has_an_empty_list_of_problems(cli: Cli, couple: Path) -> None:
    ran = cli("validate", couple, "--json")
    assert (ran.code, json.loads(ran.out)) == (0, [])


@pytest.fixture
def broken(couple: Path, tmp_path: Path) -> Path:
    """A couple in whose diary every day is impossible."""
    folder = tmp_path / "broken"
    shutil.copytree(couple, folder)
    diary = folder / "diary.csv"
    text = diary.read_text("utf-8")
    diary.write_text(re.sub(r"\d{4}-\d\d-\d\d(?=,)", "2025-02-30", text), "utf-8")
    return folder


def test_problems_are_numbered_and_cut_at_fifty(cli: Cli, broken: Path) -> None:
    ran = cli("validate", broken)
    lines = ran.err.splitlines()
    assert (ran.code, ran.out) == (2, "")
    assert lines[1].startswith("   1. ")
    assert lines[50].startswith("  50. ")
    assert "more" in lines[51]
    assert len(lines) == 52


def test_all_lists_them_all(cli: Cli, broken: Path) -> None:
    ran = cli("validate", broken, "--all")
    count = int(ran.err.split()[0])
    assert ran.code == 2
    assert len(ran.err.splitlines()) == count + 1


def test_json_lists_them_all_on_standard_output(cli: Cli, broken: Path) -> None:
    ran = cli("validate", broken, "--json")
    found = json.loads(ran.out)
    assert (ran.code, ran.err) == (2, "")
    assert len(found) == int(cli("validate", broken).err.split()[0])
    assert set(found[0]) == {
        "place", "file", "row", "column", "must", "got", "remedy",
    }  # fmt: skip


def test_what_is_not_there_is_wrong_input(cli: Cli, tmp_path: Path) -> None:
    ran = cli("validate", tmp_path / "nobody")
    assert (ran.code, ran.out) == (2, "")
    assert "nobody" in ran.err
