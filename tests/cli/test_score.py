import csv
import json
from pathlib import Path

import pytest

from .conftest import Cli

KEY = """
id = "tiny"
title = "A tiny questionnaire"
validated = false
licence = "Made up."
reference = "Made up for this test."
lo = 1
hi = 5
items = [{ code = "Q1" }, { code = "Q2", reverse = true }, { code = "Q3" }]
scales = [{ id = "whole", title = "Whole", items = ["Q1", "Q2", "Q3"] }]
"""
ANSWERS = "person,Q1,Q2,Q3\nana,1,5,1\nben,5,1,5\ncleo,3,3,3\n"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.toml"
    path.write_text(KEY, "utf-8")
    return path


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, "utf-8")
    return path


def test_a_table_shows_every_scale(cli: Cli, key: Path, answers: Path) -> None:
    ran = cli("score", answers, "--instrument", key)
    assert (ran.code, ran.err) == (0, "")
    # Three people whose items agree perfectly: 1, 5 and 3.
    row = next(line for line in ran.out.splitlines() if line.startswith("whole"))
    assert row.split()[1:5] == ["3", "3.000", "2.000", "1.000"]


def test_json_has_full_precision_and_nothing_else(
    cli: Cli, key: Path, answers: Path
) -> None:
    answers.write_text(ANSWERS + "dara,2,2,2\n", "utf-8")
    ran = cli("score", answers, "--instrument", key, "--json")
    found = json.loads(ran.out)
    assert found["instrument"] == "tiny"
    assert found["n_rows"] == 4
    whole = found["scales"]["whole"]
    assert {"n", "mean", "sd", "alpha", "omega", "sem"} <= set(whole)
    assert whole["mean"] == pytest.approx((1 + 5 + 3 + 8 / 3) / 4, abs=1e-12)


def test_json_says_how_a_score_is_made_and_what_it_means(
    cli: Cli, answers: Path, tmp_path: Path
) -> None:
    answers.write_text("N8,N2,N6,N4\n5,1,5,1\n1,5,1,5\n", "utf-8")
    toml = KEY.replace('items = ["Q1"', 'high_means = "much of it", items = ["Q1"')
    key = tmp_path / "tiny.toml"
    key.write_text(toml, "utf-8")
    answers.write_text(ANSWERS, "utf-8")
    given = ("score", answers, "--instrument", key)
    whole = json.loads(cli(*given, "--json").out)["scales"]["whole"]
    assert (whole["method"], whole["high_means"]) == ("mean", "much of it")
    assert "High scores: whole = much of it." in cli(*given).out


def test_what_is_not_csv_is_not_called_otherwise(
    cli: Cli, key: Path, answers: Path, tmp_path: Path
) -> None:
    ran = cli("score", answers, "--instrument", key, "--out", tmp_path / "x.xlsx")
    assert (ran.code, ran.out) == (2, "")
    assert "Call it, for example, scores.csv" in ran.err
    assert not (tmp_path / "x.xlsx").exists()


def test_one_row_is_a_row(cli: Cli, key: Path, answers: Path) -> None:
    answers.write_text("Q1,Q2,Q3\n1,2,3\n", "utf-8")
    first = cli("score", answers, "--instrument", key).out.splitlines()[0]
    assert first == "A tiny questionnaire, 1 row"


def test_scores_of_people_go_to_a_file(
    cli: Cli, key: Path, answers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "scores.csv"
    ran = cli("score", answers, "--instrument", key, "--id", "person", "--out", out)
    assert ran.code == 0
    assert str(out) in ran.err
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], float(row["whole"])) for row in rows] == [
        ("ana", 1.0),
        ("ben", 5.0),
        ("cleo", 3.0),
    ]


def test_other_column_names_are_mapped(cli: Cli, key: Path, answers: Path) -> None:
    answers.write_text(ANSWERS.replace("Q", "ITEM"), "utf-8")
    given = ("score", answers, "--instrument", key, "--json")
    star = cli(*given, "--map", "ITEM*=Q*")
    pairs = cli(*given, "--map", "ITEM1=Q1,ITEM2=Q2", "--map", "ITEM3=Q3")
    assert star.code == pairs.code == 0
    assert json.loads(star.out) == json.loads(pairs.out)


def test_another_scale_is_turned_in_its_own_range(
    cli: Cli, key: Path, answers: Path
) -> None:
    answers.write_text("Q1,Q2,Q3\n7,1,7\n1,7,1\n", "utf-8")
    ran = cli("score", answers, "--instrument", key, "--range", "1-7", "--json")
    assert json.loads(ran.out)["scales"]["whole"]["mean"] == 4.0


def test_turned_items_are_not_turned_again(cli: Cli, key: Path, answers: Path) -> None:
    answers.write_text("Q1,Q2,Q3\n5,5,5\n4,4,4\n", "utf-8")
    ran = cli("score", answers, "--instrument", key, "--already-reversed", "--json")
    assert json.loads(ran.out)["scales"]["whole"]["mean"] == 4.5


def test_missing_codes_are_no_answers(cli: Cli, key: Path, answers: Path) -> None:
    answers.write_text(ANSWERS + "dara,0,-1,0\n", "utf-8")
    ran = cli("score", answers, "--instrument", key, "--missing", "0,-1", "--json")
    assert json.loads(ran.out)["scales"]["whole"]["n"] == 3


def test_a_wrong_value_is_an_error_unless_it_is_called_missing(
    cli: Cli, key: Path, answers: Path
) -> None:
    answers.write_text(ANSWERS + "dara,1,often,1\n", "utf-8")
    given = ("score", answers, "--instrument", key, "--json")
    refused = cli(*given)
    assert (refused.code, refused.out) == (2, "")
    assert "often" in refused.err
    taken = cli(*given, "--wrong-values", "missing")
    assert json.loads(taken.out)["scales"]["whole"]["n"] == 3


BAD = {
    "nothing at all": b"",
    "only a head": b"Q1,Q2,Q3\n",
    "a column is missing": b"Q1,Q2\n1,2\n",
    "a column twice": b"Q1,Q1,Q2,Q3\n1,2,3,4\n",
    "a word": b"Q1,Q2,Q3\n1,yes,3\n",
    "mostly out of range": b"Q1,Q2,Q3\n1,8,9\n",
    "half an answer": b"Q1,Q2,Q3\n1,2,2.5\n",
    "a row too long": b"Q1,Q2,Q3\n1,2,3\n1,2,3,4,5\n",
    "bytes of a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00",
    "mixed encodings": b"Q1,Q2,Q3\n1,2,3\n" + b"\xff\xfe1,2,3\n",
    "a quote that stays open": b'Q1,Q2,Q3\n1,"2,3\n',
    "infinity": b"Q1,Q2,Q3\n1,inf,3\n",
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_bad_file_gets_one_clear_message_and_no_output(
    cli: Cli, key: Path, tmp_path: Path, content: bytes
) -> None:
    bad, out = tmp_path / "bad.csv", tmp_path / "out" / "scores.csv"
    bad.write_bytes(content)
    out.parent.mkdir()
    ran = cli("score", bad, "--instrument", key, "--out", out)
    assert (ran.code, ran.out) == (2, "")
    assert "bad.csv" in ran.err
    assert " must " in ran.err
    assert "Traceback" not in ran.err
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        ("--instrument", "no_such"),
        ("--instrument", "no-such.toml"),
        ("--range", "7-1"),
        ("--range", "wide"),
        ("--map", "Q9=Q9"),
        ("--id", "nobody"),
        ("--out", "absent/scores.csv"),
        ("--wrong-values", "guess"),
    ],
    ids=" ".join,
)
def test_a_wrong_option_is_wrong_usage(
    cli: Cli, key: Path, answers: Path, wrong: tuple[str, str]
) -> None:
    ran = cli("score", answers, "--instrument", key, *wrong)
    assert (ran.code, ran.out) == (2, "")
    assert wrong[1].split("/")[0].split("=")[0] in ran.err
    assert "Traceback" not in ran.err
