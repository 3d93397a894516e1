import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.fit.mixed.made import Truth, diary_frame

from .conftest import Cli

DATA = Path(__file__).parents[1] / "data"
WIDE = (
    "fit", DATA / "ctdyad_100x40.csv", "--model", "ct", "--couple", "id", "--wide",
    "a=_a,b=_b", "--time", "time",
)  # fmt: skip
APIM = (
    "fit", DATA / "acitelli.csv", "--model", "apim", "--couple", "cuplid", "--role",
    "gender", "--formula", "satisfaction ~ other_pos + other_pos_partner",
)  # fmt: skip
Y0 = ("--formula", "y0", "--no-random-intercepts", "--initial", "spread")


def test_rates_and_what_they_mean_later_are_printed(cli: Cli) -> None:
    ran = cli(*WIDE, *Y0)
    assert (ran.code, ran.err) == (0, "")
    for words in (
        "17645.58",
        "Rates per day",
        "1 week",
        "These depend on the interval",
    ):
        assert words in ran.out


def test_json_is_for_programs(cli: Cli) -> None:
    told = json.loads(cli(*WIDE, *Y0, "--json").out)
    assert told["outcome"] == "good"
    assert told["minus_two_log_likelihood"] == pytest.approx(17645.58, abs=0.01)
    parts = {row["part"] for row in told["estimates"]}
    assert {"rates", "lagged", "levels", "noise", "error"} <= parts
    assert told["equations"].startswith("rate of y0[a] per day")


def test_people_alone_need_no_partner(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "alone.csv"
    pd.read_csv(DATA / "ctdyad_100x40.csv").to_csv(path, index=False)
    told = json.loads(
        cli("fit", path, "--model", "ct", "--couple", "id", "--single", "--time",
            "time", "--formula", "y0_a, y0_b", *Y0[2:], "--json").out
    )  # fmt: skip
    assert told["minus_two_log_likelihood"] == pytest.approx(17645.58, abs=0.01)
    assert told["equations"].startswith("rate of y0_a per day")


def test_draws_from_the_posterior_are_told_with_their_doubt(
    cli: Cli, tmp_path: Path
) -> None:
    out = tmp_path / "draws.csv"
    words = (*WIDE, *Y0[:2], "--no-random-intercepts", "--posterior", "weighing")
    told = json.loads(cli(*words, "--json", "--out", out).out)
    assert told["warnings"] == []
    assert "importance sampling" in told["methods"]
    rows = {(it["part"], it["first"], it["second"]): it for it in told["estimates"]}
    rate = rows["rates", "y0[a]", "y0[a]"]
    assert rate["low"] < rate["mean"] < rate["high"] < 0
    assert len(pd.read_csv(out)) == len(told["estimates"])
    shown = cli(*words).out
    assert "Nothing speaks against trusting" in shown
    assert f"{rate['mean']:.3g}" in shown


def test_a_mixed_model_makes_the_partners_column(cli: Cli) -> None:
    ran = cli(*APIM, "--by-role", "all", "--json")
    assert json.loads(ran.out)["minus_two_log_likelihood"] == pytest.approx(300.2215996)


FATE = (*APIM[:2], "--model", "common-fate", *APIM[4:-1])


def test_common_fate_is_printed_written_and_told_to_programs(
    cli: Cli, tmp_path: Path
) -> None:
    out, table = tmp_path / "fate.csv", tmp_path / "fate.txt"
    files = ("--out", out, "--table", table)
    told = json.loads(cli(*FATE, "satisfaction ~ tension", "--json", *files).out)
    (row,) = (it for it in told["estimates"] if it["part"] == "shared"
              and it["quantity"] == "effect")  # fmt: skip
    assert row["low"] < row["estimate"] < row["high"] < 0
    assert told["outcome"] == "good"
    assert len(pd.read_csv(out)) == len(told["estimates"])
    assert "Shared effect" in table.read_text("utf-8")
    assert "common fate: satisfaction" in cli(*FATE, "satisfaction ~ tension").out


def test_common_fate_has_days_where_there_are_some(cli: Cli, diary: Path) -> None:
    words = ("--model", "common-fate", "--formula", "closeness ~ support", "--by-day")
    told = json.loads(cli("fit", diary, *DIARY[:6], *words, "--json").out)
    assert {it["level"] for it in told["estimates"]} == {"couple", "day"}
    assert "over_time" in {it["part"] for it in told["estimates"]}


def test_estimates_are_written_too(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "estimates.csv"
    ran = cli(*APIM, "--out", out)
    assert ran.err == f"Written: {out}\n"
    assert set(pd.read_csv(out)["part"]) == {"fixed", "residual"}


def test_what_cannot_be_estimated_is_a_sentence(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    pd.DataFrame(
        {"id": 1, "role": list("wh") * 9, "day": np.repeat(range(9), 2), "x": range(18)}
    ).to_csv(path, index=False)
    words = ("fit", path, "--model", "ct", "--couple", "id", "--role", "role", "--time",
        "day", "--formula", "x")  # fmt: skip
    ran = cli(*words)
    assert ran.code == 0
    assert "There is only one couple" in ran.out
    assert json.loads(cli(*words, "--json").out)["minus_two_log_likelihood"] is None


DIARY = (
    "--couple", "couple", "--role", "role", "--time", "day", "--model", "diary",
    "--formula", "closeness ~ support + support_partner",
)  # fmt: skip


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """Twenty made-up couples on eight dated days."""
    frame = diary_frame(Truth(), couples=20, days=8, seed=1)
    first = pd.Timestamp("2026-02-26 21:30")
    frame["day"] = first + pd.to_timedelta(frame["day"], unit="D")
    path = tmp_path / "diary.csv"
    frame.to_csv(path, index=False)
    return path


def test_a_diary_has_levels_of_its_own_and_goes_on_from_day_to_day(
    cli: Cli, diary: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table.docx"
    ran = cli("fit", diary, *DIARY, "--by-day", "--json", "--table", table)
    told = json.loads(ran.out)
    assert told["outcome"] == "good"
    parts = {row["part"] for row in told["estimates"]}
    assert parts == {"fixed", "random", "residual", "over_time"}
    assert ran.err == f"Written: {table}\n"
    assert table.read_bytes().startswith(b"PK")


def test_a_diary_needs_days(cli: Cli, diary: Path) -> None:
    ran = cli("fit", diary, *DIARY[:4], *DIARY[6:])
    assert (ran.code, ran.out) == (2, "")
    assert "A diary must have times" in ran.err
    assert "Use by_day() or --by-day" in cli("fit", diary, *DIARY).err
    assert "--table must end with" in cli("fit", diary, *DIARY, "--table", "t.pdf").err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((*WIDE[:6], "--wide", "a=_a", "--formula", "y"), "--wide must name both"),
        ((*WIDE[:6], "--wide", "a=_a,_b", "--formula", "y"), "--wide must name both"),
        ((*WIDE, "--formula", "speed of y: y"), "must begin with 'rate of'"),
        ((*WIDE, "--formula", "z"), "column z: must be there"),
        ((*APIM, "--posterior", "weighing"), "must go with --model ct"),
        ((*FATE, "tension"), "Write it as outcome ~ predictor"),
        ((*FATE, "tension ~ simhob", "--random", "1"), "--random must be left out"),
        (
            (*WIDE, *Y0, "--posterior", "nuts", "--table", "t.docx"),
            "--table must be left out with --posterior",
        ),
        ((*WIDE, *Y0, "--clock", "moon"), "clock must be one of continuous, steps"),
        ((*APIM, "--over-time", "moon"), "over_time must be one of none, ar1, car1"),
        ((*WIDE[:-2], "--formula", "y"), "must have one row per person and time"),
        (("fit", DATA / "none.csv", *WIDE[2:], "--formula", "y"), "No such file"),
    ],
)
def test_what_is_wrong_is_told(cli: Cli, words: tuple[object, ...], says: str) -> None:
    ran = cli(*words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_a_file_that_is_no_table_is_told(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("", "utf-8")
    assert "must be a table in UTF-8" in cli("fit", path, *WIDE[2:], *Y0).err
    path.write_bytes(b"id,x\n1,\xff\xfe\n")
    assert "must be a table in UTF-8" in cli("fit", path, *WIDE[2:], *Y0).err
