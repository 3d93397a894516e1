"""The kernel against plain NumPy, single against double precision, JAX as well."""

from dataclasses import replace

import numpy as np
import pytest
from jax import enable_x64, numpy as jnp

from securebase.dynamics import (
    STEP,
    Cohort,
    Parameters,
    evolve,
    evolve_plainly,
    fixed_rows,
    out_rows,
    state_rows,
)
from securebase.dynamics._maths import NUMPY, Maths, jax_maths
from securebase.dynamics._plain import draws, plain_numbers
from securebase.dynamics._step import Next, Side, advance
from tests.dynamics.cohorts import START, anywhere, extreme, settled

COUNTS = [
    row
    for row in out_rows()
    if row.partition(".")[2]
    in ("stressors", "met", "declined", "successes", "failures")
]


def test_the_kernel_and_plain_numpy_agree_in_double_precision() -> None:
    couples = settled(70)
    end, out = evolve(couples, [START], 14, seed=5, every=7, wide=True)
    plain_end, plain = evolve_plainly(couples, [START], 14, seed=5, every=7, wide=True)
    np.testing.assert_allclose(end.state, plain_end.state, rtol=0, atol=1e-10)
    np.testing.assert_allclose(out, plain, rtol=0, atol=1e-10)
    assert end.day == plain_end.day == 14.0
    events = [out_rows().index(row) for row in COUNTS]
    assert (out[:, events].sum((0, 2)) > 0).all()


def test_they_agree_for_several_sets_for_any_people_and_from_any_day() -> None:
    sets = [anywhere(seed) for seed in range(3)]
    couples = replace(extreme(2, 50, len(sets)), day=1000.0)
    end, out = evolve(couples, sets, 4, seed=2**40 + 9, step=0.125, wide=True)
    plain_end, plain = evolve_plainly(
        couples, sets, 4, seed=2**40 + 9, step=0.125, wide=True
    )
    np.testing.assert_allclose(end.state, plain_end.state, rtol=0, atol=1e-9)
    np.testing.assert_allclose(out, plain, rtol=0, atol=1e-9)


def test_a_plain_step_stays_in_single_precision_when_asked() -> None:
    after = _advanced(settled(8), START, NUMPY, np.float32)
    kinds = {v.dtype for side in (after.a, after.b, after.us) for v in side.values()}
    assert kinds == {np.dtype(np.float32)}


def test_single_precision_follows_double_precision() -> None:
    couples = settled(3000)
    end, out = evolve(couples, [START], 28, seed=5, every=28)
    wide_end, wide = evolve(couples, [START], 28, seed=5, every=28, wide=True)
    assert out.dtype == np.float32
    assert wide.dtype == np.float64
    # Nearly all draws of a decision fall on the same side in both; a few do not, and
    # such a couple goes another way for some days.
    apart = np.abs(end.state - wide_end.state).max(0)
    assert np.quantile(apart, 0.95) < 1e-3
    np.testing.assert_allclose(out.mean((0, 2)), wide.mean((0, 2)), atol=2e-3)
    np.testing.assert_allclose(out.std((0, 2)), wide.std((0, 2)), atol=2e-3)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_step_in_jax_is_a_step_in_numpy(seed: int) -> None:
    parameters = anywhere(seed)
    couples = extreme(seed, 40, 1)
    expected = _advanced(couples, parameters, NUMPY, np.float64)
    with enable_x64(True):
        found = _advanced(couples, parameters, jax_maths(), np.float64)
    for side in ("a", "b", "us", "counts_a", "counts_b", "counts_us"):
        mine, theirs = getattr(found, side), getattr(expected, side)
        assert mine.keys() == theirs.keys()
        for name, value in mine.items():
            np.testing.assert_allclose(
                np.asarray(value), theirs[name], rtol=0, atol=1e-10, err_msg=name
            )


def _advanced(couples: Cohort, parameters: Parameters, m: Maths, kind: type) -> Next:
    array = np.asarray if m is NUMPY else jnp.asarray
    drawn = draws(3, couples.number, couples.swapped, 1, kind)
    sides = []
    for side in ("a", "b", "us"):
        values = {}
        for what, rows, table in (
            ("state", state_rows(), couples.state),
            ("home", state_rows(), couples.home),
            ("fixed", fixed_rows(), couples.fixed),
        ):
            values[what] = {
                row.partition(".")[2]: array(table[place].astype(kind))
                for place, row in enumerate(rows)
                if row.startswith(f"{side}.")
            }
        mine = {name: array(value) for name, value in drawn[side].items()}
        sides.append(Side(values["state"], values["home"], values["fixed"], mine))
    numbers = plain_numbers(parameters, STEP, kind)
    return advance(sides[0], sides[1], sides[2], numbers, m)
