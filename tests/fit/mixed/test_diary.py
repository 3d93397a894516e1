"""Reading dyadic data: what is refused, and the columns that are made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from securebase.core import DataError
from securebase.fit.mixed import Diary

NAN = np.nan


def table(text: str) -> pd.DataFrame:
    """A table as it would be typed; ``-`` is missing."""
    head, *rows = (line.split() for line in text.strip().splitlines())
    cells = [[None if it == "-" else it for it in row] for row in rows]
    return pd.DataFrame(cells, columns=head).apply(_numbers)


def _numbers(column: pd.Series[str]) -> pd.Series[float] | pd.Series[str]:
    made = pd.to_numeric(column, errors="coerce")
    return made if made.isna().equals(column.isna()) else column


DAYS = table("""
couple role day x
1 w 1 1
1 h 1 2
1 w 2 3
1 h 2 -
1 w 4 5
1 h 4 8
2 w 1 7
2 w 2 9
2 h 2 4
""")


def diary(frame: pd.DataFrame = DAYS) -> Diary:
    return Diary.from_frame(frame, couple="couple", role="role", time="day")


def column(it: Diary, name: str, role: str, couple: int = 1) -> list[float]:
    rows = (it.frame["couple"] == couple) & (it.frame["role"] == role)
    return it.frame.loc[rows, name].tolist()


def refused(frame: pd.DataFrame, **names: str) -> str:
    with pytest.raises(DataError) as caught:
        Diary.from_frame(frame, **{"couple": "couple", **names})
    return str(caught.value)


def test_a_diary_says_how_much_there_is_and_no_answers() -> None:
    assert repr(diary()) == "Diary(2 couples, 9 rows, 3 times)"


def test_the_partners_answer_is_of_the_same_day() -> None:
    made = diary().partner("x")
    assert_array_equal(column(made, "x_partner", "w"), [2, NAN, 8])
    assert_array_equal(column(made, "x_partner", "h"), [1, 3, 5])
    assert_array_equal(column(made, "x_partner", "w", couple=2), [NAN, 4])


def test_what_is_always_the_same_is_known_without_the_partners_row() -> None:
    made = diary().decompose("x").partner("x_between")
    assert np.isfinite(column(made, "x_between_partner", "w", couple=2)).all()


def test_a_lag_never_bridges_a_gap() -> None:
    made = diary().lag("x")
    assert_array_equal(column(made, "x_lag1", "w"), [NAN, 1, NAN])
    assert_array_equal(column(diary().lag("x", by=2), "x_lag2", "w"), [NAN, NAN, 3])


def test_within_and_between_add_up() -> None:
    made = diary().decompose("x").frame
    persons = made.groupby(["couple", "role"])
    assert_allclose(persons["x_within"].mean(), 0, atol=1e-12)
    assert_allclose(persons["x_between"].first().mean(), 0, atol=1e-12)
    whole = made["x_within"] + made["x_between"] - made["x"]
    assert_allclose(whole.dropna(), whole.dropna().iloc[0])


def test_centring_takes_the_mean_of_all_rows_away() -> None:
    assert_allclose(diary().centre("x").frame["x_centred"].mean(), 0, atol=1e-12)


def test_both_partners_in_one_row_are_taken_apart() -> None:
    wide = table("""
    couple day x_w x_h
    1 1 1 2
    1 2 3 -
    """)
    made = Diary.from_wide(
        wide, couple="couple", time="day", suffixes={"w": "_w", "h": "_h"}
    )
    assert_array_equal(column(made, "x", "w"), [1, 3])
    assert_array_equal(column(made, "x", "h"), [2, NAN])
    assert sorted(made.row.tolist()) == [2, 2, 3, 3]


def test_partners_without_roles_are_two_rows_of_a_couple() -> None:
    two = table("couple x\n1 5\n1 7\n2 1\n2 -")
    made = Diary.from_frame(two, couple="couple").partner("x").frame
    assert_array_equal(made["x_partner"], [7, 5, NAN, 1])


def test_a_file_is_read_with_the_signs_of_other_programs(tmp_path: Path) -> None:
    path = tmp_path / "couples.csv"
    path.write_text("couple,role,x\n1,w,.\n1,h,2\n", encoding="utf-8")
    made = Diary.from_csv(path, couple="couple", role="role")
    assert made.frame["x"].isna().sum() == 1


def test_a_slip_is_named_by_file_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "couples.csv"
    path.write_text('couple,role,x\n1,w,1\n1,h,2\n2,w,"3,5"\n2,h,4\n', encoding="utf-8")
    with pytest.raises(DataError) as caught:
        Diary.from_csv(path, couple="couple", role="role")
    assert str(caught.value) == (
        "couples.csv, row 4, column x: must be a number. Got '3,5' instead. "
        "Correct it, or leave it empty if it is missing."
    )


def test_a_column_that_is_not_there_is_asked_for_with_the_nearest_name() -> None:
    assert "Perhaps 'couple' is meant." in refused(DAYS, couple="coupel")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("couple role\n1 w\n1 w", "have one row per person and time. Got row 2 again"),
        ("couple role\n1 w\n1 h\n1 x", "two people at most in couple 1. Got 3"),
        ("couple role\n- w\n1 h", "row 2, column couple: must say the couple"),
        ("couple role x\n1 w inf\n1 h 2", "row 2, column x: must be a number. Got inf"),
    ],
)
def test_what_cannot_be_is_refused(text: str, says: str) -> None:
    assert says in refused(table(text), role="role")


def test_a_person_keeps_their_role() -> None:
    two = table("couple role id day\n1 w a 1\n1 h a 2")
    assert "the same in all rows of a person. Got 2 roles" in refused(
        two, role="role", person="id", time="day"
    )


def test_days_of_nobody_are_refused() -> None:
    assert "say whose each row is" in refused(DAYS[["couple", "day"]], time="day")


def test_lags_need_whole_days() -> None:
    odd = diary(DAYS.assign(day=DAYS["day"] + 0.5))
    with pytest.raises(DataError, match=r"must be a whole number\. Got 1\.5 instead"):
        odd.lag("x")
    with pytest.raises(DataError, match="must have a column of times"):
        Diary.from_frame(DAYS[:2], couple="couple", role="role").lag("x")


def test_words_are_not_taken_for_numbers() -> None:
    words = DAYS.assign(mood=["good", "bad"] * 4 + ["good"])
    with pytest.raises(DataError, match=r"column mood: must be a number\. Got 'good'"):
        diary(words).partner("mood")
    with pytest.raises(DataError, match="Perhaps 'mood' is meant"):
        diary(words).partner("mod")


def test_somebody_whose_partner_never_answered_belongs_to_the_only_kind() -> None:
    lone = table("couple role\n1 w\n1 h\n2 h\n3 w")
    made = Diary.from_frame(lone, couple="couple", role="role")
    assert [it.name for it in made.kinds.kinds] == ["h-w"]
    assert made.kinds.member[made.frame["role"] == "w"].tolist() == [1, 1]


def test_somebody_who_may_be_of_two_kinds_is_asked_for() -> None:
    lone = table("couple role id\n1 w a\n1 h b\n2 w a\n2 w b\n3 w a")
    made = Diary.from_frame(lone, couple="couple", role="role", person="id")
    with pytest.raises(DataError, match="row 6, column role: must tell of which kind"):
        _ = made.kinds


@pytest.mark.parametrize("roles", [["w", "h"], ["w", "w"]])
def test_couples_of_one_person_each_have_a_kind_too(roles: list[str]) -> None:
    lone = pd.DataFrame({"couple": [1, 2], "role": roles})
    made = Diary.from_frame(lone, couple="couple", role="role")
    assert made.kinds.all_apart == (len(set(roles)) == 2)


def test_names_of_couples_may_be_numbers_or_words() -> None:
    named = table("couple role x\n1 w 1\n1 h 2\n2 w 3\n2b w 4\n2b h 5")
    made = Diary.from_frame(named, couple="couple", role="role")
    assert made.frame["couple"].nunique() == 3
