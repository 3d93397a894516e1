from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray

from securebase.core import InstrumentError, ScoreError
from securebase.measures import Scores, score
from tests.measures.made import one_scale, questionnaire, scale_of

NAN = np.nan
FIELDS = ("value", "se", "low", "high", "answered")


def same(one: Scores, other: Scores) -> None:
    for name in FIELDS:
        assert_array_equal(getattr(one, name), getattr(other, name))
    for name in ("share_missing", "out_of_range", "longest_run", "straight_line"):
        assert_array_equal(getattr(one.quality, name), getattr(other.quality, name))


def test_a_mean_turns_reversed_items_round_their_own_range() -> None:
    # Q3 is reversed on 1..5: 2 counts as 6 - 2 = 4; (3 + 5 + 4) / 3 = 4.
    scores = score(np.array([[3, 5, 2]]), one_scale("++-"))
    assert scores.value[0, 0] == 4.0
    # SEM = 0.4, band 4 +/- 1.959963984540054 * 0.4
    assert_allclose(scores.se, [[0.4]])
    assert_allclose(scores.low, [[4 - 1.959963984540054 * 0.4]])
    assert_allclose(scores.high, [[4 + 1.959963984540054 * 0.4]])


def test_the_band_stays_on_the_scale() -> None:
    scores = score(np.array([[5, 5, 1], [1, 1, 5]]), one_scale("++-"))
    assert scores.high[0, 0] == 5.0
    assert scores.low[1, 0] == 1.0


def test_a_sum_with_skipped_answers_is_prorated_where_the_key_allows() -> None:
    # 0..6, four items, three answered: (6 + 3 + 6) / 3 * 4 = 20.
    answers = np.array([[6, 3, 6, NAN]])
    scores = score(answers, one_scale("++++", 0, 6, "sum", needed=3))
    assert scores.value[0, 0] == 20.0
    assert_allclose(scores.se[0, 0], 0.4 * math.sqrt(4 / 3))
    strict = score(answers, one_scale("++++", 0, 6, "sum", needed=4))
    assert np.isnan(strict.value[0, 0])
    assert np.isnan(strict.se[0, 0])


def test_items_with_their_own_maxima_need_all_answers() -> None:
    # Like a four-item satisfaction form: the first 0..6, the others 0..5, reversed.
    form = one_scale("-+++", 0, 5, "sum", needed=2, maxima={1: 6})
    assert score(np.array([[0, 5, 5, 5]]), form).value[0, 0] == 6 + 5 + 5 + 5
    assert score(np.array([[6, 0, 0, 0]]), form).value[0, 0] == 0
    assert np.isnan(score(np.array([[0, 5, 5, NAN]]), form).value[0, 0])
    assert score(np.array([[0, 6, 5, 5]]), form).quality.out_of_range[0] == 1


def test_a_weighted_sum_needs_all_and_keeps_its_ends() -> None:
    # (Q1 + Q2) - (Q3 + Q4) on 1..7 runs from -12 to 12.
    weights = {"Q1": 1, "Q2": 1, "Q3": -1, "Q4": -1}
    form = one_scale("++++", 1, 7, "sum", weights=weights)
    codes = [item.code for item in form.items]
    scale = scale_of("model", codes, [(1, 7)] * 4, "sum", weights=weights)
    form = questionnaire(form.items, [scale])
    assert score(np.array([[7, 7, 1, 1]]), form).value[0, 0] == 12
    assert score(np.array([[2, 3, 4, 5]]), form).value[0, 0] == -4
    assert np.isnan(score(np.array([[7, 7, 1, NAN]]), form).value[0, 0])
    other = score(np.array([[5, 5, 1, 1]]), form, lo=1, hi=5)
    assert (other.value[0, 0], other.lo[0], other.hi[0]) == (8, -8, 8)


def test_out_of_range_is_missing_and_counted() -> None:
    answers = np.array([[3, 9, 0], [3, NAN, 3], [np.inf, -np.inf, 3]])
    scores = score(answers, one_scale("++-"))
    assert scores.value[:, 0].tolist() == [3, 3, 3]
    assert scores.quality.out_of_range.tolist() == [2, 0, 2]
    assert scores.answered[:, 0].tolist() == [1, 2, 1]
    assert_allclose(scores.quality.share_missing, [2 / 3, 1 / 3, 2 / 3])
    assert scores.quality.too_many_missing.all()


def test_another_range_has_no_error_unless_one_is_given() -> None:
    form = one_scale("+-", 1, 7)
    other = score(np.array([[5, 1]]), form, lo=1, hi=5)
    assert (other.value[0, 0], other.lo[0], other.hi[0]) == (5, 1, 5)
    assert np.isnan(other.se[0, 0])
    assert other.no_error == {"all": "its reliability is not known on 1..5"}
    assert not other.own_range
    known = form.scales[0].reliability
    assert known is not None
    given = score(np.array([[5, 1]]), form, lo=1, hi=5, reliabilities={"all": known})
    assert_allclose(given.se, [[0.4]])
    assert given.no_error == {}


def test_naming_the_own_range_changes_nothing() -> None:
    form = one_scale("+-", 1, 7)
    same(score(np.array([[5, 1]]), form), score(np.array([[5, 1]]), form, lo=1, hi=7))


def test_a_scale_without_known_reliability_says_so() -> None:
    scores = score(np.array([[5, 1]]), one_scale("+-", reliability=None))
    assert np.isnan(scores.se).all()
    assert np.isnan(scores.low).all()
    assert scores.no_error == {"all": "no reliability of this scale is known"}


def test_masked_and_whole_numbers_and_small_types_score_alike() -> None:
    form = one_scale("+-++")
    plain = np.array([[1, 2, 3, 4], [5, 4, 3, NAN]])
    masked = np.ma.masked_array(
        np.array([[1, 2, 3, 4], [5, 4, 3, 2]], np.int8), mask=np.isnan(plain)
    )
    same(score(plain, form), score(masked, form))
    same(score(plain, form), score(plain.astype(np.float32), form))


@pytest.mark.parametrize("people", [0, 1])
def test_few_people_and_nobody_give_empty_results_not_errors(people: int) -> None:
    scores = score(np.full((people, 3), NAN), one_scale("++-"))
    assert scores.value.shape == (people, 1)
    assert np.isnan(scores.value).all()
    assert len(scores) == people


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (np.zeros((2, 4)), r"3 columns.*Got shape \(2, 4\)"),
        (np.zeros(3), "one row a person"),
        (np.array([["a", "b", "c"]]), "must be numbers"),
        (np.array([[1, None, 3]], dtype=object), "Got type object"),
    ],
)
def test_what_is_no_table_of_numbers_is_refused(
    answers: NDArray[Any], says: str
) -> None:
    with pytest.raises(ScoreError, match=says):
        score(answers, one_scale("++-"))


@pytest.mark.parametrize(("lo", "hi"), [(5, 1), (3, 3), (None, 0)])
def test_an_impossible_range_is_refused(lo: int | None, hi: int | None) -> None:
    with pytest.raises(ScoreError, match="from a lower to a higher"):
        score(np.zeros((1, 2)), one_scale("++"), lo=lo, hi=hi)


def test_a_range_for_items_that_differ_is_refused() -> None:
    form = one_scale("++", 0, 5, maxima={1: 6})
    with pytest.raises(ScoreError, match="whose items differ"):
        score(np.zeros((1, 2)), form, lo=0, hi=4)


@pytest.mark.parametrize("codes", [("Q1", "Q9"), ()])
def test_a_scale_of_unknown_items_is_refused(codes: tuple[str, ...]) -> None:
    form = one_scale("++")
    broken = scale_of("bad", codes or ["Q1"], [(1, 5)])
    if not codes:
        broken = scale_of("bad", [], [(1, 5)], "sum")
    with pytest.raises(InstrumentError, match="must name items"):
        score(np.ones((1, 2)), questionnaire(form.items, [broken]))


def test_a_straight_line_through_items_keyed_both_ways_is_flagged() -> None:
    form = one_scale("+-" * 8)
    answers = np.array(
        [
            [3] * 8 + [1, 2, 3, 4, 5, 4, 3, 2],
            [3] * 7 + [1, 2, 3, 4, 5, 4, 3, 2, 1],
            [3] * 4 + [NAN] + [3] * 4 + [1, 2, 3, 4, 5, 4, 3],
        ]
    )
    quality = score(answers, form).quality
    assert quality.longest_run.tolist() == [8, 7, 4]
    assert quality.straight_line.tolist() == [True, False, False]
    already = score(answers, form, reversed_already=True).quality
    assert not already.straight_line.any()
    honest = score(answers, one_scale("+" * 16)).quality
    assert not honest.straight_line.any()
    short = score(np.full((1, 4), 3.0), one_scale("+-+-")).quality
    assert not short.straight_line.any()


def test_what_holds_answers_shows_counts_only() -> None:
    scores = score(np.array([[4.125, 2, 3], [NAN, NAN, NAN]]), one_scale("++-"))
    assert repr(scores) == "Scores(2 people, 1 scales, 1 scores missing)"
    assert repr(scores.quality) == (
        "Qualities(2 people, 0 straight lines, 1 with many missing)"
    )
    assert scores.quality.of(1).share_missing == 1.0
