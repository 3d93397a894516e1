"""Mistakes that scoring programs have made with these very questionnaires."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from numpy.typing import NDArray

from securebase.core import DataError
from securebase.measures import describe, instrument, score, score_file
from tests.known_answers.sample import answers_csv

# Odd items 7, even items 1: tells apart who belongs to which scale.
ODD_HIGH = np.array([[7.0 if n % 2 else 1.0 for n in range(1, 37)]])


def test_ecr_36_takes_odd_and_even_items_ecr_r_two_halves() -> None:
    # ECR-36. Even items: 17 ones, and item 22 reversed to 7. Odd: 9 of 18 reversed.
    old = score(ODD_HIGH, instrument("ecr_36"))
    found = dict(zip(old.scales, old.value[0], strict=True))
    assert found["attachment_anxiety"] == pytest.approx((17 + 7) / 18)
    assert found["attachment_avoidance"] == pytest.approx((9 * 7 + 9) / 18)
    # ECR-R. 1 to 18: seven 7s, two of them reversed to 1, nine 1s. 19 to 36: four odd
    # stay 7, five turn to 1; two even stay 1, seven turn to 7.
    new = score(ODD_HIGH, instrument("ecr_r"))
    found = dict(zip(new.scales, new.value[0], strict=True))
    assert found["attachment_anxiety"] == pytest.approx((7 * 7 + 2 + 9) / 18)
    assert found["attachment_avoidance"] == pytest.approx((4 * 7 + 5 + 2 + 49) / 18)


def committed(people: int) -> NDArray[np.float64]:
    """Answers to the investment model: commitment 3 and 4 are worded the other way."""
    rng = np.random.default_rng(3)
    trait = rng.normal(5.5, 1.5, (people, 1))
    answers = np.clip(np.rint(trait + rng.normal(0, 1, (people, 22))), 0, 8)
    codes = [item.code for item in instrument("ims").items]
    for code in ("commitment_3", "commitment_4"):
        answers[:, codes.index(code)] = 8 - answers[:, codes.index(code)]
    return answers


def test_commitment_without_its_reversal_loses_its_reliability() -> None:
    form, answers = instrument("ims"), committed(500)
    right = {s.scale: s for s in describe(answers, form)}["commitment"]
    wrong = {s.scale: s for s in describe(answers, form, reversed_already=True)}
    assert right.alpha is not None
    assert right.alpha > 0.85
    collapsed = wrong["commitment"].alpha
    assert collapsed is not None
    assert collapsed < 0.5


def test_files_reversed_before_give_the_same_scores(tmp_path: Path) -> None:
    form = instrument("ipip_50")
    raw = tmp_path / "raw.csv"
    raw.write_bytes(answers_csv())
    plain = score_file(raw, form)
    turned = plain.table.answers.copy()
    for at, item in enumerate(form.items):
        if item.reverse:
            turned[:, at] = item.lo + item.hi - turned[:, at]
    again = score(turned, form, reversed_already=True)
    assert_array_equal(again.value, plain.scores.value)


def sample_with(folder: Path, code: str, every: int) -> Path:
    """The sample with some answers of E1 and N3 replaced by a code."""
    lines = answers_csv().decode().splitlines()
    header = lines[0].split(",")
    for row in range(1, len(lines), every):
        cells = lines[row].split(",")
        cells[header.index("E1")] = cells[header.index("N3")] = code
        lines[row] = ",".join(cells)
    path = folder / f"answers_{len(code)}.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("code", ["0", "-1", "NA", "."])
def test_zero_and_minus_one_are_no_answers(tmp_path: Path, code: str) -> None:
    form = instrument("ipip_50")
    blank = score_file(sample_with(tmp_path, "", 10), form)
    coded = score_file(sample_with(tmp_path, code, 10), form, missing="0,-1")
    assert coded.statistics == blank.statistics
    assert_array_equal(coded.scores.value, blank.scores.value)
    # Without being named they are outside the range, which comes to the same.
    told = score_file(sample_with(tmp_path, code, 10), form)
    assert told.statistics == blank.statistics
    assert any("counted as missing: 1,000 of" in n for n in told.notes) == (
        code in ("0", "-1")
    )


def test_the_short_attachment_data_of_the_web_are_on_five_points() -> None:
    form = instrument("ecr_36")
    answers = np.random.default_rng(2).integers(1, 6, (50, 36)).astype(float)
    five = score(answers, form, lo=1, hi=5)
    seven = score(answers, form)
    # Reversing round 8 instead of 6 lifts each reversed item by 2: 9 of the 18
    # avoidance items, 1 of the 18 anxiety items.
    by_scale = dict(zip(five.scales, (seven.value - five.value).T, strict=True))
    assert by_scale["attachment_avoidance"] == pytest.approx(np.full(50, 1.0))
    assert by_scale["attachment_anxiety"] == pytest.approx(np.full(50, 2 / 18))
    assert np.isnan(five.se).all()
    assert five.hi.tolist() == [5.0, 5.0]


def test_five_points_on_a_seven_point_key_raise_a_question(tmp_path: Path) -> None:
    form = instrument("ecr_36")
    answers = np.random.default_rng(2).integers(1, 6, (50, 36))
    path = tmp_path / "ecr.csv"
    codes = ",".join(item.code for item in form.items)
    rows = "\n".join(",".join(map(str, row)) for row in answers)
    path.write_text(f"{codes}\n{rows}\n", encoding="utf-8")
    notes = score_file(path, form).notes
    assert any("--range 1-5" in note for note in notes)


def test_seven_points_on_a_five_point_key_are_refused(tmp_path: Path) -> None:
    form = instrument("mini_ipip")
    answers = np.random.default_rng(2).integers(1, 8, (50, 20))
    path = tmp_path / "seven.csv"
    codes = ",".join(item.code for item in form.items)
    rows = "\n".join(",".join(map(str, row)) for row in answers)
    path.write_text(f"{codes}\n{rows}\n", encoding="utf-8")
    with pytest.raises(DataError, match="--range 1-7"):
        score_file(path, form)
    assert score_file(path, form, lo=1, hi=7).scores.hi.tolist() == [7.0] * 5


def test_a_sum_scale_is_never_given_as_a_mean() -> None:
    most = np.full((1, 10), 4.0)
    assert score(most, instrument("gse")).value[0, 0] == 40.0
    points = np.array([[6.0, 5.0, 5.0, 5.0]])
    assert score(points, instrument("csi_4")).value[0, 0] == 21.0
    # One skipped answer leaves a sum without a score rather than too low.
    points[0, 3] = np.nan
    assert np.isnan(score(points, instrument("csi_4")).value[0, 0])


def test_alpha_is_that_of_complete_cases() -> None:
    form = instrument("ipip_adventurousness")
    rng = np.random.default_rng(5)
    trait = rng.integers(1, 6, (400, 1))
    answers = np.clip(trait + rng.integers(-2, 3, (400, 10)), 1, 5).astype(float)
    answers[:, 4:] = 6 - answers[:, 4:]
    holes = answers.copy()
    holes[rng.random(holes.shape) < 0.1] = np.nan
    complete = answers[~np.isnan(holes).any(axis=1)]
    assert describe(holes, form)[0] == describe(complete, form)[0]
    assert describe(holes, form)[0].n == len(complete)
