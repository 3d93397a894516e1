"""What diaries say of a population, against very many couples of the real model."""

from __future__ import annotations

import numpy as np
import pytest

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


def test_a_diary_without_answers_says_nothing_of_any_law(found: Crowd) -> None:
    known = before()
    numbers = np.zeros(2 * len(known.widen))
    numbers[0] = 1.0
    silent = crowd([({},)], calibrated(), couples=4096, seed=13)
    gain, error = gains(silent, law(numbers, known))
    assert abs(gain[0]) < 4 * error[0]
