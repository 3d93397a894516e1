"""The whole procedure: from the prior to a committed ensemble."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tomli_w
from numpy import ndarray
from numpy.random import Generator

from securebase.dynamics import Parameter, ensemble

from ._outcomes import met, outcomes
from ._polish import LEVERS, polished
from ._smoother import Ranges, update
from ._study import Sizes
from ._trial import free_parameters, simulated

# Small studies while sets are still moved; the committed ones are tried on larger.
QUICK = Sizes(panel=700, beeps=150, newlyweds=120, programme=450)
FULL = Sizes()
# Standard deviation of the first draw, in log-odds of each range.
_FIRST, _AGAIN = 0.8, 0.4
# Cohorts on which the closest set is polished.
_COHORTS = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """How a calibration is run.

    Attributes:
        members: How many sets of parameters are moved.
        rounds: How often each is moved.
        kept: How many are kept, the closest.
        polishes: How often the closest set is moved by derivatives at the end.
        seed: Seed of everything.
        workers: How many processes.
        again: Whether to begin where the committed ensemble ended, and not at the
            starting values.
    """

    members: int = 120
    rounds: int = 3
    kept: int = 48
    polishes: int = 3
    seed: int = 20261124
    workers: int = 2
    again: bool = True


@dataclass(frozen=True)
class Found:
    """What a calibration found, the closest set first.

    Attributes:
        free: The parameters that were moved.
        values: One row for each set that was kept.
        outcomes: What each set produced, in the order of `outcomes`.
    """

    free: tuple[Parameter, ...]
    values: ndarray
    outcomes: ndarray


def calibrate(plan: Plan, tell: Callable[[str], None] = print) -> Found:
    """Move an ensemble from the prior towards the facts, and keep the closest sets."""
    free = free_parameters()
    ranges = Ranges(np.array([p.low for p in free]), np.array([p.high for p in free]))
    rng = np.random.default_rng(plan.seed)
    now = _first(plan, ranges, rng)
    targets = [target for _, _, target in outcomes()]
    with ProcessPoolExecutor(plan.workers) as pool:
        for round_ in range(plan.rounds + 1):
            tasks = [
                (ranges.bound(row), plan.seed + 1000 * round_ + k, QUICK)
                for k, row in enumerate(now)
            ]
            produced = np.array(list(pool.map(simulated, tasks, chunksize=2)))
            tell(_progress(round_, produced))
            if round_ < plan.rounds:
                now = update(rng, now, produced, targets, float(plan.rounds))
        order = _closest(produced)[: plan.kept]
        chosen = ranges.bound(now[order])
        full = _fresh(pool, chosen, plan.seed + 7)
        best = _closest(full)
        chosen, full = chosen[best], full[best]
        levers = [k for k, parameter in enumerate(free) if parameter.name in LEVERS]
        for turn in range(plan.polishes):
            seeds = [plan.seed + 100 * (turn + 1) + k for k in range(_COHORTS)]
            chosen[0] = polished(pool, ranges, chosen[0], levers, seeds, FULL)
        full[0] = _fresh(pool, np.repeat(chosen[:1], _COHORTS, axis=0), 0).mean(axis=0)
    return Found(free, chosen, full)


def _fresh(pool: Executor, sets: ndarray, seed: int) -> ndarray:
    """Outcomes of sets on large cohorts, of one seed or, with nought, one seed each."""
    seeds = [seed or 77_000 + k for k in range(len(sets))]
    tasks = [(row, each, FULL) for row, each in zip(sets, seeds, strict=True)]
    return np.array(list(pool.map(simulated, tasks)))


def _first(plan: Plan, ranges: Ranges, rng: Generator) -> ndarray:
    """Members before the first round: around the prior, or around what was found."""
    names = [parameter.name for parameter in free_parameters()]
    middle = ranges.free(np.array([p.value for p in free_parameters()]))
    if plan.again:
        found = [[float(each[name]) for name in names] for each in ensemble()]
        middle = np.median([ranges.free(np.array(row)) for row in found], axis=0)
    size = _AGAIN if plan.again else _FIRST
    return middle + size * rng.standard_normal((plan.members, len(names)))


def _closest(produced: ndarray) -> ndarray:
    """Places of members: most facts met first, then the shortest distance."""
    keys = [(-sum(met(list(row)).values()), distance(row)) for row in produced]
    return np.array(sorted(range(len(keys)), key=lambda place: keys[place]))


def distance(values: Sequence[float]) -> float:
    """Root mean square distance from all targets; nought if all are met."""
    each = [t.distance(v) for (_, _, t), v in zip(outcomes(), values, strict=True)]
    return float(np.sqrt(np.mean(np.square(each))))


def _progress(round_: int, produced: ndarray) -> str:
    counts = [sum(met(list(row)).values()) for row in produced]
    mean, most = np.mean(counts), max(counts)
    return f"round {round_}: {mean:.1f} facts met on average, {most} at most"


def write(found: Found, folder: Path, *, date: str, plan: Plan) -> None:
    """Write the ensemble and the record of how it was found."""
    with (folder / "ensemble.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([parameter.name for parameter in found.free])
        writer.writerows([f"{value:.5g}" for value in row] for row in found.values)
    best = list(found.outcomes[0])
    record = {
        "date": date,
        "procedure": "ensemble smoother with multiple data assimilation",
        "members": plan.members,
        "rounds": plan.rounds,
        "began_at": "the ensemble before" if plan.again else "the starting values",
        "kept": len(found.values),
        "polishes": plan.polishes,
        "seed": plan.seed,
        "couples": FULL.panel,
        "facts_met": int(sum(met(best).values())),
        "distance": round(distance(best), 4),
        "outcome": [
            {
                "fact": fact,
                "of": text,
                "value": round(float(value), 4),
                "spread": round(float(np.nanstd(found.outcomes[:, k])), 4),
                **{
                    name: float(bound)
                    for name, bound in (("low", target.low), ("high", target.high))
                    if np.isfinite(bound)
                },
                "distance": round(float(target.distance(value)), 3),
            }
            for k, ((fact, text, target), value) in enumerate(
                zip(outcomes(), best, strict=True)
            )
        ],
    }
    (folder / "calibration.toml").write_text(tomli_w.dumps(record), "utf-8")
