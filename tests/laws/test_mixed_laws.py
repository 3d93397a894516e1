"""What must hold of mixed models of couples whatever the data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given, strategies as st
from numpy.testing import assert_allclose

from securebase.fit.mixed import Diary, DyadicModel, Fit
from securebase.fit.mixed._structure import alike, told_apart
from tests.effort import tried_on
from tests.fit.mixed.made import Truth, diary_frame

law = tried_on(5)
few = tried_on(60)
seeds = st.integers(0, 2**31)
MODEL = DyadicModel(
    "closeness ~ support + support_partner", random=["1"], over_time="ar1"
)
COLUMNS = ["estimate", "se", "df"]


def diary(frame: pd.DataFrame, model: DyadicModel = MODEL) -> Diary:
    who = {"person": "role"} if model.exchangeable else {"role": "role"}
    made = Diary.from_frame(frame, couple="couple", time="day", **who)
    return made.partner("support")


def frame_of(seed: int) -> pd.DataFrame:
    return diary_frame(Truth(), couples=25, days=6, missing=0.1, seed=seed)


def same(one: Fit, other: Fit, times: float = 1.0, shift: float = 0.0) -> None:
    """Everything equal, after the outcome was multiplied and shifted."""
    assert_allclose(
        other.fixed()["estimate"],
        one.fixed()["estimate"] * times + [shift, 0, 0],
        rtol=1e-5,
        atol=1e-6 * abs(times),
    )
    assert_allclose(other.fixed()["se"], one.fixed()["se"] * abs(times), rtol=1e-5)
    assert_allclose(other.fixed()["df"], one.fixed()["df"], rtol=1e-3)


@law
@given(seeds)
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    frame = frame_of(seed)
    fit = MODEL.fit(diary(frame))
    again = MODEL.fit(diary(frame.sample(frac=1, random_state=seed % 1000)))
    same(fit, again)
    assert_allclose(
        again.minus_two_log_likelihood, fit.minus_two_log_likelihood, rtol=1e-10
    )


@law
@given(seeds)
def test_who_is_called_first_does_not_matter_where_nothing_tells_apart(
    seed: int,
) -> None:
    model = replace(MODEL, exchangeable=True)
    frame = frame_of(seed)
    swapped = frame.copy()
    turned = np.isin(swapped["couple"], np.random.default_rng(seed).integers(0, 25, 12))
    names = swapped["role"].map({"f": "m", "m": "f"})
    swapped["role"] = swapped["role"].where(~turned, names)
    fit, again = model.fit(diary(frame, model)), model.fit(diary(swapped, model))
    same(fit, again)
    assert_allclose(
        again.minus_two_log_likelihood, fit.minus_two_log_likelihood, rtol=1e-9
    )


@law
@given(seeds)
def test_swapped_roles_swap_the_estimates(seed: int) -> None:
    model = replace(MODEL, by_role="all")
    frame = frame_of(seed)
    swapped = frame.assign(role=frame["role"].map({"f": "m", "m": "f"}))
    fit, again = model.fit(diary(frame)).fixed(), model.fit(diary(swapped)).fixed()
    turned = {name: name.replace("[f]", "[x]") for name in fit.index}
    fit.index = [
        it.replace("[m]", "[f]").replace("[x]", "[m]") for it in turned.values()
    ]
    assert_allclose(again[COLUMNS], fit.loc[again.index, COLUMNS], rtol=1e-3, atol=1e-6)


@law
@given(
    seeds,
    st.floats(1e-3, 1e3),
    st.booleans(),
    st.floats(-1e3, 1e3),
)
def test_units_of_the_outcome_do_not_matter(
    seed: int, size: float, turn: bool, shift: float
) -> None:
    frame = frame_of(seed)
    times = -size if turn else size
    other = frame.assign(closeness=shift + times * frame["closeness"])
    same(MODEL.fit(diary(frame)), MODEL.fit(diary(other)), times, shift)


@law
@given(seeds)
def test_days_may_be_counted_from_any_day(seed: int) -> None:
    frame = frame_of(seed)
    later = frame.assign(day=frame["day"] + 1000)
    same(MODEL.fit(diary(frame)), MODEL.fit(diary(later)))


numbers = st.lists(st.floats(-10, 10), min_size=6, max_size=6)


@few
@given(numbers, numbers)
def test_no_numbers_make_an_impossible_matrix(
    sums: list[float], differences: list[float]
) -> None:
    blocks = alike(6, [0, 1, 2], [3, 4, 5], np.diag([1.0, 2.0, 3.0]))
    free = (np.array(sums), np.array(differences))
    whole = np.sum(
        [
            np.tensordot(block.entries(own), block.basis(), 1)
            for block, own in zip(blocks, free, strict=True)
        ],
        axis=0,
    )
    assert np.linalg.eigvalsh(whole).min() >= -1e-9 * (1 + np.abs(whole).max())
    # Both partners get the same matrix, and are alike towards each other.
    assert_allclose(whole[:3, :3], whole[3:, 3:])
    assert_allclose(whole[:3, 3:], whole[3:, :3])


@few
@given(st.lists(st.floats(-10, 10), min_size=10, max_size=10))
def test_any_possible_matrix_can_be_had_where_roles_tell_apart(
    free: list[float],
) -> None:
    lower = np.zeros((4, 4))
    lower[np.tril_indices(4)] = free
    block = told_apart(4, range(4), np.eye(4))
    made = np.tensordot(block.entries(np.array(free)), block.basis(), 1)
    assert_allclose(made, lower @ lower.T, atol=1e-9)
