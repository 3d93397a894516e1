"""The committed measurement of how good forecasts are."""

from __future__ import annotations

import math

import pytest

from securebase.fit.couple import (
    Horizon,
    Skill,
    change_explained,
    measured_skill,
    skill_of,
)
from securebase.fit.couple._baselines import BASELINES
from securebase.fit.couple._targets import TARGETS
from securebase.fit.couple._track import populations

CONSTRUCTS = [it.construct for it in TARGETS]
# Points by which coverage may miss.
NEAR = 0.03


def name_of(it: Skill) -> str:
    return f"{it.construct}-{it.horizon}"


every = pytest.mark.parametrize("skill", measured_skill(), ids=name_of)


def test_every_target_is_measured_once_at_the_distances_that_answers_tell_of() -> None:
    found = [(it.construct, it.horizon) for it in measured_skill()]
    expected = [(it, at) for it in CONSTRUCTS for at in (Horizon.DAY, Horizon.WEEK)]
    assert sorted(found) == sorted(expected)


def test_the_change_over_three_months_is_measured_for_every_target() -> None:
    assert set(change_explained()) == set(CONSTRUCTS)
    assert all(0.0 < it < 1.0 for it in change_explained().values())


def test_every_question_has_a_population() -> None:
    assert set(populations()) == {it.code for it in TARGETS}
    for one in populations().values():
        assert 0.0 <= one.mean <= 6.0
        assert 0.0 <= one.stay < 1.0
        assert min(one.between, one.lasting, one.alone) > 0.0
        # Whole answers from 0 to 6 cannot spread more than at both ends.
        assert one.between + one.lasting + one.alone < 9.0


@every
def test_every_baseline_has_a_gain_inside_its_range(skill: Skill) -> None:
    assert tuple(skill.gain) == tuple(skill.low) == tuple(skill.high) == BASELINES
    for name in BASELINES:
        assert -1.0 < skill.low[name] <= skill.gain[name] <= skill.high[name] < 1.0
        assert math.isfinite(skill.gain[name])


@every
def test_coverage_is_within_three_points(skill: Skill) -> None:
    assert skill.cover80 == pytest.approx(0.8, abs=NEAR)
    assert skill.cover95 == pytest.approx(0.95, abs=NEAR)


@every
def test_enough_forecasts_were_scored_for_coverage_to_mean_something(
    skill: Skill,
) -> None:
    # Then three points are five standard errors of a share, if days were independent.
    assert skill.forecasts > (5 * 0.4 / NEAR) ** 2


@every
def test_better_beyond_doubt_is_said_where_the_lower_end_is_above_nothing(
    skill: Skill,
) -> None:
    for name in BASELINES:
        assert skill.better_than(name) is (skill.low[name] > 0.0)


def test_a_gain_within_doubt_is_not_called_better() -> None:
    doubtful = Skill(
        construct="load", horizon=Horizon.DAY, forecasts=9, gain={"own_mean": 0.02},
        low={"own_mean": -0.01}, high={"own_mean": 0.05}, cover80=0.8, cover95=0.95,
    )  # fmt: skip
    assert not doubtful.better_than("own_mean")


def test_a_skill_is_found_by_what_and_how_far() -> None:
    for one in measured_skill():
        assert skill_of(one.construct, one.horizon) is one


def test_months_have_no_skill_of_answers() -> None:
    with pytest.raises(KeyError):
        skill_of("load", Horizon.MONTHS)
