"""Reading dyadic data: what is refused, and the columns that are made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import securebase
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
    with pytest.raises(
        DataError, match=r"must be a whole number\. Got 1\.5 instead\. Use by_day"
    ):
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


def test_a_diary_can_be_had_from_the_top() -> None:
    assert securebase.Diary is Diary


def at(*days: str) -> pd.DataFrame:
    """Ana and Ben, each at these times."""
    frame = pd.DataFrame({"day": np.repeat(days, 2), "couple": 1, "x": 1.0})
    return frame.assign(role=["w", "h"] * len(days))


@pytest.mark.parametrize("as_date", [False, True])
def test_dates_are_counted_in_days_whatever_the_months(as_date: bool) -> None:
    frame = at("2028-03-01", "2028-02-28", "2028-02-29")
    if as_date:
        frame["day"] = pd.to_datetime(frame["day"])
    made = diary(frame).lag("x")
    assert sorted(set(made.frame["day"])) == [0, 1, 2]
    assert made.origin == pd.Timestamp("2028-02-28")
    assert made.frame["x_lag1"].notna().sum() == 4


def test_times_of_day_are_parts_of_a_day_until_days_are_counted() -> None:
    made = diary(at("2026-03-01 21:00", "2026-03-03 01:00"))
    assert_allclose(sorted(set(made.frame["day"])), [21 / 24, 2 + 1 / 24])
    assert sorted(set(made.by_day().frame["day"])) == [0, 2]
    # An answer at one in the night is of the day before.
    late = made.by_day(begins=4).lag("x")
    assert sorted(set(late.frame["day"])) == [0, 1]
    assert late.frame["x_lag1"].notna().sum() == 2


def test_two_answers_on_one_day_are_named() -> None:
    twice = diary(at("2026-03-01 08:00", "2026-03-01 21:00"))
    with pytest.raises(DataError, match="must have one row per person and time"):
        twice.by_day()


def test_days_of_no_calendar_are_refused() -> None:
    says = refused(at("03/04/2026"), role="role", time="day")
    assert "row 2, column day: must be a number, or a date such as 2026-03-31" in says


def test_rows_are_counted_as_in_the_file_with_its_empty_lines(tmp_path: Path) -> None:
    path = tmp_path / "couples.csv"
    path.write_text("couple,role,x\n\n1,w,1\n,,\n1,h,many\n2,w,1\n2,h,2\n", "utf-8")
    with pytest.raises(DataError, match=r"row 5, column x: must be a number"):
        Diary.from_csv(path, couple="couple", role="role")


def test_semicolons_come_with_decimal_commas(tmp_path: Path) -> None:
    path = tmp_path / "couples.csv"
    path.write_text("couple;role;x\n1;w;1,5\n1;h;2,5\n", "utf-8")
    made = Diary.from_csv(path, couple="couple", role="role")
    assert made.frame["x"].sum() == 4


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("couple,role,x\n1,w,1,5\n1,h,2", "row 2: must have 3 cells as the header has"),
        ("couple,role,x,x\n1,w,1,2", "column x: must be there once. Got it 2 times"),
    ],
)
def test_rows_that_would_slip_are_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "couples.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError) as caught:
        Diary.from_csv(path, couple="couple", role="role")
    assert says in str(caught.value)


def test_a_column_is_one_thing() -> None:
    assert "Got it as couple and role" in refused(DAYS, role="couple")


def test_the_endings_of_columns_are_there() -> None:
    wide = table("couple x_w x_h\n1 1 2")
    with pytest.raises(DataError, match="must have columns that end with '_wife'"):
        Diary.from_wide(wide, couple="couple", suffixes={"w": "_wife", "h": "_h"})
    with pytest.raises(DataError, match="must have two partners"):
        Diary.from_wide(wide, couple="couple", suffixes={"w": "_w"})


def test_nobody_at_all_is_no_reason_to_stop() -> None:
    made = diary(DAYS[:0]).partner("x").decompose("x").lag("x")
    assert len(made) == 0


@given(order=st.permutations(range(len(DAYS))))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    made = diary(DAYS.iloc[order]).partner("x").lag("x").decompose("x")
    assert made.frame.equals(diary().partner("x").lag("x").decompose("x").frame)
