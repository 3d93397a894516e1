"""The last step: the closest set, moved by derivatives seen in several cohorts.

The closest of many sets on one cohort is partly lucky there. So it is tried on cohorts
with other seeds, and moved by how its outcomes answer to single numbers, measured with
the same luck before and after, until what was missed by little is met on average.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from ._outcomes import outcomes
from ._smoother import Ranges, Target
from ._study import Sizes
from ._trial import simulated

# A change of a number whose effect is measured, in log-odds of its range.
_NUDGE = 0.4
# How far one number may move in all.
_FARTHEST = 1.5
# Numbers that outcomes missed by little answer to, and little else does.
LEVERS = (
    "alt_substance.home",
    "alt_substance.spread",
    "both_give.quality",
    "equity.under",
    "learning.ceiling",
    "perception.enacted",
    "perception.projected",
    "quality.avoidance",
    "quality.bond",
    "quality.home",
    "quality.mood",
    "quality.perceived",
    "quality.vitality",
    "starting_points.growth_neuroticism",
    "starting_points.mood_neuroticism",
    "starting_points.neuroticism",
    "stressors.neuroticism",
    "vitality.bond",
)
# How strongly a number holds on to where it is, against the outcomes.
_STAY = 0.02
# Met with room to spare, so that another seed meets it too; in units of the target.
_MARGIN = 0.8
# Of a band with two ends, as a share of its width.
_EDGES = 0.3


def polished(
    pool: Executor,
    ranges: Ranges,
    values: Float[ndarray, " parameter"],
    levers: Sequence[int],
    seeds: Sequence[int],
    sizes: Sizes,
) -> Float[ndarray, " parameter"]:
    """The set moved so that missed outcomes are met on average over cohorts.

    Args:
        pool: Where the studies run.
        ranges: Ranges of the parameters.
        values: The set to begin with.
        levers: Places of the numbers that may move.
        seeds: Of the cohorts.
        sizes: Of the studies.
    """
    start = ranges.free(values)
    directions = np.eye(len(start))[list(levers)]
    tasks = [start, *(start + _NUDGE * each for each in directions)]
    asked = [(ranges.bound(each), seed, sizes) for each in tasks for seed in seeds]
    found = np.array(list(pool.map(simulated, asked)))
    found = found.reshape(len(tasks), len(seeds), -1).mean(axis=1)
    move = _solve(found[0], (found[1:] - found[0]).T / _NUDGE)
    return ranges.bound(start + np.clip(move, -_FARTHEST, _FARTHEST) @ directions)


def _solve(
    now: Float[ndarray, " outcome"], slopes: Float[ndarray, "outcome direction"]
) -> Float[ndarray, " direction"]:
    """The smallest move that brings every outcome to where it has room to spare."""
    scale = np.array([target.scale for _, _, target in outcomes()])
    low, high = np.array([_inner(target) for _, _, target in outcomes()]).T
    move = np.zeros(slopes.shape[1])
    for _ in range(50):
        there = now + slopes @ move
        short = np.clip(there, low, high) - there
        active = (short != 0.0)[:, None] * slopes / scale[:, None]
        step = np.linalg.solve(
            active.T @ active + _STAY * np.eye(len(move)),
            active.T @ (short / scale) - _STAY * move,
        )
        move = move + 0.5 * step
    return move


def _inner(target: Target) -> tuple[float, float]:
    """The band without its edges: another cohort may lie a little beside this one."""
    edge = _MARGIN * target.scale
    if np.isfinite(target.low) and np.isfinite(target.high):
        edge = max(edge, _EDGES * (target.high - target.low))
    return target.low + edge, target.high - edge
