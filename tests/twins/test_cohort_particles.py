"""What diaries say of a population, against very many couples of the real model."""

from __future__ import annotations

import numpy as np
import pytest
from numpy import ndarray

from proofs._diaries import diaries
from securebase.dynamics import calibrated
from securebase.fit.couple._belief import Belief, hear_check_ins, live_on, prior
from securebase.fit.couple._differ import before, law
from securebase.fit.couple._likelihood import explained
from securebase.fit.couple._sites import everybody, sites

from .belief_particles import HARD, SPARSE, Answers
from .cohort_particles import Crowd, crowd, gains

DIARIES = (SPARSE, HARD)


@pytest.fixture(scope="module")
def found() -> Crowd:
    return crowd(DIARIES, calibrated(), couples=16_384, seed=12)


def heard(days: tuple[Answers, ...]) -> Belief:
    belief = prior()
    for answers in days:
        belief = hear_check_ins(live_on(belief), answers)
    return belief


@pytest.mark.parametrize("part", ["mean", "spread"])
@pytest.mark.parametrize(
    "name", ["home_security", "home_quality", "home_exhaustion", "neuroticism"]
)
@pytest.mark.parametrize("way", [-1.0, 1.0])
def test_laws_are_weighed_as_the_real_model_weighs_them(
    found: Crowd, part: str, name: str, way: float
) -> None:
    known, one = before(), everybody()
    numbers = np.zeros(2 * len(one.kinds))
    kind = one.kinds.index(name)
    if part == "mean":
        # One doubt beforehand in this kind, and what goes along with it in others.
        numbers[: len(one.kinds)] = (
            way * known.shift[kind] / np.sqrt((known.shift[kind] ** 2).sum())
        )
    else:
        numbers[len(one.kinds) + kind] = way
    true, error = gains(found, law(numbers, known))
    for place, days in enumerate(DIARIES):
        own = sites([heard(days)])
        quick = (
            explained(numbers, known, own).log - explained(0 * numbers, known, own).log
        )
        assert abs(quick - true[place]) < 0.03 + 4 * error[place]


def handful() -> list[tuple[Answers, ...]]:
    """Some couples' first days, with so few answers that others explain them too."""
    found: list[tuple[Answers, ...]] = []
    for events in diaries(calibrated(), 5, 5, seed=31, sheets=False).events:
        days = [dict(sorted(event.answers.items())[::12]) for event in events]
        found.append(tuple(days) or ({},))
    return found


@pytest.mark.parametrize("name", ["home_security", "home_quality", "neuroticism"])
def test_what_a_handful_of_couples_says_of_a_mean_is_the_real_models(
    few: tuple[list[tuple[Answers, ...]], Crowd], name: str
) -> None:
    """The posterior of one number on a grid: by sites, and by weighed couples."""
    told, lived = few
    known, one = before(), everybody()
    way = known.shift[one.kinds.index(name)]
    way = np.concatenate([way / np.sqrt((way**2).sum()), 0 * known.widen])
    grid = np.linspace(-2.0, 2.0, 9)
    own = sites([heard(days) for days in told])
    quick = [explained(it * way, known, own).log for it in grid]
    weighed = [gains(lived, law(it * way, known)) for it in grid]
    true = [gain.sum() for gain, _ in weighed]
    for_quick, for_true = (_moments(grid, np.array(it)) for it in (quick, true))
    # By chance, from the slope between both ends of the grid.
    ends = np.concatenate([weighed[0][1], weighed[-1][1]])
    chance = for_true[1] ** 2 * np.sqrt((ends**2).sum()) / (grid[-1] - grid[0])
    assert for_quick[0] == pytest.approx(for_true[0], abs=0.05 + 4 * chance)
    assert for_quick[1] == pytest.approx(for_true[1], rel=0.05 + 4 * chance)
    # The data say something, so that agreeing is no matter of course.
    assert for_true[1] < 0.97


def _moments(grid: ndarray, log: ndarray) -> tuple[float, float]:
    weight = np.exp(log - log.max() - grid**2 / 2)
    weight /= weight.sum()
    mean = float(weight @ grid)
    return mean, float(weight @ (grid - mean) ** 2) ** 0.5


@pytest.fixture(scope="module")
def few() -> tuple[list[tuple[Answers, ...]], Crowd]:
    told = handful()
    return told, crowd(told, calibrated(), couples=16_384, seed=14)


def test_a_diary_without_answers_says_nothing_of_any_law(found: Crowd) -> None:
    known = before()
    numbers = np.zeros(2 * len(known.widen))
    numbers[0] = 1.0
    silent = crowd([({},)], calibrated(), couples=4096, seed=13)
    gain, error = gains(silent, law(numbers, known))
    assert abs(gain[0]) < 4 * error[0]
