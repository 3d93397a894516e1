"""Nothing that is reported depends on the step, as far as so many couples can tell."""

from dataclasses import replace

import numpy as np
import pytest
from numpy import ndarray
from scipy import stats

from securebase.dynamics import COUNTS, STEP, evolve, out_rows

from .cohorts import START, mirrored, picked, settled

COUPLES, BATCHES, SEED = 6000, 40, 5
WEEKS_BEFORE, DAYS = 6, 14
# One test in a thousand such pairs of runs may fail by chance, whatever it looks at.
FAMILY = 1e-3
# Far below anything reported: what rounding leaves in what has no unrest of its own.
ROUNDING = 1e-5


def described(days: ndarray) -> dict[str, ndarray]:
    """What a reader may ask of evenings and counts (day, row, couple), row by row."""
    days = days.astype(np.float64)
    centred = days - days.mean((0, 2))[None, :, None]
    within = days - days.mean(0)
    spread = np.maximum(centred.std((0, 2)), 1e-9)
    score = centred / spread[None, :, None]
    rows = out_rows()
    partner = score[:, mirrored(rows)]
    safety = score[:, [rows.index("a.security"), rows.index("b.security")]]
    return {
        "mean": days.mean((0, 2)),
        "standard deviation": spread,
        "standard deviation within": within.std((0, 2)),
        "from day to day": (score[1:] * score[:-1]).mean((0, 2)),
        "with the partner's": (score * partner).mean((0, 2)),
        "with security": np.concatenate(
            [(score * safety[:, [k]]).mean((0, 2)) for k in (0, 1)]
        ),
        "with security of the day before": np.concatenate(
            [(score[1:] * safety[:-1, [k]]).mean((0, 2)) for k in (0, 1)]
        ),
    }


@pytest.fixture(scope="module")
def runs() -> list[list[dict[str, ndarray]]]:
    """Descriptions by step and batch of the same couples, luck apart."""
    return [_batches(step) for step in (STEP, STEP / 2)]


def _batches(step: float) -> list[dict[str, ndarray]]:
    couples = settled(COUPLES)
    end, _ = evolve(
        couples, [START], 7 * WEEKS_BEFORE, seed=SEED, every=7 * WEEKS_BEFORE, step=step
    )
    found = []
    for places in np.array_split(np.arange(COUPLES), BATCHES):
        _, out = evolve(picked(end, places), [START], DAYS, seed=SEED, step=step)
        found.append(described(out))
    return found


def _apart(
    one: list[dict[str, ndarray]], other: list[dict[str, ndarray]]
) -> dict[str, tuple[ndarray, ndarray]]:
    """Differences and how many standard errors they are, by kind and row."""
    found = {}
    for kind in one[0]:
        batches = np.array([x[kind] - y[kind] for x, y in zip(one, other, strict=True)])
        error = batches.std(0, ddof=1) / np.sqrt(len(batches))
        mean = batches.mean(0)
        found[kind] = (mean, mean / np.maximum(error, 1e-12))
    return found


def _too_far(apart: dict[str, tuple[ndarray, ndarray]]) -> list[str]:
    """What differs beyond a bound that holds for all at once (Bonferroni's)."""
    looks = sum(len(mean) for mean, _ in apart.values())
    bound = stats.t.isf(FAMILY / 2 / looks, BATCHES - 1)
    names = out_rows()
    return [
        f"{kind} of {names[row % len(names)]}: {mean[row]:.4f}, {z[row]:.1f} errors"
        for kind, (mean, z) in apart.items()
        for row in np.flatnonzero((np.abs(z) > bound) & (np.abs(mean) > ROUNDING))
    ]


def test_half_the_step_gives_the_same(runs: list[list[dict[str, ndarray]]]) -> None:
    assert _too_far(_apart(*runs)) == []


def test_as_a_whole_the_differences_are_those_of_chance(
    runs: list[list[dict[str, ndarray]]],
) -> None:
    """Their mean square is near 1, and more if much differs a little."""
    for kind, (mean, z) in _apart(*runs).items():
        real = np.abs(mean) > ROUNDING
        assert np.mean(z[real] ** 2) < 2.2, kind


def test_a_step_of_a_day_is_seen_to_be_too_long(
    runs: list[list[dict[str, ndarray]]],
) -> None:
    """So the comparison can tell, and would."""
    found = _too_far(_apart(_batches(1.0), runs[1]))
    assert any("standard deviation of a.threat" in each for each in found)
    assert len(found) > 3


def test_events_are_as_many_for_half_the_step() -> None:
    """Totals of a year: by their Poisson errors, of which five for each of them."""
    couples = replace(settled(2000), day=0.0)
    totals = []
    for step in (STEP, STEP / 2):
        _, out = evolve(couples, [START], 364, seed=9, every=364, step=step)
        totals.append(out[0].astype(np.float64).sum(1))
    for side in "ab":
        for name in COUNTS:
            row = out_rows().index(f"{side}.{name}")
            one, other = totals[0][row], totals[1][row]
            assert one > 100
            assert abs(one - other) < 5 * np.sqrt(one + other), name
