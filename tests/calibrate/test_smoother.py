"""The smoother on problems whose answer is known."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from securebase.calibrate import Ranges, Target, update


def test_a_linear_problem_ends_at_its_bayesian_answer() -> None:
    # Prior N(0, 1); what comes out is 2 x; it should be 3 with standard deviation 0.5.
    rng = np.random.default_rng(4)
    members, rounds = 4000, 4
    free = rng.standard_normal((members, 1))
    target = [Target(2.0, 4.0, 0.5)]
    for _ in range(rounds):
        free = update(rng, free, 2.0 * free, target, float(rounds))
    precision = 1.0 + (2.0 / 0.5) ** 2
    assert free.mean() == pytest.approx((2.0 * 3.0 / 0.25) / precision, abs=0.03)
    assert free.std() == pytest.approx(precision**-0.5, abs=0.03)


def test_what_has_nothing_to_do_with_the_outcome_stays() -> None:
    rng = np.random.default_rng(4)
    free = rng.standard_normal((500, 2))
    moved = update(rng, free, free[:, :1], [Target(0.5, 1.5, 0.3)], 1.0)
    assert abs(moved[:, 0] - free[:, 0]).mean() > 0.3
    assert_allclose(moved[:, 1], free[:, 1])


def test_members_within_a_one_sided_bound_are_left_alone() -> None:
    rng = np.random.default_rng(4)
    free = rng.uniform(2.0, 3.0, (200, 1))
    moved = update(rng, free, free, [Target(1.0, float("inf"), 0.05)], 1.0)
    assert_allclose(moved, free)


def test_an_outcome_that_could_not_be_measured_moves_nobody_to_nowhere() -> None:
    rng = np.random.default_rng(4)
    free = rng.standard_normal((50, 1))
    out = free.copy()
    out[3] = np.nan
    moved = update(rng, free, out, [Target(0.0, 1.0, 0.2)], 2.0)
    assert np.isfinite(moved).all()


def test_values_stay_in_their_ranges() -> None:
    ranges = Ranges(np.array([0.1, -2.0]), np.array([0.3, 5.0]))
    values = np.array([0.15, 4.0])
    assert_allclose(ranges.bound(ranges.free(values)), values)
    far = ranges.bound(np.array([1e6, -1e6]))
    assert ((far >= ranges.low) & (far <= ranges.high)).all()


@pytest.mark.parametrize(
    ("found", "distance"), [(0.3, 0.0), (0.5, 0.0), (0.6, 2.0), (0.2, 2.0)]
)
def test_distance_is_nought_within_and_grows_outside(
    found: float, distance: float
) -> None:
    assert Target(0.3, 0.5, 0.05).distance(found) == pytest.approx(distance)


def test_what_could_not_be_measured_is_infinitely_far() -> None:
    assert Target(0.0, 1.0, 0.1).distance(float("nan")) == float("inf")
