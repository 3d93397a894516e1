"""The likelihood against its definition, and its slopes against differences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from jax import enable_x64, numpy as jnp
from jaxtyping import Float
from numpy import ndarray
from numpy.testing import assert_allclose

from securebase.fit.continuous import ContinuousModel, Fit, Outcome, _exact, _filter
from securebase.fit.continuous._compiled import arrays_of, objective_of, shape_of
from securebase.fit.continuous._panel import panel_of
from securebase.fit.continuous._search import start_of
from securebase.fit.continuous._system import Parts, bases_of, matrices_of
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame
from tests.fit.continuous.plain import slow_minus_two

PUSHED = """
rate of closeness: closeness + closeness_partner
level of closeness: weekend
push on closeness: quarrel
"""
MODELS = {
    "plain": ContinuousModel("closeness"),
    "no intercepts": ContinuousModel("closeness", random_intercepts=False),
    "no errors": ContinuousModel("closeness", errors=False, alike=["rates"]),
    "a day in common": ContinuousModel("closeness", common_day=True, initial="spread"),
    "begun anywhere": ContinuousModel("closeness", initial="free"),
    "exchangeable": ContinuousModel(
        "closeness", exchangeable=True, common_day=True, initial="free"
    ),
    "pushed": ContinuousModel(PUSHED),
    "own rates alone": ContinuousModel("rate of closeness: closeness"),
    "two variables": ContinuousModel("closeness, stress", common_day=True),
    "steps": ContinuousModel("closeness", clock="steps", initial="free"),
    "two columns for one": ContinuousModel(
        f"{PUSHED}; closeness is measured by closeness + stress", initial="free"
    ),
    "people alone": ContinuousModel("closeness", single=True, initial="free"),
    "people alone, two variables": ContinuousModel(
        "closeness, stress", single=True, errors=False, initial="free"
    ),
}
TWO = Truth(
    rates=((-0.7, -0.2, 0.2, 0), (0.1, -0.6, 0, 0.1), (0.1, 0, -0.6, -0.1),
        (0, 0.2, 0.1, -0.8)),
    noise=np.eye(4).tolist(), errors=(0.2, 0.3, 0.2, 0.3), levels=(4, 2, 4.5, 2.5),
    intercepts=(0.3 * np.eye(4) + 0.1).tolist(),
)  # fmt: skip


@cache
def small(steps: bool = False) -> Diary:
    """Few couples, odd times, a third of answers missing, one partner altogether."""
    plan = Plan(
        couples=6, days=7, missing=0.3, jitter=0.4, names=("closeness", "stress")
    )
    frame = diary_frame(TWO, plan, seed=4)
    frame.loc[(frame["couple"] == 2) & (frame["role"] == "m"), "closeness"] = np.nan
    frame.loc[frame.index[5:9], "weekend"] = np.nan
    frame.loc[frame.index[20:24], "quarrel"] = np.nan
    if steps:
        frame["time"] = frame["time"].round() + (frame["time"].round() > 3)
    return Diary.from_frame(frame, couple="couple", role="role", time="time")


def asked(model: ContinuousModel) -> Diary:
    """The same, as the model needs it."""
    if not model.single:
        return small(model.clock == "steps")
    people = small().frame.assign(who=lambda it: it["couple"].astype(str) + it["role"])
    return Diary.from_frame(people, couple="who", person="who", time="time")


def somewhere(model: ContinuousModel, seed: int = 0) -> Float[ndarray, " free"]:
    """Free numbers near a start, different in all directions."""
    bases = bases_of(model)
    start = start_of(bases, model, 0.6, 0.3)
    return start + 0.1 * np.random.default_rng(seed).normal(size=start.size)


def unfitted(model: ContinuousModel, diary: Diary) -> Fit:
    return Fit(
        model=model, diary=diary, panel=panel_of(model, diary), bases=bases_of(model),
        found=None, outcome=Outcome.NOT_CONVERGED,
    )  # fmt: skip


def fast(fit: Fit, free: Float[ndarray, " free"]) -> float:
    return objective_of(fit.model, fit.panel, fit.bases)(free)[0] + fit._units


@pytest.mark.parametrize("name", MODELS)
def test_the_likelihood_is_that_of_one_big_normal(name: str) -> None:
    model = MODELS[name]
    fit, free = unfitted(model, asked(model)), somewhere(model)
    assert_allclose(fast(fit, free), slow_minus_two(fit, free), rtol=1e-10, atol=1e-8)


@pytest.mark.parametrize("name", ["begun anywhere", "pushed", "two variables"])
def test_slopes_are_those_of_differences(name: str) -> None:
    model = MODELS[name]
    fit = unfitted(model, small())
    objective = objective_of(model, fit.panel, fit.bases)
    free, step = somewhere(model), 1e-5
    steps = step * np.eye(free.size)
    wanted = [(objective(free + h)[0] - objective(free - h)[0]) / 2e-5 for h in steps]
    assert_allclose(objective(free)[1], wanted, rtol=1e-5, atol=1e-5)


def test_what_is_missing_is_as_if_it_had_never_been_asked() -> None:
    model, frame = MODELS["plain"], small().frame
    some = Diary.from_frame(
        frame[frame["closeness"].notna()], couple="couple", role="role", time="time"
    )
    free = somewhere(model)
    whole, rest = unfitted(model, small()), unfitted(model, some)
    # Units of time and spread must be the same to compare the same free numbers.
    rest = replace(rest, panel=replace(rest.panel, tick=whole.panel.tick,
        gaps=rest.panel.gaps * rest.panel.tick / whole.panel.tick))  # fmt: skip
    assert_allclose(fast(rest, free), fast(whole, free), rtol=1e-12)


def test_an_occasion_more_without_answers_changes_nothing() -> None:
    """Intervals may be split anywhere: chance adds up as it should."""
    model, frame = MODELS["plain"], small().frame
    between = frame.assign(time=frame["time"] + 0.123, closeness=np.nan)
    more = Diary.from_frame(
        pd.concat([frame, between]), couple="couple", role="role", time="time"
    )
    free = somewhere(model)
    one, other = unfitted(model, small()), unfitted(model, more)
    assert_allclose(slow_minus_two(one, free), fast(one, free), rtol=1e-10)
    scaled = replace(other, panel=replace(other.panel, tick=one.panel.tick,
        gaps=other.panel.gaps * other.panel.tick / one.panel.tick))  # fmt: skip
    assert_allclose(fast(scaled, free), fast(one, free), rtol=1e-12)


@pytest.mark.long
def test_little_memory_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    model = MODELS["plain"]
    fit, free = unfitted(model, small()), somewhere(model)
    objective = objective_of(model, fit.panel, fit.bases)
    wanted = objective(free)
    monkeypatch.setattr(_filter, "_MANY", 0)
    compiled: Any = _filter.value_and_slopes
    compiled.clear_cache()
    found = objective_of(model, fit.panel, fit.bases)(free)
    compiled.clear_cache()
    assert_allclose(found[0], wanted[0], rtol=1e-13)
    assert_allclose(found[1], wanted[1], rtol=1e-9, atol=1e-9)


def test_where_a_process_would_not_return_there_is_no_likelihood() -> None:
    model = MODELS["no intercepts"]
    fit, free = unfitted(model, small()), somewhere(model)
    free[0] = 0.3
    assert objective_of(model, fit.panel, fit.bases)(free)[0] == np.inf


# Mistakes that this file must find, each a change of one function of the filter.
def _too_much_chance(*args: Any, **named: Any) -> Any:
    a, q = _exact.transitions(*args, **named)
    return a, [[1.1 * it for it in row] for row in q]


def _partners_swapped(*args: Any, **named: Any) -> Any:
    a, q = _exact.transitions(*args, **named)
    return [row[::-1] for row in a[::-1]], q


def _one_gap_late(rates: Any, kept: Any, gaps: Any, **named: Any) -> Any:
    return _exact.transitions(rates, kept, jnp.roll(gaps, 1, axis=0), **named)


def _gap_doubled(rates: Any, kept: Any, gaps: Any, **named: Any) -> Any:
    return _exact.transitions(rates, kept, 2 * gaps, **named)


def _noise_as_kept(rates: Any, noise: Any, **_: Any) -> Any:
    return noise


def _no_levels_of_their_own(*args: Any) -> Any:
    return 0.0 * _integrated(*args)


def _heard_twice(ahead: Any, now: Any, constants: Any) -> Any:
    return _heard(_heard(ahead, now, constants), now, constants)


def _errors_forgotten(ahead: Any, now: Any, constants: Any) -> Any:
    none = [[0 * it for it in row] for row in constants.error]
    return _heard(ahead, now, constants._replace(error=none))


_integrated, _heard = _filter._integrated, _filter._heard
PLANTED = [
    ("transitions", _too_much_chance),
    ("transitions", _partners_swapped),
    ("transitions", _one_gap_late),
    ("transitions", _gap_doubled),
    ("stationary", _noise_as_kept),
    ("_integrated", _no_levels_of_their_own),
    ("_heard", _heard_twice),
    ("_heard", _errors_forgotten),
]


@pytest.mark.parametrize(("place", "mistake"), PLANTED)
def test_planted_mistakes_are_found(
    place: str, mistake: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = MODELS["plain"]
    fit, free = unfitted(model, small()), somewhere(model)
    monkeypatch.setattr(_filter, place, mistake)
    with enable_x64(True):
        m = matrices_of(fit.bases, free)
        answers = _filter.Answers(*map(jnp.asarray, arrays_of(fit.panel)))
        m = Parts(*map(jnp.asarray, m))
        found = _filter.deviances(m, answers, shape_of(model, fit.panel))
    wrong = float(np.asarray(found).sum()) + fit._units
    assert abs(wrong - slow_minus_two(fit, free)) > 1e-3
