"""Every kind of broken file gets one clear refusal, never a traceback."""

from __future__ import annotations

import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from securebase.core import DataError
from securebase.measures import read_answers
from tests.measures.made import one_scale

FORM = one_scale("++-")
GOOD = "Q1,Q2,Q3\n1,2,3\n"

BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "an empty file"),
    "only white space": (b"  \n\n \t\n", "an empty file"),
    "only a header": (b"Q1,Q2,Q3\n", "only a header"),
    "only separators": (b",,\n1,2,3\n", "Got nothing instead"),
    "a workbook": (b"PK\x03\x04" + bytes(80), "an Excel, OpenDocument or zip file"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(80), "an old Excel file"),
    "compressed": (gzip.compress(GOOD.encode()), "a gzip file"),
    "SPSS": (b"$FL2@(#) SPSS DATA FILE", "an SPSS file"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "a picture"),
    "noise": (bytes(range(256)) * 4, "Got 4 zero bytes"),
    "noise without zeros": (
        bytes(range(1, 32)) * 9 + b"\xff\xfe\xfd",
        "binary content",
    ),
    "zeros": (b"Q1,Q2,Q3\n1,\x00,3\n" + b"1,2,3\n" * 20, "row 2: must be a text file"),
    "many zeros": (b"\x00" * 50 + b"Q1", "binary content"),
    "UTF-32": (GOOD.encode("utf-32"), "UTF-32"),
    "half UTF-16": (GOOD.encode("utf-16")[:-1], "damage at byte"),
    "UTF-16 with zeros": ((GOOD + "\x00").encode("utf-16"), "zero characters"),
    "mixed encodings": ("ö,Q1\n".encode() + b"\xf6,1\n", "mixed with something else"),
    "short row": (b"Q1,Q2,Q3\n1,2,3\n1,2\n", "row 3: must have 3 cells"),
    "long row": (b"Q1,Q2,Q3\n1,2,3\n1,2,3,4\n", "Got 4 instead"),
    "open quote": (b'Q1,Q2,Q3\n1,"2,3\n1,2,3\n', "quotes in pairs"),
    "text after a quote": (b'Q1,Q2,Q3\n1,"2"x,3\n', "quotes in pairs"),
    "huge cell": (b"Q1,Q2,Q3\n1," + b"9" * 200_000 + b",3\n", "more than 100,000"),
    "long value": (b"Q1,Q2,Q3\n1," + b"9" * 5000 + b",3\n", "Got '9999999"),
    "doubled item": (b"Q1,Q2,Q3,Q1\n1,2,3,4\n", "have one column Q1. Got 2 named Q1"),
    "doubled in another case": (b"q2,Q1,Q3,q2\n1,2,3,4\n", "2 named q2"),
    "no item at all": (b"a,b,c\n1,2,3\n", "3 are missing: Q1, Q2, Q3"),
    "one missing": (b"Q1,Q2,Q_3\n1,2,3\n", "Did you mean Q_3 for Q3"),
    "another separator": (b"Q1|Q2|Q3\n1|2|3\n", "one single column"),
    "infinity": (b"Q1,Q2,Q3\n1,inf,3\n", "column Q2: must be a whole number"),
    "a date": (b"Q1,Q2,Q3\n1,2-Jan,3\n", "Got '2-Jan' instead"),
    "far too large": (b"Q1,Q2,Q3\n1,1e400,3\n", "Got '1e400'"),
    "several numbers": (b"Q1,Q2,Q3\n1,2 3,3\n", "Got '2 3'"),
    "a decimal comma": (b'Q1,Q2,Q3\n1,"2,5",3\n', "Got '2,5'"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_refused_in_one_sentence(tmp_path: Path, kind: str) -> None:
    content, says = BROKEN[kind]
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_answers(path, FORM)
    message = str(caught.value)
    assert says in message
    assert message.startswith("answers.csv")
    assert all(len(str(problem)) < 700 for problem in caught.value.problems)


MAPS = {
    "a=Q1,b": "pairs column=item",
    "a=b=Q1": "pairs column=item",
    "a=Q9": "Got 'Q9' instead. Its items are Q1, Q2, Q3",
    "a=Q1,b=Q1": "have one column mapped to Q1. Got a and b",
    "zz=Q1": "1 is missing: zz",
    "Q2=Q1": "Got the items Q1, Q2 instead",
    "nothing.xlsx": "be a map of columns to items",
    "nothing.json": "no such file",
    "no {q} place": "be a map of columns to items",
}


@pytest.mark.parametrize("mapping", MAPS)
def test_a_broken_map_is_refused_in_one_sentence(tmp_path: Path, mapping: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("a,b,Q1,Q2,Q3\n1,2,1,2,3\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_answers(path, FORM, mapping=mapping)
    assert MAPS[mapping] in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("map.json", "{"),
        ("map.json", "[1]"),
        ("map.json", '{"a": 1}'),
        ("map.json", "[" * 100_000),
        ("map.toml", "a ="),
        ("map.toml", "a = 1"),
        ("map.csv", "from,to\na,Q1\n"),
        ("map.csv", ""),
        ("map.csv", "column,item\na,Q1\na,Q1,Q1\nb,Q7\n"),
    ],
)
def test_a_broken_map_file_is_refused(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    path = tmp_path / "answers.csv"
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(DataError):
        read_answers(path, FORM, mapping=tmp_path / name)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        read_answers(tmp_path / "none.csv", FORM)
    with pytest.raises(DataError, match="is a directory"):
        read_answers(tmp_path, FORM)


@pytest.mark.parametrize("content", ["Q1,Q2,Q3\n1,2,3\n", "x,x,Q1,Q2,Q3\n1,1,1,2,3\n"])
def test_an_id_column_that_is_not_there_or_twice_is_refused(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match="to name people by"):
        read_answers(path, FORM, id_column="x")


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@example(b"\r")
@example(b'"\n')
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe")
def test_whatever_the_bytes_they_are_read_or_refused(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "answers.csv"
    for start in (b"", b"Q1,Q2,Q3\n", b"Q1,Q2,Q3\n1,2,3\n"):
        path.write_bytes(start + content)
        people = 0
        with suppress(DataError):
            people = len(read_answers(path, FORM, wrong_values="missing"))
        assert people >= start.count(b"\n1") * (people > 0)
