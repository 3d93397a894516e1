from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from securebase.core import DataError
from securebase.measures import AnswerTable, Instrument, read_answers
from tests.measures.made import one_scale

FORM = one_scale("++-")
ANSWERS = np.array([[1, 2, 3], [4, np.nan, 5]])
NAN = np.nan


def write(folder: Path, content: str | bytes, name: str = "answers.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder: Path, content: str | bytes, **more: object) -> AnswerTable:
    return read_answers(write(folder, content), FORM, **more)  # type: ignore[arg-type]


PLAIN = "Q1,Q2,Q3\n1,2,3\n4,,5\n"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.rstrip("\n"),
        PLAIN + "\n\n",
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        "sep=;\n" + PLAIN.replace(",", ";"),
        '"Q1","Q2","Q3"\n"1","2","3"\n"4","","5"\n',
        "q1, q2 ,Q3\n 1 ,2, 3\n4,NA,5\n",
        "Q1,Q2,Q3\n1,2,3,\n4,,5,\n",
        "id,Q1,Q2,Q3\n1,1,2,3,\n2,4,,5,\n",
        "Q1,Q2,Q3\n1,2,3\n4,#NULL!,5\n",
        "Q1,Q2,Q3\n1.0,2.,3e0\n+4,.,5.00\n",
        '"Q1";"Q2";"Q3"\n"1,0";"2,0";"3"\n4;NaN;5\n',
        '"","Q1","Q2","Q3"\n"1",1,2,3\n"2",4,NA,5\n',
        '"Q1","Q2","Q3"\n"1",1,2,3\n"2",4,NA,5\n',
        'Q3,note,Q1,Q2\n3,"a, b\nc",1,2\n5,,4,None\n',
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        "Q1,Q2,Q3,Ärger\n1,2,3,größer\n4,,5,x\n".encode("latin-1"),
        "Q1,Q2,Q3,Ärger\n1,2,3,größer\n4,,5,日本\n".encode(),
    ],
    ids=lambda content: repr(content[:24]),
)
def test_the_same_answers_are_read_however_they_are_written(
    tmp_path: Path, content: str | bytes
) -> None:
    table = read(tmp_path, content)
    assert_array_equal(table.answers, ANSWERS)
    assert table.ids == ("1", "2")


def test_guesses_are_told(tmp_path: Path) -> None:
    latin = read(tmp_path, "Q1,Q2,Q3,ö\n1,2,3,x\n".encode("latin-1"))
    assert latin.notes == ("The file is not UTF-8 (row 1); it was read as Latin-1.",)
    names = read(tmp_path, "Q1,Q2,Q3\na,1,2,3\n")
    assert "row names" in names.notes[0]
    assert read(tmp_path, PLAIN).notes == ()


@pytest.mark.parametrize(
    ("header", "mapping"),
    [
        ("a,b,c", {"a": "Q1", "b": "Q2", "c": "Q3"}),
        ("a,b,c", "a=Q1, b=Q2, c=Q3"),
        ("a,b,c", "a=q1;b=q2;c=q3"),
        ("item_1,item_2,item_3", "item_{n}"),
        ("ITEM_1,ITEM_2,ITEM_3", "item_{n}"),
        ("item_01,item_02,item_03", "item_{n:02}"),
        ("item_01,item_02,item_03", "item_{n:02d}"),
        ("item_01,item_02,item_03", "item_{n}"),
        ("item_01,item_02,item_03", "item_1=Q1,item_2=Q2,item_3=Q3"),
        ("Q01,q02,Q003", {}),
        ("x_Q1,x_Q2,x_Q3", "x_{code}"),
        ("Q1,b,Q3", "b=Q2"),
    ],
)
def test_columns_go_by_other_names_where_the_map_says_so(
    tmp_path: Path, header: str, mapping: dict[str, str] | str
) -> None:
    table = read(tmp_path, f"{header}\n1,2,3\n4,,5\n", mapping=mapping)
    assert_array_equal(table.answers, ANSWERS)
    assert list(table.columns) == ["Q1", "Q2", "Q3"]


@pytest.mark.parametrize("kind", ["csv", "json", "toml"])
def test_a_map_may_be_a_file(tmp_path: Path, kind: str) -> None:
    pairs = {"a": "Q1", "b": "Q2", "c": "Q3"}
    content = {
        "csv": "item;column\n" + "".join(f"{i};{c}\n" for c, i in pairs.items()),
        "json": json.dumps(pairs),
        "toml": "".join(f'{c} = "{i}"\n' for c, i in pairs.items()),
    }[kind]
    path = write(tmp_path, content, f"map.{kind}")
    for given in (path, str(path)):
        table = read(tmp_path, "a,b,c\n1,2,3\n4,,5\n", mapping=given)
        assert_array_equal(table.answers, ANSWERS)


def test_a_column_that_fits_exactly_wins_over_another_case(tmp_path: Path) -> None:
    table = read(tmp_path, "q1,Q1,Q2,Q3\n9,1,2,3\n9,4,,5\n")
    assert_array_equal(table.answers, ANSWERS)


def test_columns_beside_the_items_may_be_doubled(tmp_path: Path) -> None:
    table = read(tmp_path, "Q1,x,x,Q2,Q3,,\n1,a,b,2,3,,\n4,a,b,,5,,\n")
    assert_array_equal(table.answers, ANSWERS)


@pytest.mark.parametrize(
    "missing", ["0,-1,99", (0, -1, 99), ["0", "-1.0", 99.0], " 0 , -1 , 99 "]
)
def test_codes_of_missing_answers_are_numbers_or_texts(
    tmp_path: Path, missing: object
) -> None:
    table = read(tmp_path, "Q1,Q2,Q3\n0,-1,99\n1,-1.0,99.0\n", missing=missing)
    assert_array_equal(table.answers, [[NAN, NAN, NAN], [1, NAN, NAN]])


def test_a_text_may_be_a_code_of_a_missing_answer(tmp_path: Path) -> None:
    table = read(tmp_path, "Q1,Q2,Q3\n1,Refused,3\n", missing="refused")
    assert_array_equal(table.answers, [[1, NAN, 3]])


def test_a_code_that_is_an_answer_too_is_told(tmp_path: Path) -> None:
    table = read(tmp_path, "Q1,Q2,Q3\n1,5,3\n", missing="5")
    assert table.notes == ("5 counts as missing, yet is an answer in 1..5.",)


def test_people_go_by_the_id_column(tmp_path: Path) -> None:
    content = "Who,Q1,Q2,Q3\nann,1,2,3\nben,4,,5\nann,1,1,1\n"
    table = read(tmp_path, content, id_column="who")
    assert table.ids == ("ann", "ben", "ann")
    assert table.notes == ("1 id stands on several rows.",)


def test_a_few_answers_outside_are_kept_counted_and_told(tmp_path: Path) -> None:
    rows = "1,2,3\n" * 9 + "7,2,3\n" + "0,7,3\n"
    table = read(tmp_path, "Q1,Q2,Q3\n" + rows)
    assert table.answers[9, 0] == 7
    assert table.notes == (
        (
            "Outside 1..5, so counted as missing: 3 of 33 answers (9.09%): "
            "7 (2 times, first in row 11, column Q1), 0 (once, row 12, column Q1)."
        ),
    )


def test_a_comma_too_many_in_every_row_is_not_taken_for_row_names(
    tmp_path: Path,
) -> None:
    # Decimal commas in a last column; moved by one, all answers would still be legal.
    with pytest.raises(DataError, match="must have 4 cells, as the header"):
        read(tmp_path, "Q1,Q2,Q3,weight\n1,2,3,0,5\n1,3,3,1,5\n")


def test_rows_of_nothing_are_told(tmp_path: Path) -> None:
    table = read(tmp_path, PLAIN + ",,\n , ,\n")
    assert len(table) == 4
    assert table.notes == (
        "2 rows hold nothing at all, and count as people without an answer.",
    )
    assert "1 row holds nothing" in read(tmp_path, PLAIN + ",,\n").notes[0]


def test_one_wrong_value_is_told_as_one(tmp_path: Path) -> None:
    table = read(tmp_path, "Q1,Q2,Q3\n1,abc,3\n", wrong_values="missing")
    assert table.notes == (
        "1 value that is no answer counts as missing: 'abc' (row 2, column Q2).",
    )


def test_a_file_that_counts_from_nought_is_told_its_own_range(tmp_path: Path) -> None:
    # On 0..5, a reversed item would be turned at 5 where the file turns at 4.
    with pytest.raises(DataError, match="Say --range 0-4 if"):
        read(tmp_path, "Q1,Q2,Q3\n0,2,3\n4,0,1\n")


def test_only_one_answer_outside_suggests_no_range(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Name the codes"):
        read(tmp_path, "Q1,Q2,Q3\n8,8,8\n")


def test_numbers_within_names_keep_their_noughts(tmp_path: Path) -> None:
    form = one_scale("+" * 10)
    header = ",".join([*(f"Q{n}" for n in range(1, 10)), "Q100"])
    path = write(tmp_path, f"{header}\n{','.join('1' * 10)}\n")
    with pytest.raises(DataError, match="1 is missing: Q10"):
        read_answers(path, form)


def test_a_hint_names_a_column_only_where_it_is_sure(tmp_path: Path) -> None:
    def message(header: str) -> str:
        with pytest.raises(DataError) as caught:
            read(tmp_path, f"{header}\n1,2,3,4,5,6\n")
        return str(caught.value)

    assert "Did you mean QX1 for Q1, QX2 for Q2" in message("QX1,QX2,QX3,a,b,c")
    # Two that begin alike, other numbers, or another beginning: no guess.
    assert "Did you mean" not in message("QX1,QX2,QX3,QY1,QY2,QY3")
    assert "Did you mean" not in message("Q11,Q12,Q13,Q21,Q22,Q23")
    assert "Did you mean" not in message("OQ1,OQ2,OQ3,a,b,c")


def test_numbered_columns_suggest_a_pattern(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, "id,ecr_01,ecr_02,ecr_03\n1,2,3,4\n")
    assert (
        'If ecr_1 to ecr_3 are the items in printed order, say --map "ecr_{n}".'
    ) in str(caught.value)


def test_many_answers_outside_are_refused_with_the_likely_range(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, "Q1,Q2,Q3\n1,2,3\n6,2,3\n4,7,6\n")
    assert str(caught.value) == (
        "answers.csv: must have answers that lie in 1..5. Got 33% outside, e.g. "
        "6 (row 3, column Q1), 7 (row 4, column Q2), instead. Say --range 1-7 if that "
        "is the file's range, or name the codes of missing answers with --missing "
        "(such as --missing 0,-1)."
    )


def test_three_examples_of_answers_outside_are_enough(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, "Q1,Q2,Q3\n6,7,8\n9,2,3\n")
    assert "8 (row 2, column Q3)" in str(caught.value)
    assert "9 (row" not in str(caught.value)


def test_codes_far_away_are_not_taken_for_a_range(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"Name the codes") as caught:
        read(tmp_path, "Q1,Q2,Q3\n1,2,99\n6,2,3\n")
    assert "--range" not in str(caught.value)


def test_a_named_range_is_used_and_told(tmp_path: Path) -> None:
    table = read(tmp_path, "Q1,Q2,Q3\n1,2,3\n6,2,3\n4,7,6\n", lo=1, hi=7)
    assert (table.lo, table.hi) == (1, 7)
    assert table.notes[0].startswith(
        "Scored on 1..7 instead of the questionnaire's own"
    )


def test_an_unused_end_of_the_range_raises_a_question(tmp_path: Path) -> None:
    content = "Q1,Q2,Q3\n" + "1,2,4\n3,2,1\n" * 40
    assert read(tmp_path, content).notes == (
        (
            "All answers lie in 1..4, inside 1..5. If that is the file's own range, "
            "say --range 1-4: the range decides how reversed items are turned."
        ),
    )


def test_every_wrong_value_is_named_at_once(tmp_path: Path) -> None:
    content = "Q1,Q2,Q3,free\n1,abc,3,x\n4,3.7,5,1.5\n1,2,1_000,\n1,٣,nan,\n"
    with pytest.raises(DataError) as caught:
        read(tmp_path, content)
    places = [(p.row, p.column, p.got) for p in caught.value.problems]
    assert places == [
        (2, "Q2", "'abc'"),
        (3, "Q2", "'3.7'"),
        (4, "Q3", "'1_000'"),
        (5, "Q2", "'٣'"),
    ]
    assert "must be a whole number in 1..5, or missing" in str(caught.value)


def test_wrong_values_may_count_as_missing(tmp_path: Path) -> None:
    content = "Q1,Q2,Q3\n1,abc,3\n4,3.7,5\n"
    table = read(tmp_path, content, wrong_values="missing")
    assert_array_equal(table.answers, [[1, NAN, 3], [4, NAN, 5]])
    assert table.notes == (
        (
            "2 values that are no answers count as missing, the first 'abc' (row 2, "
            "column Q2)."
        ),
    )


def test_very_many_wrong_values_are_cut_short(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, "Q1,Q2,Q3\n" + "x,y,z\n" * 50)
    assert len(caught.value.problems) == 21
    assert caught.value.problems[-1].got == "130 more places like these"


def test_texts_without_number_are_read_though_not_remembered(tmp_path: Path) -> None:
    rows = "".join(f"w{n},1,2\n" for n in range(10_010)) + "w0,3,4\n"
    table = read(tmp_path, "Q1,Q2,Q3\n" + rows, wrong_values="missing")
    assert np.isnan(table.answers[:, 0]).all()
    assert_array_equal(table.answers[-1, 1:], [3, 4])


def test_rows_count_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    content = "sep=,\nQ1,Q2,Q3\n1,2,3\n\n1,2,bad\n"
    with pytest.raises(DataError) as caught:
        read(tmp_path, content)
    assert caught.value.problems[0].row == 5


def test_long_files_are_read_in_blocks_without_a_seam(tmp_path: Path) -> None:
    rows = [f"{n % 5 + 1},{n % 3 + 1},{n % 4 + 1}" for n in range(20_050)]
    table = read(tmp_path, "Q1,Q2,Q3\n" + "\n".join(rows))
    expected = [[n % 5 + 1, n % 3 + 1, n % 4 + 1] for n in range(20_050)]
    assert_array_equal(table.answers, expected)
    assert table.ids[-1] == "20050"


def test_items_with_their_own_maxima_are_checked_one_by_one(tmp_path: Path) -> None:
    form: Instrument = one_scale("++", 0, 5, "sum", maxima={1: 6})
    path = write(tmp_path, "Q1,Q2\n6,5\n6,6\n1,1\n2,2\n3,3\n4,4\n")
    assert "Outside 0..5 or 0..6" in read_answers(path, form).notes[0]


def test_a_table_of_answers_shows_counts_only(tmp_path: Path) -> None:
    assert repr(read(tmp_path, PLAIN)) == "AnswerTable(answers.csv, 2 people, 3 items)"
