import pytest
from hypothesis import given, settings, strategies as st

from securebase.core import Basis, Estimate, Partner, Sureness
from securebase.report._words import (
    Voice,
    capital,
    chance,
    gap,
    level_word,
    listed,
    number,
    of_scale,
)

NAMES = {Partner.A: "Ana", Partner.B: "Ben"}


def level(value: float, se: float = 0.5) -> Estimate:
    return Estimate(
        value=value,
        se=se,
        lo=0.0,
        hi=6.0,
        basis=Basis.ASSUMED,
        answered=3,
        asked=3,
    )


def test_the_reader_is_you_and_the_other_has_a_name() -> None:
    voice = Voice(names=NAMES, reader=Partner.A)
    assert voice.tells(Partner.A) == "as you tell it"
    assert voice.tells(Partner.B) == "as Ben tells it"
    assert voice.possessive(Partner.A) == "your"
    assert voice.possessive(Partner.B) == "Ben's"


def test_where_two_read_both_have_names() -> None:
    voice = Voice(names=NAMES, reader=None)
    assert voice.tells(Partner.A) == "as Ana tells it"


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_read_like_speech(words: list[str], text: str) -> None:
    assert listed(words) == text


def test_numbers_have_one_decimal_and_a_true_minus() -> None:
    assert number(4.26) == "4.3"
    assert number(-1.5) == "−1.5"
    assert number(-0.01) == "0.0"


def test_a_level_always_comes_with_its_band() -> None:
    assert of_scale(level(4.0, 0.5)) == "4.0 of\u00a06, likely 3.0 to\u00a05.0"


@pytest.mark.parametrize(
    ("probability", "text"),
    [(0.63, "63%"), (1.0, "over 99%"), (0.999, "over 99%"), (0.0, "under 1%")],
)
def test_no_chance_is_called_certain(probability: float, text: str) -> None:
    assert chance(probability) == text


def test_capitals_touch_only_the_first_letter() -> None:
    assert capital("as Ana tells it") == "As Ana tells it"


@pytest.mark.parametrize(
    ("value", "se", "word", "sure"),
    [
        (5.5, 0.3, "high", Sureness.VERY),
        (3.0, 0.3, "in the middle", Sureness.VERY),
        (0.5, 0.3, "low", Sureness.VERY),
        (3.9, 0.5, "in the middle", Sureness.UNKNOWN),
    ],
)
def test_a_level_is_named_by_its_most_probable_third(
    value: float, se: float, word: str, sure: Sureness
) -> None:
    found = level_word(level(value, se))
    assert found.word == word
    assert found.sure is sure


@given(st.floats(0.0, 6.0), st.floats(0.05, 3.0))
@settings(deadline=None)
def test_the_most_probable_third_has_at_least_a_third(value: float, se: float) -> None:
    assert 1 / 3 - 1e-9 <= level_word(level(value, se)).probability <= 1


def test_a_difference_is_told_from_fairly_sure_on() -> None:
    # One error of the difference (root of .5 squared twice is .707) is 84% one way.
    found = gap(level(4.0), level(3.29))
    assert found is not None
    assert (found.more, found.points) == (
        True,
        "0.7 points of\u00a06 (likely −0.7 to\u00a02.1)",
    )
    assert found.sure is Sureness.FAIRLY
    assert gap(level(4.0), level(3.6)) is None


@given(st.floats(0.0, 6.0), st.floats(0.0, 6.0))
@settings(deadline=None)
def test_a_difference_told_the_other_way_round_is_the_same(a: float, b: float) -> None:
    there, back = gap(level(a), level(b)), gap(level(b), level(a))
    assert (there is None) is (back is None)
    if there is not None and back is not None:
        assert (there.points, there.sure) == (back.points, back.sure)
        assert there.more is not back.more
