"""How fast the error of a step falls as the step gets shorter."""

from dataclasses import replace

import numpy as np
import pytest

from securebase.dynamics import (
    Clock,
    Cohort,
    Parameters,
    mechanisms,
    state_rows,
    states,
)

from .cohorts import START, picked, settled
from .paths import Paths, fitted_order, lived

DAYS = 1.0
STEPS = np.array([2, 4, 8, 16])
# With spreads that do not depend on states, so that only the order of the drift shows.
ADDITIVE = START.without(["reliability"])


def test_without_chance_the_error_falls_with_the_square_of_the_step() -> None:
    couples = settled(60, seed=4)
    exact = lived(couples, START, 128, DAYS)
    apart = [np.abs(lived(couples, START, n, DAYS) - exact).max() for n in STEPS]
    assert 1.6 < fitted_order(STEPS, np.array(apart)) < 2.4
    # The largest error of any state of any couple, at the step that is the default.
    assert apart[1] < 0.02


@pytest.mark.parametrize(
    "parameters", [ADDITIVE, START], ids=["additive unrest", "unrest that depends"]
)
def test_along_the_same_path_the_error_falls_with_the_step(
    parameters: Parameters,
) -> None:
    couples = settled(200, seed=4)
    paths = Paths(200, 128, DAYS, parameters, seed=1)
    exact = lived(couples, parameters, 128, DAYS, paths.of(128))
    apart = [
        np.sqrt(
            np.mean((lived(couples, parameters, n, DAYS, paths.of(n)) - exact) ** 2)
        )
        for n in STEPS
    ]
    assert 0.6 < fitted_order(STEPS, np.array(apart)) < 1.4


def test_on_average_the_error_falls_with_the_square_of_the_step() -> None:
    """Means over paths, each with its mirror image, of one couple far from its rest.

    Their errors, over the states of days, stand well above what chance leaves of them.
    """
    couples = _many_of_one(3000)
    paths = Paths(3000, 64, DAYS, ADDITIVE, seed=2)
    exact = lived(couples, ADDITIVE, 64, DAYS, paths.of(64))
    days = {state.id for state in states() if state.clock is Clock.DAYS}
    rows = [k for k, row in enumerate(state_rows()) if row.partition(".")[2] in days]
    steps = STEPS[:3]
    found = [lived(couples, ADDITIVE, n, DAYS, paths.of(n)) - exact for n in steps]
    # By step, row and pair of paths.
    apart = np.array(found)[:, rows].reshape(len(steps), len(rows), 2, -1).mean(2)
    errors = np.sqrt((apart.mean(2) ** 2).mean(1))
    chance = np.sqrt(apart.var(2).mean(1) / apart.shape[2])
    assert (chance < 0.1 * errors).all()
    assert 1.6 < fitted_order(steps, errors) < 2.4


def test_the_path_of_a_long_step_is_that_of_its_short_ones() -> None:
    """Without mechanisms each state is solved exactly, whatever the step."""
    alone = START.without([mechanism.id for mechanism in mechanisms()])
    couples = settled(20, seed=4)
    paths = Paths(20, 64, DAYS, alone, seed=3)
    exact = lived(couples, alone, 64, DAYS, paths.of(64))
    for steps in (1, 2, 8, 32):
        found = lived(couples, alone, steps, DAYS, paths.of(steps))
        np.testing.assert_allclose(found, exact, rtol=0, atol=1e-12)


def _many_of_one(couples: int) -> Cohort:
    one = picked(settled(1, seed=7), np.zeros(couples, int))
    return replace(one, state=2.0 * one.state)
