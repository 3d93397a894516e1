"""What must hold of models in continuous time whatever the data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from numpy.testing import assert_allclose

from securebase.fit.continuous import ContinuousModel, Fit
from securebase.fit.continuous._system import bases_of, matrices_of, size_of
from securebase.fit.mixed import Diary
from tests.effort import tried_on
from tests.fit.continuous.made import Plan, Truth, diary_frame

law = tried_on(4)
few = tried_on(60)
seeds = st.integers(0, 2**31)
MODEL = ContinuousModel("closeness")
# All studies of one size, so that one compiled program serves them.
PLAN = Plan(couples=32, days=16)


def diary(frame: pd.DataFrame, *, alike: bool = False) -> Diary:
    who = {"person": "role"} if alike else {"role": "role"}
    return Diary.from_frame(frame, couple="couple", time="time", **who)


def frame_of(seed: int) -> pd.DataFrame:
    return diary_frame(Truth(), PLAN, seed=seed)


def same(one: Fit, other: Fit) -> None:
    """The same best fit, as far as it is sharp: a step of the search may differ."""
    assert_allclose(
        other.minus_two_log_likelihood, one.minus_two_log_likelihood, atol=1e-4
    )
    scale = np.maximum(one.rates()["se"].to_numpy(float), 1e-6)
    if one.outcome.trusted:
        gap = (other.rates()["estimate"] - one.rates()["estimate"]).abs()
        assert (gap < 0.02 * scale).all()


@law
@given(seeds)
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    frame = frame_of(seed)
    shuffled = frame.sample(frac=1, random_state=seed % 1000)
    same(MODEL.fit(diary(frame)), MODEL.fit(diary(shuffled)))


@law
@given(seeds)
def test_names_and_order_of_couples_do_not_matter(seed: int) -> None:
    frame = frame_of(seed)
    names = np.random.default_rng(seed).permutation(PLAN.couples)
    renamed = frame.assign(couple=names[frame["couple"]])
    same(MODEL.fit(diary(frame)), MODEL.fit(diary(renamed)))


@law
@given(seeds)
def test_swapped_roles_swap_the_estimates(seed: int) -> None:
    frame = frame_of(seed)
    swapped = frame.assign(role=frame["role"].map({"f": "m", "m": "f"}))
    fit, again = MODEL.fit(diary(frame)), MODEL.fit(diary(swapped))
    assert_allclose(
        again.minus_two_log_likelihood, fit.minus_two_log_likelihood, atol=1e-4
    )
    if fit.outcome.trusted:
        there = fit.rates()["estimate"].to_numpy()
        scale = fit.rates()["se"].to_numpy()
        assert (np.abs(again.rates()["estimate"][::-1] - there) < 0.02 * scale).all()


@law
@given(seeds)
def test_who_is_called_first_does_not_matter_where_nothing_tells_apart(
    seed: int,
) -> None:
    model = replace(MODEL, exchangeable=True)
    frame = frame_of(seed)
    chosen = np.random.default_rng(seed).integers(0, PLAN.couples, 16)
    names = frame["role"].map({"f": "m", "m": "f"})
    turned = frame.assign(
        role=frame["role"].where(~frame["couple"].isin(chosen), names)
    )
    same(model.fit(diary(frame, alike=True)), model.fit(diary(turned, alike=True)))


@law
@given(seeds, st.floats(1e-3, 1e3), st.booleans(), st.floats(-1e3, 1e3))
def test_units_of_answers_do_not_matter(
    seed: int, size: float, turn: bool, shift: float
) -> None:
    frame = frame_of(seed)
    times = -size if turn else size
    other = frame.assign(closeness=shift + times * frame["closeness"])
    fit, again = MODEL.fit(diary(frame)), MODEL.fit(diary(other))
    answers = int(frame["closeness"].notna().sum())
    gain = 2 * answers * float(np.log(size))
    assert again.minus_two_log_likelihood - gain == pytest.approx(
        fit.minus_two_log_likelihood, abs=1e-3
    )
    assert_allclose(
        again.rates()["estimate"], fit.rates()["estimate"], rtol=1e-2, atol=1e-3
    )
    level, old = (
        it.levels().query("part == 'levels'")["estimate"] for it in (again, fit)
    )
    wanted = shift + times * old
    assert_allclose(level, wanted, atol=1e-3 * abs(times), rtol=1e-6)


@law
@given(seeds, st.floats(1e-2, 1e2), st.floats(-1e3, 1e3))
def test_units_of_time_do_not_matter(seed: int, size: float, shift: float) -> None:
    frame = frame_of(seed)
    other = frame.assign(time=shift + size * frame["time"])
    fit, again = MODEL.fit(diary(frame)), MODEL.fit(diary(other))
    assert_allclose(
        again.minus_two_log_likelihood, fit.minus_two_log_likelihood, atol=1e-3
    )
    assert_allclose(
        again.rates()["estimate"] * size, fit.rates()["estimate"], rtol=1e-2, atol=1e-3
    )


CHOICES = [
    ContinuousModel("x", exchangeable=True, common_day=True, initial="free"),
    ContinuousModel("x, z", exchangeable=True, common_day=True),
    ContinuousModel("x, z", initial="free", alike=["noise"]),
]


@few
@given(st.sampled_from(CHOICES), seeds)
def test_whatever_the_numbers_covariances_are_possible_and_alike(
    model: ContinuousModel, seed: int
) -> None:
    bases = bases_of(model)
    free = 3 * np.random.default_rng(seed).normal(size=size_of(bases))
    m = matrices_of(bases, free)
    for factor in (m.noise, m.errors, m.intercepts, m.start_spread):
        whole = factor @ factor.T
        assert np.linalg.eigvalsh(whole).min() > -1e-9 * (1 + np.abs(whole).max())
    half = len(m.noise) // 2
    turned = np.r_[half : 2 * half, :half]
    alike = [m.noise @ m.noise.T]
    if model.exchangeable:
        alike += [m.rates, m.errors @ m.errors.T, m.intercepts @ m.intercepts.T]
    for matrix in alike:
        assert_allclose(matrix[np.ix_(turned, turned)], matrix, atol=1e-9)
