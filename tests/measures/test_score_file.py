from __future__ import annotations

import csv
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from securebase.core import DataError, ReportError
from securebase.measures import Instrument, ScoreReport, score_file
from tests.measures.made import comparison, one_scale

SAMPLE = comparison([1, 2, 3, 4, 5], [100, 100, 100, 100, 100])


def report_on(
    folder: Path, rows: list[str], form: Instrument, **more: object
) -> ScoreReport:
    path = folder / "answers.csv"
    header = ",".join(item.code for item in form.items)
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return score_file(path, form, **more)  # type: ignore[arg-type]


def spread_out(people: int, items: int, hi: int = 5) -> list[str]:
    rng = np.random.default_rng(7)
    trait = rng.integers(1, hi + 1, (people, 1))
    slips = rng.integers(-1, 2, (people, items))
    answers = np.clip(trait + slips, 1, hi)
    return [",".join(map(str, row)) for row in answers]


def test_columns_are_identifiers_and_hold_the_scores(tmp_path: Path) -> None:
    form = one_scale("++", comparison=SAMPLE)
    report = report_on(tmp_path, ["1,3", "4,"], form)
    columns = report.columns()
    assert all(name.isidentifier() for name in columns)
    assert list(columns) == [
        "id",
        "all",
        "all_se",
        "all_low",
        "all_high",
        "all_answered",
        "all_percentile",
        "share_missing",
        "out_of_range",
        "longest_run",
        "straight_line",
        "too_many_missing",
    ]
    frame = report.frame()
    assert frame["all"].tolist() == [2.0, 4.0]
    assert frame["all_answered"].tolist() == [2, 1]
    assert frame["all_percentile"].tolist() == [30.0, 70.0]
    assert frame["too_many_missing"].tolist() == [False, True]


def test_the_percentile_is_left_out_without_a_fitting_sample(tmp_path: Path) -> None:
    form = one_scale("++", comparison=comparison([1, 2], [99, 100]))
    assert "all_percentile" not in report_on(tmp_path, ["1,3"], form).columns()
    large = one_scale("++", comparison=SAMPLE)
    other = report_on(tmp_path, ["1,7"], large, lo=1, hi=7)
    assert "all_percentile" not in other.columns()


def test_what_is_written_can_be_read_again_to_the_last_digit(tmp_path: Path) -> None:
    report = report_on(tmp_path, ["1,3,2", "4,,", ",,"], one_scale("++-"))
    out = tmp_path / "scores.csv"
    report.write_csv(out)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert float(rows[0]["all"]) == report.scores.value[0, 0]
    assert float(rows[0]["all_low"]) == report.scores.low[0, 0]
    assert rows[2]["all"] == ""


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    report = report_on(tmp_path, ["1,3"], one_scale("++"))
    with pytest.raises(ReportError, match="Choose another place"):
        report.write_csv(tmp_path / "no such folder" / "scores.csv")
    target = tmp_path / "a folder"
    target.mkdir()
    with pytest.raises(ReportError):
        report.write_csv(target)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a folder", "answers.csv"]


def test_the_answers_themselves_are_never_overwritten(tmp_path: Path) -> None:
    report = report_on(tmp_path, ["1,3"], one_scale("++"))
    with pytest.raises(ReportError, match="another file than the answers"):
        report.write_csv(tmp_path / "answers.csv")
    assert (tmp_path / "answers.csv").read_text(encoding="utf-8") == "Q1,Q2\n1,3\n"


def test_everything_goes_into_json_without_nan(tmp_path: Path) -> None:
    report = report_on(tmp_path, ["1,3", ","], one_scale("++"))
    told = json.loads(json.dumps(report.to_json_dict(), allow_nan=False))
    assert told["people"] == 2
    assert told["range"] == [1, 5]
    assert told["columns"] == {"Q1": "Q1", "Q2": "Q2"}
    assert told["scores"][0]["all"] == 2.0
    assert told["scores"][1]["all"] is None
    assert told["statistics"]["all"]["n"] == 1
    assert "sd" in told["statistics"]["all"]["reasons"]
    assert "scores" not in report.to_json_dict(people=False)


def test_the_error_comes_from_the_file_where_none_is_known(tmp_path: Path) -> None:
    form = one_scale("++++", reliability=None)
    report = report_on(tmp_path, spread_out(250, 4), form)
    expected = report.statistics[0].sem
    assert expected is not None
    assert report.scores.se[0, 0] == pytest.approx(expected)
    assert "Standard errors of all rest on the answers of this file." in report.notes


def test_few_people_give_no_error_of_their_own(tmp_path: Path) -> None:
    form = one_scale("++++", reliability=None)
    report = report_on(tmp_path, spread_out(150, 4), form)
    assert np.isnan(report.scores.se).all()
    told = (
        "Single scores of all have no standard error: no reliability of this scale is "
        "known, and this file does not tell it"
    )
    assert any(note.startswith(told) for note in report.notes)


def test_items_that_are_no_scale_give_no_error_either(tmp_path: Path) -> None:
    rows = [f"{n % 5 + 1},{5 - n % 5}" for n in range(250)]
    rows.append("1,1")
    report = report_on(tmp_path, rows, one_scale("++", reliability=None))
    assert report.statistics[0].alpha is not None
    assert report.statistics[0].alpha < 0
    assert np.isnan(report.scores.se).all()


def test_what_is_not_validated_says_so(tmp_path: Path) -> None:
    form = replace(one_scale("++"), validated=False, key_status="own")
    told = "A made-up questionnaire is not yet validated."
    assert told in report_on(tmp_path, ["1,3"], form).notes


def test_of_a_foreign_key_nothing_is_claimed(tmp_path: Path) -> None:
    form = replace(one_scale("++"), validated=False)
    notes = " ".join(report_on(tmp_path, ["1,3"], form).notes)
    assert "is your own; whether the questionnaire is validated is not known" in notes
    assert "not yet validated" not in notes


def test_columns_without_answers_or_with_one_are_named(tmp_path: Path) -> None:
    rows = [f"{n % 5 + 1},,3" for n in range(30)]
    notes = report_on(tmp_path, rows, one_scale("+++")).notes
    assert "Nobody answered Q2." in notes
    assert "Everybody gave one and the same answer to Q3." in notes
    few = report_on(tmp_path, rows[:5], one_scale("+++")).notes
    assert not any("Nobody" in note or "Everybody" in note for note in few)


def test_who_is_scored_though_not_counted_is_told(tmp_path: Path) -> None:
    report = report_on(tmp_path, ["1,3,2", "4,,5", ",,5"], one_scale("+++"))
    assert report.statistics[0].n == 1
    assert any(note.endswith("are scored, too: all 3 in all.") for note in report.notes)
    whole = report_on(tmp_path, ["1,3,2", "4,4,5"], one_scale("+++"))
    assert not any("are scored, too" in note for note in whole.notes)


def test_what_is_no_plain_file_is_not_replaced(tmp_path: Path) -> None:
    report = report_on(tmp_path, ["1,3"], one_scale("++"))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(ReportError, match="must be written to a plain file"):
        report.write_csv(pipe)
    assert pipe.is_fifo()


def test_another_range_uses_the_file_and_not_the_key(tmp_path: Path) -> None:
    report = report_on(tmp_path, spread_out(250, 4, 7), one_scale("++++"), lo=1, hi=7)
    assert report.scores.se[0, 0] == pytest.approx(report.statistics[0].sem)
    small = report_on(tmp_path, spread_out(20, 4, 7), one_scale("++++"), lo=1, hi=7)
    assert np.isnan(small.scores.se).all()
    assert any("not known on 1..7" in note for note in small.notes)


def test_a_known_error_is_kept(tmp_path: Path) -> None:
    report = report_on(tmp_path, spread_out(250, 4), one_scale("++++"))
    assert report.scores.se[0, 0] == pytest.approx(0.4)


def test_items_that_run_against_their_scale_are_told(tmp_path: Path) -> None:
    # The file was reversed before: turning its last item again sets it against all.
    rows = spread_out(250, 4)
    twice = report_on(tmp_path, rows, one_scale("+++-"))
    assert any(note.startswith("Q4 runs against the rest") for note in twice.notes)
    once = report_on(tmp_path, rows, one_scale("+++-"), reversed_already=True)
    assert not any("against" in note for note in once.notes)


def test_odd_answering_is_told_once_for_all(tmp_path: Path) -> None:
    form = one_scale("+-" * 5)
    lines = [",".join("3" * 10), ",".join(["1", "2"] * 3 + [""] * 4)]
    notes = report_on(tmp_path, lines, form).notes
    assert "1 of 2 people gave half the items one answer." in notes
    assert "1 of 2 people left more than a fifth unanswered." in notes


def test_a_wrong_file_is_refused_before_anything_is_scored(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        report_on(tmp_path, ["1,abc"], one_scale("++"))


def test_a_report_of_scores_shows_counts_only(tmp_path: Path) -> None:
    report = report_on(tmp_path, ["1,3", "4,"], one_scale("++"))
    assert repr(report) == "ScoreReport(made_up, 2 people, 1 scales, 2 notes)"
