import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from securebase.couples import read
from securebase.dynamics import calibrated
from securebase.simulate import cohort, write_collected

from .conftest import Cli
from .test_update import PROGRAM, files, kill_once

COUPLES, DAYS = 18, 4
# By the straight account alone, which is quick.
QUICK = ("--model", "couple", "--workers", "1", "--twins", "0")
BROKEN = "made-up-000003"


@pytest.fixture(scope="module")
def couples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Couples of whom one cannot be read."""
    folder = tmp_path_factory.mktemp("fit") / "couples"
    people = cohort(np.random.default_rng(4), COUPLES, calibrated())
    list(write_collected(folder, people, [calibrated()], days=DAYS, seed=5))
    (folder / BROKEN / "couple.toml").unlink()
    return folder


def test_what_couples_are_like_is_printed(cli: Cli, couples: Path) -> None:
    ran = cli("fit", couples, *QUICK)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{COUPLES - 1} couples, ")
    assert "1 could not be read; `securebase validate` says why." in ran.out
    assert "neuroticism" in ran.out
    assert "the data said nothing: " in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "parameter" in ran.out


def test_json_holds_the_cohort_and_each_couple(
    cli: Cli, couples: Path, tmp_path: Path
) -> None:
    out = tmp_path / "cohort.csv"
    ran = cli(
        "fit", couples, "--model", "couple", "--twins", "4", "--json", "--out", out
    )
    told = json.loads(ran.out)
    assert ran.err == f"Written: {out}\n"
    assert told["format"] == "securebase-cohort/1"
    assert told["broken"] == [BROKEN]
    assert told["couples"] == len(told["each"]) == COUPLES - 1
    assert told["outcome"] in ("good", "boundary")
    names = [it["name"] for it in told["parameters"]]
    assert "home_security" in names
    with out.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {it["name"] for it in rows} == set(names)
    for each in told["each"].values():
        assert {"a.security", "b.home_security"} <= each["numbers"].keys()


def test_coefficients_are_told_too(
    cli: Cli, couples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("securebase.fit.couple._coefficients.PAIRS", 32)
    out = tmp_path / "cohort.csv"
    words = ("fit", couples, *QUICK, "--coefficients")
    told = json.loads(cli(*words, "--json", "--out", out).out)["coefficients"]
    each = {it["name"]: it for it in told["parameters"]}
    openness = each["starting_points.encouraging_openness"]
    assert openness["standing"] == "assumption, untested"
    assert openness["statements"][-1] == "S14"
    with out.open(encoding="utf-8", newline="") as lines:
        rows = {it["name"]: it for it in csv.DictReader(lines)}
    assert set(each) < set(rows)
    assert rows["care.spread"]["part"] == "coefficient"
    ran = cli(*words)
    assert "Coefficients of mechanisms, from " in ran.out
    assert " others the data said nothing: they stay as calibration" in ran.out


def test_what_was_killed_goes_on_to_the_same_end(
    cli: Cli, couples: Path, tmp_path: Path
) -> None:
    whole, work = tmp_path / "whole", tmp_path / "work"
    words = ("fit", couples, *QUICK, "--json", "--work")
    once = cli(*words, whole)
    kill_once([str(it) for it in (PROGRAM, *words, work)], lambda: len(_kept(work)) > 1)
    before = {it: it.stat().st_mtime_ns for it in _kept(work)}
    again = cli(*words, work)
    assert again == once
    assert files(work) == files(whole)
    assert {it: it.stat().st_mtime_ns for it in before} == before


def _kept(work: Path) -> list[Path]:
    # Whole ones alone: what lies beside a belief is written after it.
    return [
        it
        for it in (work / "beliefs").glob("*.npz")
        if it.with_name(f"{it.name}.json").exists()
    ]


def test_an_update_and_a_fit_keep_the_same(
    cli: Cli, couples: Path, tmp_path: Path
) -> None:
    some, place = tmp_path / "some", tmp_path / "kept"
    for name in ("made-up-000001", "made-up-000002"):
        shutil.copytree(couples / name, some / name)
    assert cli("update", some, "--out", place, "--workers", "1").code == 0
    before = files(place)
    ran = cli("fit", some, *QUICK, "--work", place)
    assert (ran.code, ran.err) == (0, "")
    assert "too few couples" in ran.out
    assert files(place) == before


def test_couples_without_answers_are_a_sentence(
    cli: Cli, couples: Path, tmp_path: Path
) -> None:
    some = tmp_path / "some"
    shutil.copytree(couples / "made-up-000001", some / "made-up-000001")
    for name in ("diary.csv", "answers.csv"):
        (some / "made-up-000001" / name).unlink(missing_ok=True)
    assert read(some / "made-up-000001").private[0].diary == ()
    ran = cli("fit", some, *QUICK)
    assert (ran.code, ran.err) == (0, "")
    assert "No couple has an answer that may be seen" in ran.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--model", "couple", "--formula", "x"), "--formula must be left out"),
        (("--model", "couple", "--table", "t.docx"), "--table must be left out"),
        (
            ("--model", "ct", "--couple", "id"),
            "--formula must be given with --model ct",
        ),
        (("--model", "apim", "--formula", "x ~ y"), "--couple must be given with"),
        (("--model", "couple", "--out", "nowhere/c.csv"), "output folder must exist"),
    ],
)
def test_what_does_not_go_together_is_told(
    cli: Cli, couples: Path, words: tuple[str, ...], says: str
) -> None:
    ran = cli("fit", couples, *words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_a_place_that_is_none_is_told(cli: Cli, couples: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    model = ("--model", "couple")
    assert "must hold couples" in cli("fit", tmp_path / "empty", *model).err
    assert "which is none" in cli("fit", tmp_path / "nobody", *model).err
    inside = cli("fit", couples, *model, "--work", couples / "work")
    assert "must lie outside" in inside.err
    assert not (couples / "work").exists()
