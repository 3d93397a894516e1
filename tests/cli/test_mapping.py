import pytest

from securebase.cli._mapping import parse_mapping, parse_range
from securebase.core import ScoreError

CODES = ("E1", "E2", "E10", "N1")


def test_words_of_the_option_are_joined() -> None:
    assert parse_mapping(["a=E1,b=E2", "c=N1"], CODES) == "a=E1,b=E2,c=N1"


def test_without_the_option_there_is_no_mapping() -> None:
    assert parse_mapping([], CODES) is None


def test_a_star_stands_for_the_rest_of_a_name() -> None:
    assert parse_mapping(["EXT*=E*"], CODES) == "EXT1=E1,EXT2=E2,EXT10=E10"


@pytest.mark.parametrize("word", ["item_{n}", "map.csv", "X*=Z*", "E1"])
def test_anything_else_is_left_to_the_floor_below(word: str) -> None:
    assert parse_mapping([word], CODES) == word


@pytest.mark.parametrize(
    ("word", "ends"),
    [("1-7", (1, 7)), ("0..4", (0, 4)), ("-3..3", (-3, 3)), ("-3--1", (-3, -1))],
)
def test_a_range_has_two_ends(word: str, ends: tuple[int, int]) -> None:
    assert parse_range(word) == ends


@pytest.mark.parametrize("word", ["7-1", "3-3", "1", "a-b", "1-7-9", "1.5-3", ""])
def test_what_is_no_range_is_refused(word: str) -> None:
    with pytest.raises(ScoreError, match="--range must be"):
        parse_range(word)


def test_without_a_range_the_questionnaire_decides() -> None:
    assert parse_range(None) == (None, None)
