"""Answers in categories and counts: against integrals by brute force, and truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import product

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from securebase.core import DataError, FitError
from securebase.fit.continuous import ContinuousModel, Fit
from securebase.fit.continuous._draw import drawn
from securebase.fit.continuous._soft import Soft
from securebase.fit.continuous._system import bases_of, matrices_of, parts_of
from securebase.fit.mixed import Diary
from tests.fit.continuous.test_likelihood import unfitted

TEXT = "rate of mood: mood; mood is {}"
# How far the logarithm of the likelihood of one person with three answers may be off.
CLOSE = {"binary": 1e-4, "ordinal": 1e-4, "count": 1e-3}


def model(kind: str) -> ContinuousModel:
    return ContinuousModel(TEXT.format(kind), single=True, random_intercepts=False)


def free_of(kind: str, size: float = 0.5) -> np.ndarray:
    bases = bases_of(model(kind), {"mood": 4})
    free = np.zeros(sum(map(len, bases)))
    places = parts_of(bases)
    free[places.rates], free[places.noise], free[places.levels] = -0.5, size, 0.4
    free[places.cuts] = (-0.3, 0.1)[: len(bases.cuts)]
    return free


def people(kind: str, rows: dict[str, list[float]]) -> Diary:
    frame = pd.DataFrame(rows)
    return Diary.from_frame(frame, couple="id", person="id", time="day")


def probability(
    kind: str, free: np.ndarray
) -> Callable[[float, np.ndarray], np.ndarray]:
    if kind == "count":
        return lambda y, felt: stats.poisson(np.exp(felt)).pmf(y)
    cuts = free[parts_of(bases_of(model(kind), {"mood": 4})).cuts]
    edges = [-np.inf, 0.0, *np.cumsum(np.exp(cuts)), np.inf]
    return lambda y, felt: (
        stats.norm.cdf(edges[int(y) + 1] - felt) - stats.norm.cdf(edges[int(y)] - felt)
    )


def by_brute_force(kind: str, free: np.ndarray, answers: list[float]) -> float:
    """The integral over three moments of one person, day by day."""
    rate, size, level = -0.5, float(free[2]), 0.4
    kept = size**2 / (2 * -rate)
    days = np.arange(3)
    covariance = kept * np.exp(rate * np.abs(days[:, None] - days))
    node, weight = np.polynomial.hermite_e.hermegauss(31)
    weight = weight / weight.sum()
    grid = np.array(list(product(node, repeat=3)))
    mass = np.array(list(product(weight, repeat=3))).prod(1)
    felt = level + grid @ np.linalg.cholesky(covariance).T
    law = probability(kind, free)
    each = np.prod([law(y, felt[:, day]) for day, y in enumerate(answers)], 0)
    return float(np.log(mass @ each))


ANSWERS = {
    "binary": [(0, 1, 1), (1, 1, 1), (0, 0, 1)],
    "ordinal": [(0, 1, 3), (2, 2, 3), (1, 0, 0)],
    "count": [(0, 2, 1), (5, 3, 4), (0, 0, 0)],
}


def told(kind: str, answers: Sequence[Sequence[float]]) -> Fit:
    rows = {
        "id": [float(it) for it, own in enumerate(answers) for _ in own],
        "day": [float(day) for own in answers for day in range(len(own))],
        "mood": [float(it) for own in answers for it in own],
    }
    return unfitted_soft(model(kind), people(kind, rows))


def unfitted_soft(asked: ContinuousModel, diary: Diary) -> Fit:
    from dataclasses import replace

    fit = unfitted(asked, diary)
    return replace(fit, bases=bases_of(asked, fit.panel.categories))


@pytest.mark.parametrize("kind", ANSWERS)
def test_the_approximation_is_close_to_the_integral(kind: str) -> None:
    free = free_of(kind)
    fit = told(kind, ANSWERS[kind])
    exact = sum(by_brute_force(kind, free, list(it)) for it in ANSWERS[kind])
    value, _ = Soft(fit.model, fit.panel, fit.bases).objective(free)
    assert value == pytest.approx(-2 * exact, abs=CLOSE[kind] * 2 * len(ANSWERS[kind]))
    # With almost no chance there is nothing to approximate.
    free[2] = 1e-3
    exact = sum(by_brute_force(kind, free, list(it)) for it in ANSWERS[kind])
    value, _ = Soft(fit.model, fit.panel, fit.bases).objective(free)
    assert value == pytest.approx(-2 * exact, abs=1e-5)


@cache
def study(kind: str) -> Fit:
    """300 people for 12 days, as the model has it."""
    days, many = 12, 300
    rng = np.random.default_rng(4)
    rows = {
        "id": np.repeat(np.arange(many), days), "day": np.tile(np.arange(days), many),
        "mood": rng.integers(0, {"binary": 2}.get(kind, 4), many * days).astype(float),
    }  # fmt: skip
    frame = pd.DataFrame(rows)
    diary = Diary.from_frame(frame, couple="id", person="id", time="day")
    blank = unfitted_soft(model(kind), diary)
    y = drawn(blank, matrices_of(blank.bases, free_of(kind, 0.8)), rng)
    frame = frame.assign(mood=y[:, 0].T.ravel())
    frame.loc[rng.random(len(frame)) < 0.1, "mood"] = np.nan
    again = Diary.from_frame(frame, couple="id", person="id", time="day")
    return model(kind).fit(again)


@pytest.mark.parametrize("kind", ANSWERS)
def test_slopes_are_those_of_differences(kind: str) -> None:
    fit = study(kind)
    soft = Soft(fit.model, fit.panel, fit.bases)
    free, step = free_of(kind) + 0.03, 1e-5
    steps = step * np.eye(free.size)
    wanted = [
        (soft.objective(free + h)[0] - soft.objective(free - h)[0]) / (2 * step)
        for h in steps
    ]
    assert_allclose(soft.objective(free)[1], wanted, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("kind", ANSWERS)
def test_the_truth_is_found(kind: str) -> None:
    fit = study(kind)
    assert fit.outcome.trusted
    rate, level = fit.rates().iloc[0], fit.levels().iloc[0]
    assert abs(rate["estimate"] + 0.5) < 3 * rate["se"]
    assert abs(level["estimate"] - 0.4) < 3 * level["se"]
    kept = fit.variances().query("part == 'process'").iloc[0]
    assert kept["low"] < 0.64 < kept["high"]
    if kind == "ordinal":
        cuts = fit.levels().query("part == 'threshold'")
        assert_allclose(cuts["estimate"], np.cumsum(np.exp([-0.3, 0.1])), rtol=0.15)
        assert cuts["source"].tolist() == ["1|2", "2|3"]
    assert "expectation propagation" in fit.methods_text()
    assert np.isfinite(fit.fitted()["fitted"]).all()


def test_equations_say_how_each_is_answered() -> None:
    text = model("ordinal").equations()
    assert "probit P(mood above a category) = level + mood - its threshold" in text
    assert "log of the expected mood = level + mood" in model("count").equations()


def test_answers_that_do_not_go_with_their_kind_are_told() -> None:
    rows = {"id": [1.0, 1.0], "day": [0.0, 1.0], "mood": [0.5, 2.0]}
    for kind, must in (("count", "be a count"), ("binary", "be 0 or 1")):
        with pytest.raises(DataError, match=must):
            model(kind).fit(people(kind, rows))
    with pytest.raises(FitError, match="A line with 'is' must go on with"):
        ContinuousModel("mood; mood is blue", single=True)
    with pytest.raises(FitError, match="must begin with one of mood"):
        ContinuousModel("mood; moon is count", single=True)
