from __future__ import annotations

import math

import pytest

from securebase.core import Basis, Estimate, ScoreError
from securebase.measures import quality_of, score_person
from tests.measures.made import one_scale


def test_one_person_gets_an_estimate_with_its_basis() -> None:
    found = score_person({"Q1": 4, "Q2": 5, "Q3": 1, "Q4": None}, one_scale("++-+"))
    # (4 + 5 + 5) / 3; three of four answered: 0.4 * sqrt(4 / 3)
    expected = Estimate(
        value=14 / 3,
        se=0.4 / math.sqrt(3 / 4),
        lo=1.0,
        hi=5.0,
        basis=Basis.MEASURED,
        answered=3,
        asked=4,
    )
    assert found == {"all": expected}


def test_too_few_answers_and_an_unknown_error_give_none() -> None:
    assert score_person({"Q1": 4}, one_scale("++-", needed=2)) == {"all": None}
    unknown = one_scale("+", reliability=None)
    assert score_person({"Q1": 4}, unknown) == {"all": None}


def test_an_absent_item_is_a_skipped_one() -> None:
    form = one_scale("+-")
    assert score_person({"Q1": 4}, form) == score_person({"Q1": 4, "Q2": None}, form)


def test_an_answer_to_a_foreign_item_is_refused() -> None:
    with pytest.raises(ScoreError, match=r"items of made_up. Got X9 instead.*Q1 to Q2"):
        score_person({"X9": 3}, one_scale("+-"))


def test_quality_of_one_person_counts_what_is_odd() -> None:
    quality = quality_of({"Q1": 3, "Q2": 3, "Q3": 3, "Q4": 8}, one_scale("+-+-"))
    assert quality.out_of_range == 1
    assert quality.longest_run == 3
    assert quality.share_missing == 0.25
    assert quality.too_many_missing
    assert not quality.straight_line
