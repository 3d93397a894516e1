"""How much of a practice's full effect so many minutes bring."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from securebase.dynamics import PRACTICES, calibrated, evolve
from securebase.plan import KNOBS, Practice, practice_of, practices
from securebase.plan._dose import effects, intensity, is_skill
from securebase.plan._gains import FUTURE, MEASURED
from securebase.plan._goal import outcomes
from securebase.plan._learn import changes
from securebase.simulate._people import people
from tests.effort import tried_on

SKILLS = [knob for knob in KNOBS if is_skill(knob)]
DOINGS = [knob for knob in KNOBS if not is_skill(knob)]
SHARES = st.floats(0.001, 1.0)


def of(name: str, intensities: list[float]) -> np.ndarray:
    """Share of the effect of the one thing that a practice trains."""
    (found,) = effects(practice_of(name), np.array(intensities)).values()
    return found


def learnt_step_by_step(pace: float, step: float = 0.01) -> float:
    """Share of the way to the ceiling, averaged over the days that are looked at."""
    way, seen = 0.0, []
    for number in range(round(FUTURE / step)):
        way += step * pace * (1.0 - way)
        if number * step >= FUTURE - MEASURED:
            seen.append(way)
    return float(np.mean(seen))


def test_minutes_count_up_to_those_of_a_programme() -> None:
    each = [intensity(it) for it in (3, 6, 12, 13, 60)]
    assert each == [0.25, 0.5, 1.0, 1.0, 1.0]


def test_a_skill_is_learnt_and_what_is_done_is_not() -> None:
    assert {"attending", "understanding", "acting", "encouraging"} <= set(SKILLS)
    assert {"rest", "novelty", "net"} <= set(DOINGS)


@pytest.mark.parametrize("one", practices(), ids=lambda it: it.id)
def test_a_practice_brings_of_each_thing_no_more_than_its_weight_of_doing_all(
    one: Practice,
) -> None:
    found = effects(one, np.array([1.0, 0.3]))
    assert set(found) == {f"practice_{knob}" for knob in one.trains}
    assert set(found) <= set(PRACTICES)
    for knob, weight in one.trains.items():
        whole, part = found[f"practice_{knob}"]
        assert weight - 1e-12 <= whole <= 1.0 + 1e-12
        assert 0.0 < part < whole


def test_a_full_dose_of_one_skill_is_its_full_effect() -> None:
    assert of("acting", [1.0]) == pytest.approx([1.0])
    assert of("encouragement", [1.0]) == pytest.approx([1.0])


@given(st.lists(SHARES, min_size=2, max_size=6, unique=True))
@tried_on(20)
def test_what_is_no_skill_works_as_far_as_it_is_done(some: list[float]) -> None:
    np.testing.assert_allclose(of("rest", some), some)


@given(st.lists(SHARES, min_size=2, max_size=6, unique=True))
@tried_on(20)
def test_of_a_skill_the_first_minutes_bring_the_most(some: list[float]) -> None:
    some = sorted({round(it, 6) for it in some if it > 1e-6})
    found = of("acting", some)
    assert (np.diff(found) > 0).all()
    assert (found >= np.array(some) - 1e-12).all()
    # What each part of a dose brings falls as the dose rises.
    assert (np.diff(found / np.array(some)) <= 1e-9).all()


def test_next_to_no_practice_brings_next_to_nothing() -> None:
    assert of("acting", [1e-7]) == pytest.approx([0.0], abs=1e-6)


def test_no_practice_brings_nothing() -> None:
    assert of("rest", [0.0]).tolist() == [0.0]
    assert of("acting", [0.0]).tolist() == [0.0]


@pytest.mark.parametrize("knob", ["acting", "encouraging"])
@pytest.mark.parametrize("dose", [0.2, 0.6])
def test_the_share_agrees_with_learning_step_by_step(knob: str, dose: float) -> None:
    name = {"acting": "acting", "encouraging": "encouragement"}[knob]
    parameters = calibrated()
    pace = float(parameters["learning.pace"]) / float(parameters[f"{knob}.days"])
    slow = learnt_step_by_step(pace * dose) / learnt_step_by_step(pace)
    assert of(name, [dose]) == pytest.approx([slow], rel=2e-3)


def test_half_the_dose_brings_its_share_in_couples_that_live_on() -> None:
    begun = people(21, [calibrated()], 0, 256)
    cohort = evolve(begun, [calibrated()], 28, seed=21, every=28)[0]
    half, whole = changes(
        cohort, calibrated(), [{"practice_acting": 0.5}, {"practice_acting": 1.0}], 21
    )
    place = outcomes().index("you.security")
    found = half[place].mean() / whole[place].mean()
    assert found == pytest.approx(of("acting", [0.5])[0], abs=0.05)
