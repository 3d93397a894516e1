from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from securebase import couples
from securebase.core import DataError

from .conftest import TODAY
from .malformed import CASES
from .spoiling import ANSWERS, DIARY, TOML, put_table, table

# The sentence for each case, read by eye; HOME stands for the folder of the test.
MESSAGES = tomllib.loads(
    Path(__file__).with_name("malformed.toml").read_text(encoding="utf-8")
)


def test_there_are_many_ways_to_spoil_a_couple() -> None:
    assert len(CASES) >= 45
    assert sorted(CASES) == sorted(MESSAGES)


def test_what_is_spoiled_was_good(good: Path) -> None:
    assert couples.validate(good, today=TODAY) == ()


@pytest.mark.parametrize("case", CASES)
def test_one_spoiled_thing_gives_one_clear_sentence(
    case: str, good: Path, tmp_path: Path
) -> None:
    path = CASES[case](good)
    with pytest.raises(DataError) as caught:
        couples.read(path, today=TODAY)
    said = [str(it).replace(str(tmp_path), "HOME") for it in caught.value.problems]
    assert said == [MESSAGES[case]]
    assert said[0].isprintable()


def test_validating_lists_what_reading_raises(good: Path) -> None:
    CASES["name_empty"](good)
    CASES["answer_twice"](good)
    with pytest.raises(DataError) as caught:
        couples.read(good, today=TODAY)
    assert couples.validate(good, today=TODAY) == caught.value.problems
    assert len(caught.value.problems) == 2


NOT_OF_THE_FOLDER = {
    "version_of_the_future",
    *(case for case in CASES if case.startswith(("path_", "json_"))),
}


@pytest.mark.parametrize("case", sorted(set(CASES) - NOT_OF_THE_FOLDER))
def test_it_is_named_together_with_everything_else_that_is_wrong(
    case: str, good: Path, tmp_path: Path
) -> None:
    CASES[case](good)
    alone = couples.validate(good, today=TODAY)
    elsewhere = _spoil_elsewhere(good, {problem.file for problem in alone})
    problems = couples.validate(good, today=TODAY)
    assert set(alone) < set(problems)
    assert elsewhere <= {problem.file for problem in problems}


def test_all_three_files_are_judged_at_once(good: Path) -> None:
    for case in ("name_empty", "unknown_topic", "answer_off_the_scale", "day_twice"):
        CASES[case](good)
    places = [problem.place for problem in couples.validate(good, today=TODAY)]
    assert places == [
        "couple.toml, column partners.a.name",
        "couple.toml, column partners.a.shares[1].topic",
        "answers.csv, row 7, column answer",
        "diary.csv, row 6, column day",
    ]


def test_one_row_with_three_wrong_cells_gives_three_problems(good: Path) -> None:
    rows = table(good / ANSWERS)
    rows[6] = ["c", "2025-02-30", "mini_ipip", "E1", "9"]
    put_table(good / ANSWERS, rows)
    columns = [problem.column for problem in couples.validate(good, today=TODAY)]
    assert columns == ["partner", "occasion", "answer"]


def test_a_note_is_never_quoted_in_a_problem(good: Path) -> None:
    rows = table(good / DIARY)
    rows[1][-1] = "my secret \x07"
    put_table(good / DIARY, rows)
    (problem,) = couples.validate(good, today=TODAY)
    assert "secret" not in str(problem)


def test_a_long_list_of_problems_comes_whole(good: Path) -> None:
    rows = table(good / ANSWERS)
    for row in rows[1:]:
        row[4] = "99"
    put_table(good / ANSWERS, rows)
    assert len(couples.validate(good, today=TODAY)) == len(rows) - 1


def _spoil_elsewhere(folder: Path, but_not: set[str]) -> set[str]:
    """Spoil every other file that can still be spoiled; return their names."""
    spoiled = set()
    if TOML not in but_not:
        CASES["id_with_spaces"](folder)
        spoiled.add(TOML)
    if ANSWERS not in but_not:
        CASES["answer_in_words"](folder)
        spoiled.add(ANSWERS)
    if DIARY not in but_not and (folder / DIARY).exists():
        CASES["check_in_in_words"](folder)
        spoiled.add(DIARY)
    return spoiled
