"""What holds for any couples, any parameters and any luck."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from securebase.dynamics import (
    LIMIT,
    Cohort,
    evolve,
    out_rows,
    state_rows,
)
from tests.dynamics.cohorts import (
    START,
    anywhere,
    extreme,
    mirrored,
    picked,
    settled,
    swapped,
)
from tests.effort import tried_on

SEEDS = st.integers(0, 2**32 - 1)
# More than one call of the kernel takes, and no whole number of blocks.
MANY = 1100


def mixed(couples: int, seed: int = 1) -> Cohort:
    """Couples with three sets of parameters in no order."""
    which = np.random.default_rng(seed).integers(0, 3, couples)
    return replace(settled(couples), which=which)


SETS = [START, *(anywhere(seed) for seed in (1, 2))]


@pytest.mark.parametrize("workers", [2, 3])
def test_the_number_of_workers_changes_no_bit(workers: int) -> None:
    couples = mixed(MANY)
    end, out = evolve(couples, SETS, 6, seed=4, every=3)
    again_end, again = evolve(couples, SETS, 6, seed=4, every=3, workers=workers)
    np.testing.assert_array_equal(end.state, again_end.state)
    np.testing.assert_array_equal(out, again)


@tried_on(10)
@given(SEEDS, st.integers(1, 70), st.booleans())
def test_a_couple_lives_as_it_would_alone(seed: int, some: int, wide: bool) -> None:
    couples = mixed(120)
    places = np.random.default_rng(seed).permutation(couples.couples)[:some]
    end, out = evolve(couples, SETS, 4, seed=seed, every=2, wide=wide)
    part_end, part = evolve(
        picked(couples, places), SETS, 4, seed=seed, every=2, wide=wide
    )
    np.testing.assert_array_equal(end.state[:, places], part_end.state)
    np.testing.assert_array_equal(out[:, :, places], part)


@tried_on(10)
@given(SEEDS, st.permutations(range(3)))
def test_the_order_of_the_sets_does_not_matter(seed: int, order: list[int]) -> None:
    couples = mixed(100)
    _, out = evolve(couples, SETS, 3, seed=seed)
    moved = replace(couples, which=np.argsort(order)[couples.which])
    _, again = evolve(moved, [SETS[k] for k in order], 3, seed=seed)
    np.testing.assert_array_equal(out, again)


@tried_on(8)
@given(SEEDS, st.integers(1, 29), st.booleans())
def test_two_spells_are_one_long_spell(seed: int, first: int, wide: bool) -> None:
    couples = mixed(40)
    end, out = evolve(couples, SETS, 30, seed=seed, wide=wide)
    middle, before = evolve(couples, SETS, first, seed=seed, wide=wide)
    last, after = evolve(middle, SETS, 30 - first, seed=seed, wide=wide)
    np.testing.assert_array_equal(end.state, last.state)
    np.testing.assert_array_equal(out, np.concatenate([before, after]))
    assert end.day == last.day


def test_windows_of_two_spells_are_windows_of_one() -> None:
    couples = mixed(40)
    _, out = evolve(couples, SETS, 30, seed=6, every=5)
    middle, before = evolve(couples, SETS, 10, seed=6, every=5)
    _, after = evolve(middle, SETS, 20, seed=6, every=5)
    np.testing.assert_array_equal(out, np.concatenate([before, after]))


def test_a_window_is_the_mean_of_its_evenings_and_the_sum_of_its_events() -> None:
    couples = mixed(40)
    _, out = evolve(couples, SETS, 14, seed=6, every=7, wide=True)
    _, days = evolve(couples, SETS, 14, seed=6, wide=True)
    weeks = days.reshape(2, 7, *days.shape[1:])
    first_count = out_rows().index("a.stressors")
    means, sums = weeks.mean(1)[:, :first_count], weeks.sum(1)[:, first_count:]
    np.testing.assert_allclose(out[:, :first_count], means, atol=1e-12)
    np.testing.assert_array_equal(out[:, first_count:], sums)


def test_another_seed_is_another_life_for_everyone() -> None:
    couples = settled(64)
    ends = [evolve(couples, [START], 2, seed=seed)[0] for seed in (1, 2, 2**33 + 1)]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert (ends[one].state != ends[other].state).any(0).all()


def test_another_number_is_another_life() -> None:
    one = picked(settled(1), np.zeros(2, int))
    end, _ = evolve(
        replace(one, number=np.array([0, 1], np.uint32)), [START], 2, seed=1
    )
    assert (end.state[:, 0] != end.state[:, 1]).any()


def test_a_changed_parameter_leaves_the_luck_as_it_was() -> None:
    couples = settled(64)
    changed = START.with_values({"progress.days": 1.0, "moments.crossing": 0.0})
    _, out = evolve(couples, [START], 5, seed=3)
    _, other = evolve(couples, [changed], 5, seed=3)
    rows = out_rows()
    # Nothing depends on waves but what is felt at the moment, nor do gestures and
    # the freshness of a bond depend on anything that was changed.
    for row in ("a.gesture", "b.gesture", "a.echo", "us.common_day", "us.freshness"):
        place = rows.index(row)
        np.testing.assert_array_equal(out[:, place], other[:, place], err_msg=row)
    for row in ("a.wave", "b.progress", "a.mood"):
        assert (out[:, rows.index(row)] != other[:, rows.index(row)]).any()


def test_events_from_outside_are_the_same_whatever_the_mechanisms() -> None:
    couples = settled(400)
    _, out = evolve(couples, [START], 20, seed=3)
    quiet = START.without(["haven", "crossover", "alarm", "felt_security"])
    _, other = evolve(couples, [quiet], 20, seed=3)
    for row in ("a.stressors", "b.stressors", "us.shared_stressors"):
        place = out_rows().index(row)
        assert out[:, place].sum() > 0
        np.testing.assert_array_equal(out[:, place], other[:, place])


@tried_on(12)
@given(SEEDS, SEEDS, st.booleans())
def test_swapping_the_partners_swaps_the_future(
    people: int, seed: int, wide: bool
) -> None:
    sets = [START, anywhere(people)]
    couples = replace(extreme(people, 64, len(sets)), day=float(people % 1000))
    end, out = evolve(couples, sets, 5, seed=seed, wide=wide)
    other_end, other = evolve(swapped(couples), sets, 5, seed=seed, wide=wide)
    np.testing.assert_array_equal(end.state, other_end.state[mirrored(state_rows())])
    np.testing.assert_array_equal(out, other[:, mirrored(out_rows())])
    assert (end.state != end.state[mirrored(state_rows())]).any()


@tried_on(12)
@given(SEEDS, SEEDS, st.booleans())
def test_states_stay_in_bounds_for_any_parameters_and_any_people(
    people: int, seed: int, wide: bool
) -> None:
    sets = [anywhere(people % 10_000 + k) for k in range(6)]
    couples = extreme(people, 6 * 32, len(sets))
    end, out = evolve(couples, sets, 40, seed=seed, wide=wide)
    assert np.isfinite(end.state).all()
    assert np.isfinite(out).all()
    assert np.abs(end.state).max() <= LIMIT
    assert np.abs(out[:, : len(state_rows())]).max() <= LIMIT
    counts = out[:, out_rows().index("a.stressors") :]
    assert (counts >= 0).all()
    assert (counts == np.rint(counts)).all()
