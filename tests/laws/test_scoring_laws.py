"""What must hold of scoring whatever the key, the range and the answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from hypothesis import given, strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray

from securebase.measures import Instrument, Item, score
from tests.effort import tried_on
from tests.measures.made import questionnaire, scale_of
from tests.measures.slow_scorer import slow_longest_run, slow_score

law = tried_on(60)
NAN = np.nan


@dataclass
class Case:
    """A made-up key and answers to it.

    The questionnaire is built on first use, not while drawing: runtime type checks
    draw random numbers of their own, which Hypothesis forbids there.
    """

    items: list[tuple[bool, int, int]]
    scales: list[tuple[list[int], Literal["mean", "sum"], int]]
    rows: list[list[float]]

    @cached_property
    def form(self) -> Instrument:
        items = [
            Item(code=f"Q{n}", reverse=turned, lo=lo, hi=hi)
            for n, (turned, lo, hi) in enumerate(self.items)
        ]
        scales = [
            scale_of(
                f"scale{n}",
                [items[at].code for at in chosen],
                [(items[at].lo, items[at].hi) for at in chosen],
                method,
                needed,
            )
            for n, (chosen, method, needed) in enumerate(self.scales)
        ]
        return questionnaire(items, scales)

    @property
    def answers(self) -> NDArray[np.float64]:
        return np.array(self.rows, float)


METHODS: tuple[Literal["mean", "sum"], ...] = ("mean", "sum")


@st.composite
def cases(draw: st.DrawFn, holes: bool = True, clean: bool = False) -> Case:
    lo = draw(st.integers(-1, 2))
    hi = lo + draw(st.integers(1, 8))
    more = draw(st.integers(0, 0 if clean else 2))
    count = draw(st.integers(1, 12))
    items = [
        (draw(st.booleans()), lo, hi + draw(st.integers(0, more))) for _ in range(count)
    ]
    scales = []
    for _ in range(2):
        places = st.lists(st.integers(0, count - 1), min_size=1, unique=True)
        chosen = draw(places)
        needed = draw(st.integers(1, len(chosen)))
        scales.append((chosen, draw(st.sampled_from(METHODS)), needed))
    spare = 0 if clean else 1
    answer: st.SearchStrategy[float] = st.integers(lo - spare, hi + spare).map(float)
    if holes:
        answer = answer | st.just(NAN)
    row = st.lists(answer, min_size=count, max_size=count)
    return Case(items, scales, draw(st.lists(row, min_size=1, max_size=6)))


@law
@given(cases(), st.booleans())
def test_the_fast_scorer_agrees_with_the_slow_one(case: Case, turned: bool) -> None:
    fast = score(case.answers, case.form, reversed_already=turned)
    for person, row in enumerate(case.rows):
        slow = slow_score(row, case.form, reversed_already=turned)
        for at, name in enumerate(fast.scales):
            for field in ("value", "se", "low", "high", "answered"):
                assert_allclose(
                    getattr(fast, field)[person, at],
                    getattr(slow[name], field),
                    rtol=1e-12,
                    atol=1e-12,
                )
        run = slow_longest_run(row, case.form.items)
        assert fast.quality.longest_run[person] == run


@law
@given(cases(clean=True), st.integers(-2, 0), st.integers(10, 12))
def test_they_agree_on_another_range_too(case: Case, lo: int, hi: int) -> None:
    fast = score(case.answers, case.form, lo=lo, hi=hi)
    for person, row in enumerate(case.rows):
        slow = slow_score(row, case.form, ends=(lo, hi))
        for at, name in enumerate(fast.scales):
            assert_allclose(fast.value[person, at], slow[name].value, rtol=1e-12)
            assert_allclose(fast.se[person, at], slow[name].se)


@law
@given(cases(), st.integers(0, 2**32 - 1))
def test_the_order_of_items_does_not_matter(case: Case, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(case.form.items))
    form = replace(case.form, items=tuple(case.form.items[at] for at in order))
    one, other = score(case.answers, case.form), score(case.answers[:, order], form)
    assert_allclose(one.value, other.value, rtol=1e-12)
    assert_array_equal(one.answered, other.answered)
    assert_array_equal(one.quality.out_of_range, other.quality.out_of_range)


@law
@given(cases())
def test_the_order_of_people_does_not_matter(case: Case) -> None:
    backwards = score(case.answers[::-1], case.form)
    forwards = score(case.answers, case.form)
    assert_array_equal(backwards.value[::-1], forwards.value)
    assert_array_equal(
        backwards.quality.longest_run[::-1], forwards.quality.longest_run
    )


@law
@given(cases(), st.integers(1, 7))
def test_the_size_of_a_block_does_not_matter(case: Case, block: int) -> None:
    one, other = (
        score(case.answers, case.form),
        score(case.answers, case.form, block=block),
    )
    for field in ("value", "se", "low", "high", "answered"):
        assert_array_equal(getattr(one, field), getattr(other, field))


@law
@given(cases())
def test_the_answers_are_left_as_they_were(case: Case) -> None:
    answers = case.answers
    score(answers, case.form)
    assert_array_equal(answers, case.answers)


@law
@given(cases(clean=True))
def test_turning_every_answer_and_every_key_round_changes_nothing(case: Case) -> None:
    ends = np.array([item.lo + item.hi for item in case.form.items])
    flipped = replace(
        case.form,
        items=tuple(replace(i, reverse=not i.reverse) for i in case.form.items),
    )
    once = score(ends - case.answers, flipped)
    assert_allclose(once.value, score(case.answers, case.form).value, rtol=1e-12)


@law
@given(cases(clean=True))
def test_answers_at_the_ends_reach_the_ends_of_the_scale(case: Case) -> None:
    items = case.form.items
    least = [item.hi if item.reverse else item.lo for item in items]
    most = [item.lo if item.reverse else item.hi for item in items]
    scores = score(np.array([least, most], float), case.form)
    assert_array_equal(scores.value[0], scores.lo)
    assert_array_equal(scores.value[1], scores.hi)


@law
@given(cases(holes=False, clean=True), st.data())
def test_a_missing_answer_never_improves_precision(
    case: Case, data: st.DataObject
) -> None:
    answers = case.answers
    before = score(answers, case.form)
    hole = data.draw(st.integers(0, answers.shape[1] - 1))
    answers[:, hole] = NAN
    after = score(answers, case.form)
    scored = ~np.isnan(after.value)
    assert (after.se[scored] >= before.se[scored]).all()
    assert (after.answered <= before.answered).all()


@law
@given(cases())
def test_a_score_and_its_band_lie_on_the_scale_in_order(case: Case) -> None:
    scores = score(case.answers, case.form)
    scored = ~np.isnan(scores.value)
    low, value, high = (
        getattr(scores, name)[scored] for name in ("low", "value", "high")
    )
    assert (low <= value).all()
    assert (value <= high).all()
    lo = np.broadcast_to(scores.lo, scored.shape)[scored]
    hi = np.broadcast_to(scores.hi, scored.shape)[scored]
    assert (lo <= low).all()
    assert (high <= hi).all()
