"""The ways that a plan's reasons name are those by which the model's gains come."""

from functools import cache

import pytest

from securebase.core import Partner
from securebase.dynamics import Cohort, calibrated, evolve, mechanisms
from securebase.evidence import row
from securebase.fit.couple import prior
from securebase.plan import KNOBS, goal, goals, plan, practices
from securebase.plan._goal import outcomes
from securebase.plan._learn import changes
from securebase.plan._paths import harder, paths, reason
from securebase.simulate._people import people

COUPLES, SEED = 320, 11
WAYS = [
    (knob, name, step)
    for knob, path in paths().items()
    for name, way in path.ways.items()
    for step in way
]


@cache
def cohort() -> Cohort:
    begun = people(SEED, [calibrated()], 0, COUPLES)
    return evolve(begun, [calibrated()], 28, seed=SEED, every=28)[0]


@cache
def gained(without: str = "") -> dict[tuple[str, str], float]:
    """Mean gain by what is trained and by goal, one mechanism switched off.

    Only of what has that mechanism on its way.
    """
    knobs = sorted({knob for knob, _, step in WAYS if without in ("", step)})
    parameters = calibrated().without([without] if without else [])
    doings = [{f"practice_{knob}": 1.0} for knob in knobs]
    found = changes(cohort(), parameters, doings, SEED, 2).mean(axis=-1)
    return {
        (knob, one.id): sum(
            weight * change[outcomes().index(name)]
            for name, weight in one.weights.items()
        )
        for knob, change in zip(knobs, found, strict=True)
        for one in goals()
    }


def test_every_thing_trained_has_a_path_and_no_other_has() -> None:
    assert set(paths()) == set(KNOBS)


def test_every_path_leads_over_mechanisms_of_the_model_to_goals() -> None:
    known = {it.id for it in mechanisms()}
    assert {step for _, _, step in WAYS} <= known
    assert {name for _, name, _ in WAYS} <= {it.id for it in goals()}


@pytest.mark.parametrize(("knob", "name", "step"), WAYS)
def test_without_a_mechanism_on_the_way_a_third_of_the_gain_or_more_is_gone(
    knob: str, name: str, step: str
) -> None:
    assert gained()[knob, name] > 0
    assert gained(step)[knob, name] <= gained()[knob, name] * 2 / 3


@pytest.mark.parametrize("name", [it.id for it in goals()])
def test_every_practice_has_a_reason_with_evidence_for_every_goal(name: str) -> None:
    for practice in practices():
        why = reason(practice, goal(name))
        assert why is not None
        assert why.sentence.endswith(".")
        assert set(practice.evidence) <= set(why.rows)
        assert [row(key).id for key in why.rows] == list(why.rows)
        assert bool(why.mechanisms) != ("knows no straight way" in why.sentence)


def test_a_plan_is_explained_by_its_choice() -> None:
    found = plan(prior(), Partner.A, goal="explore", minutes=20)
    assert found.choice is not None
    assert reason(found, found.goal) == reason(found.choice, found.goal)


def test_of_somebody_unknown_nothing_is_said_to_be_hard() -> None:
    assert all(harder(it, prior(), Partner.A) == () for it in practices())
