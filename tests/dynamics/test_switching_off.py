"""A mechanism that is switched off does nothing."""

from dataclasses import replace

import numpy as np
import pytest
from numpy import ndarray

from securebase.dynamics import (
    Mechanism,
    Parameters,
    evolve,
    fixed_rows,
    jacobian,
    mechanisms,
    state_rows,
)
from securebase.dynamics._flow import PERSONAL_EVENTS, look
from securebase.dynamics._maths import NUMPY
from securebase.dynamics._sides import Pull, View
from securebase.dynamics._skeleton import _views

from .cohorts import START, settled

COUPLES = 40
# What a mechanism's sum keeps when its own numbers are off: the bare skill.
BARE = {"encouragement": ("encouraging", 1.0), "intrusion": ("leaving_room", -1.0)}
NAMED = pytest.mark.parametrize("mechanism", mechanisms(), ids=lambda each: each.id)


def seen(parameters: Parameters) -> tuple[View, View, View]:
    """Some couples on a day on which much happens, and everything is practised."""
    some = settled(COUPLES)
    practised = np.array(["practice_" in row for row in fixed_rows()])[:, None]
    fixed = np.where(practised, 1.0, some.fixed)
    a, b, us = _views(some.state, some.home, fixed)
    look(a, b, us, parameters.given(), NUMPY)
    rng = np.random.default_rng(2)
    for view in (a, b, us):
        view.learn({event: rng.random(COUPLES) for event in PERSONAL_EVENTS})
    return a, b, us


def given_by(mechanism: Mechanism, law: str, parameters: Parameters) -> Pull:
    if law not in mechanism.laws:
        return {}
    a, b, us = seen(parameters)
    own = parameters.given()[mechanism.id]
    if law == "homes":
        return mechanism.laws[law](a, own)
    return mechanism.laws[law](a, b, us, own, NUMPY)


@NAMED
@pytest.mark.parametrize("law", ["pulls", "pulls_us", "jumps", "jumps_us"])
def test_it_neither_pulls_nor_pushes(mechanism: Mechanism, law: str) -> None:
    found = given_by(mechanism, law, START.without([mechanism.id]))
    for name, value in found.items():
        np.testing.assert_array_equal(value, 0.0 * np.asarray(value), err_msg=name)
    if law in mechanism.laws:
        while_on = given_by(mechanism, law, START)
        assert all(np.abs(value).max() > 0 for value in while_on.values())


@NAMED
def test_it_adds_nothing_but_a_bare_skill(mechanism: Mechanism) -> None:
    a, _, _ = seen(START.without([mechanism.id]))
    found = given_by(mechanism, "adds", START.without([mechanism.id]))
    skill, sign = BARE.get(mechanism.id, ("attending", 0.0))
    for value in found.values():
        np.testing.assert_array_equal(np.asarray(value), sign * a[skill])


@NAMED
def test_it_leaves_spreads_as_they_are(mechanism: Mechanism) -> None:
    found = given_by(mechanism, "spreads", START.without([mechanism.id]))
    for value in found.values():
        np.testing.assert_array_equal(value, np.ones(COUPLES))


@NAMED
def test_it_is_told_by_one_of_its_numbers(mechanism: Mechanism) -> None:
    off = START.without([mechanism.id])
    assert any(
        float(START[parameter.name]) != float(off[parameter.name])
        for parameter in mechanism.parameters
    )
    others = [p for each in mechanisms() for p in each.parameters if each != mechanism]
    assert all(START[p.name] == off[p.name] for p in others)
    np.testing.assert_array_equal(off.centre, START.centre)


def test_with_all_switched_off_no_state_moves_another() -> None:
    alone = START.without([mechanism.id for mechanism in mechanisms()])
    np.testing.assert_array_equal(jacobian(alone), 0.0)
    assert np.abs(jacobian(START)).max() > 0.1


def test_with_all_switched_off_the_partner_does_not_matter() -> None:
    alone = START.without([mechanism.id for mechanism in mechanisms()])
    couples = settled(COUPLES)
    other = replace(couples, state=_partner_changed(couples.state))
    rows = [k for k, row in enumerate(state_rows()) if not row.startswith("b.")]
    ends = [evolve(each, [alone], 3, seed=1)[0].state for each in (couples, other)]
    np.testing.assert_array_equal(ends[0][rows], ends[1][rows])
    full = [evolve(each, [START], 3, seed=1)[0].state for each in (couples, other)]
    assert (full[0][rows] != full[1][rows]).any()


def _partner_changed(state: ndarray) -> ndarray:
    found = state.copy()
    for place, row in enumerate(state_rows()):
        if row.startswith("b."):
            found[place] += 1.0
    return found
