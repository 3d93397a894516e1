"""Where the model is linear, a step is exact, whatever its length."""

from dataclasses import replace

import numpy as np
import pytest
from numpy import ndarray
from scipy.linalg import expm

from securebase.dynamics import (
    Cohort,
    Parameters,
    evolve,
    mechanisms,
    out_rows,
    state_rows,
    states,
)
from securebase.dynamics._maths import NUMPY
from securebase.dynamics._plain import plain_numbers
from securebase.dynamics._states import Noise
from securebase.dynamics._step import _stress

from .cohorts import START, anywhere, settled
from .paths import joined, silent, split, stepped

# The moods of the hour: small gestures, what they leave, and passing moods.
HOURS = [f"{side}.{name}" for name in ("gesture", "echo", "wave") for side in "ab"]
DRAWS = [f"{side}.{name}" for name in ("gesture", "response", "wave") for side in "ab"]
PLACES = [state_rows().index(row) for row in HOURS]
ALONE = START.without([mechanism.id for mechanism in mechanisms()])


def law_of_the_hour(parameters: Parameters) -> tuple[ndarray, ndarray]:
    """Drift and diffusion as the docstring of `moments` has them, in days."""
    p, gains = parameters.given(), parameters.given()["moments"]
    hand, mood, wave = (1.0 / p[name].days for name in ("gesture", "echo", "wave"))
    drift = -np.diag([hand, hand, mood, mood, wave, wave])
    drift[2:4, :2] = mood * np.array(
        [[gains.given, gains.received], [gains.received, gains.given]]
    )
    drift[4, 5] = drift[5, 4] = wave * gains.crossing
    # So that each passing mood has its own spread however far moods cross over.
    stirred = 2 * wave * p["wave"].spread ** 2 * (1 - gains.crossing**2)
    moved = 2 * hand * p["gesture"].spread ** 2
    return drift, np.diag([moved, moved, 0.0, 0.0, stirred, stirred])


def exact_step(
    drift: ndarray, diffusion: ndarray, step: float
) -> tuple[ndarray, ndarray]:
    """Transition and covariance of a linear equation over a step (Van Loan, 1978)."""
    n = len(drift)
    if step > 0.1:
        # Two half steps, for the exponential of a long one has no digits left.
        transition, covariance = exact_step(drift, diffusion, step / 2)
        return (
            transition @ transition,
            transition @ covariance @ transition.T + covariance,
        )
    block = np.block([[-drift, diffusion], [np.zeros((n, n)), drift.T]])
    whole = expm(block * step)
    transition = whole[n:, n:].T
    return transition, transition @ whole[:n, n:]


def taken_step(parameters: Parameters, step: float) -> tuple[ndarray, ndarray]:
    """The same of the step of the model, from one unit of each state and each draw."""
    numbers = plain_numbers(parameters, step, np.float64)
    count = len(HOURS)
    couples = _still(2 * count)
    state = np.zeros((len(state_rows()), 2 * count))
    state[PLACES, range(count)] = 1.0
    drawn = silent(2 * count)
    for place, row in enumerate(DRAWS):
        side, _, name = row.partition(".")
        drawn[side][name] = np.eye(2 * count)[count + place]
    after = joined(stepped(couples, split(state_rows(), state), drawn, numbers))
    found = after[PLACES]
    return found[:, :count], found[:, count:] @ found[:, count:].T


def _still(couples: int) -> Cohort:
    some = settled(couples)
    return replace(some, state=0 * some.state, home=0 * some.home, fixed=0 * some.fixed)


@pytest.mark.parametrize("step", [1.0, 0.25, 0.125, 50 / 1440, 0.01])
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_the_hour_is_solved_exactly(step: float, seed: int | None) -> None:
    parameters = START if seed is None else anywhere(seed)
    transition, covariance = exact_step(*law_of_the_hour(parameters), step)
    found, spread = taken_step(parameters, step)
    np.testing.assert_allclose(found, transition, rtol=0, atol=1e-12)
    np.testing.assert_allclose(spread, covariance, rtol=0, atol=1e-10)


@pytest.mark.parametrize("apart", [1.0, 1.0 + 1e-6, 1.0 + 3e-3])
def test_the_hour_is_nearly_exact_where_its_two_clocks_are_one(apart: float) -> None:
    days = {"gesture.days": apart * float(START["echo.days"])}
    parameters = START.with_values(days)
    transition, covariance = exact_step(*law_of_the_hour(parameters), 0.05)
    found, spread = taken_step(parameters, 0.05)
    np.testing.assert_allclose(found, transition, rtol=0, atol=1e-3)
    np.testing.assert_allclose(spread, covariance, rtol=0, atol=1e-3)


def test_passing_moods_keep_their_spread_however_far_they_cross_over() -> None:
    for crossing in (0.0, 0.3, 0.9):
        parameters = START.with_values({"moments.crossing": crossing})
        transition, covariance = taken_step(parameters, 0.25)
        at_rest = covariance
        for _ in range(200):
            at_rest = transition @ at_rest @ transition.T + covariance
        spread = np.sqrt(np.diag(at_rest)[4:])
        np.testing.assert_allclose(spread, START["wave.spread"], rtol=1e-9)


@pytest.mark.parametrize("steps", [1, 3, 8])
def test_without_mechanisms_the_mean_is_exact_for_any_step(steps: int) -> None:
    couples = settled(20)
    numbers = plain_numbers(ALONE, 1.0 / steps, np.float64)
    state = split(state_rows(), couples.state)
    for _ in range(steps):
        state = stepped(couples, state, silent(20), numbers)
    for row, found in zip(state_rows(), joined(state), strict=True):
        if row in HOURS:
            continue
        place, name = state_rows().index(row), row.partition(".")[2]
        home = couples.home[place] - numbers.centre[name]
        left = np.exp(-1.0 / ALONE[f"{name}.days"])
        expected = home + left * (couples.state[place] - home)
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12, err_msg=row)


@pytest.mark.parametrize("step", [0.5, 0.25, 0.125])
def test_without_mechanisms_the_spread_is_exact_for_any_step(step: float) -> None:
    """Of 20,000 couples that start at one place, after two days, in the kernel.

    Five standard errors of a variance of normal numbers, for some 70 variances.
    """
    couples = _still(20_000)
    end, _ = evolve(couples, [ALONE], 2, seed=12, every=2, step=step, wide=True)
    for state in states():
        if state.noise is Noise.NONE or state.id in ("gesture", "wave"):
            continue
        spread = float(ALONE[f"{state.id}.spread"])
        expected = spread**2 * -np.expm1(-4.0 / float(ALONE[f"{state.id}.days"]))
        for side in ("us",) if state.shared else ("a", "b"):
            found = end.state[state_rows().index(f"{side}.{state.id}")].var()
            assert abs(found / expected - 1) < 5 * np.sqrt(2 / 20_000), state.id


@pytest.mark.parametrize("step", [0.25, 0.125])
def test_stressors_come_as_in_a_poisson_process(step: float) -> None:
    couples = _still(20_000)
    rate = float(START["stressors.rate"])
    _, out = evolve(couples, [START], 10, seed=5, every=10, step=step)
    counts = out[0, out_rows().index("a.stressors")].astype(np.float64)
    mean = 10 * rate
    assert abs(counts.mean() - mean) < 5 * np.sqrt(mean / 20_000)
    # Of the variance of a Poisson number: (2 m^2 + m) / n.
    assert abs(counts.var() - mean) < 5 * np.sqrt((2 * mean**2 + mean) / 20_000)


@pytest.mark.parametrize("likely", [0.02, 0.1, 0.375])
def test_the_stress_of_a_step_is_that_of_exponential_blows(likely: float) -> None:
    """As many as a Poisson number: of mean m and variance 2 m in all."""
    chance = (np.arange(1_000_000) + 0.5) / 1_000_000
    stress, count = _stress(chance, likely, NUMPY)
    assert stress.mean() == pytest.approx(likely, rel=1e-3)
    assert stress.var() == pytest.approx(2 * likely, rel=2e-3)
    assert count.mean() == pytest.approx(likely, rel=1e-3)
    assert count.var() == pytest.approx(likely, rel=1e-3)
