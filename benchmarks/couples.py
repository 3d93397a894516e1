"""Couples living on: the compiled kernel, plain NumPy, and objects in Python.

All three carry out the same equations (`securebase.dynamics`) at the same step:
NumPy works on whole arrays of couples, the objects are one couple each that steps when
its turn comes, as agents in an agent-based framework do. Rates are couple-days per
second of processor time, all cores together, so that threads count as what they cost.
"""

from __future__ import annotations

import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import numpy as np

from securebase.dynamics import (
    Cohort,
    Parameters,
    _coefficients as made,
    calibrated,
    evolve,
    evolve_plainly,
    state_rows,
)
from securebase.dynamics._centre import average_person
from securebase.dynamics._maths import Maths
from securebase.dynamics._states import own_states, shared_states
from securebase.dynamics._step import (
    OWN_NORMALS,
    OWN_SIGNS,
    SHARED_NORMALS,
    SHARED_SIGNS,
    Numbers,
    Side,
    advance,
)
from securebase.simulate import cohort
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
SIZES = (100, 10_000, 100_000)
DAYS = 365
STEPS = 4
TARGET = 10.0
_COMMAND = [sys.executable, "-c", "from securebase.cli import main; main()"]
# Enough work to time the slow routes; their rates do not depend on the days.
PLAIN_COUPLE_DAYS, OBJECT_COUPLE_DAYS = 60_000, 100

SCALAR = Maths(
    exp=math.exp,
    log=math.log,
    sqrt=math.sqrt,
    where=lambda test, yes, no: yes if test else no,
)


@dataclass
class CoupleAgent:
    """One couple as an object that steps when it is its turn."""

    numbers: Numbers
    luck: Random
    sides: dict[str, dict[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for side in "ab":
            self.sides[side] = dict.fromkeys((s.id for s in own_states()), 0.0)
        self.sides["us"] = dict.fromkeys((s.id for s in shared_states()), 0.0)

    def step(self) -> None:
        """Live on for one step."""
        own, shared = (OWN_NORMALS, OWN_SIGNS), (SHARED_NORMALS, SHARED_SIGNS)
        a, b = self._side("a", own), self._side("b", own)
        after = advance(a, b, self._side("us", shared), self.numbers, SCALAR)
        self.sides = {"a": after.a, "b": after.b, "us": after.us}

    def _side(self, name: str, drawn: tuple[tuple[str, ...], tuple[str, ...]]) -> Side:
        normals, signs = drawn
        draws = {each: self.luck.gauss(0.0, 1.0) for each in normals}
        draws |= {each: self.luck.choice((-1.0, 1.0)) for each in signs}
        draws["chance"] = self.luck.random()
        state = self.sides[name]
        home = dict.fromkeys(state, 0.0)
        return Side(state, home, average_person() if name != "us" else {}, draws)


def agents(parameters: Parameters, couples: int) -> list[CoupleAgent]:
    """Couples as objects."""
    names = [state.id for state in (*own_states(), *shared_states())]
    p = parameters.given()
    c = {name: float(v) for name, v in made.coefficients(p, 1 / STEPS).items()}
    centre = dict(zip(names, map(float, parameters.centre), strict=True))
    numbers = Numbers(p, c, centre, 1 / STEPS)
    return [CoupleAgent(numbers, Random(number)) for number in range(couples)]


def rate(work: Callable[[], object], couple_days: float) -> float:
    """Couple-days per second of processor time, over all threads."""
    start = time.process_time()
    work()
    return couple_days / (time.process_time() - start)


def of_kernel(people: Cohort, parameters: Parameters) -> float:
    """The product: all days, weekly means and counts."""
    cores = os.cpu_count() or 1
    return rate(
        lambda: evolve(people, [parameters], DAYS - 1, seed=1, every=7, workers=cores),
        people.couples * (DAYS - 1),
    )


def of_numpy(people: Cohort, parameters: Parameters) -> float:
    """The same equations on whole arrays, with the same random numbers."""
    days = max(1, PLAIN_COUPLE_DAYS // people.couples)
    return rate(
        lambda: evolve_plainly(people, [parameters], days, seed=1, every=days),
        people.couples * days,
    )


def of_objects(parameters: Parameters) -> float:
    """The same equations, one object a couple."""
    every = agents(parameters, OBJECT_COUPLE_DAYS)

    def live() -> None:
        for _ in range(STEPS):
            for each in every:
                each.step()

    return rate(live, OBJECT_COUPLE_DAYS)


_START = """
import time
import numpy as np
from securebase.dynamics import Parameters, evolve
from securebase.simulate import cohort
parameters = Parameters.start()
people = cohort(np.random.default_rng(1), 32, parameters)
begin = time.perf_counter()
evolve(people, [parameters], 1, seed=1)
print(time.perf_counter() - begin)
"""


def starting() -> tuple[float, float]:
    """Seconds to the first result in a new process: without a cache, and with one."""
    with tempfile.TemporaryDirectory() as folder:
        return _first_result(folder), _first_result(folder)


def _first_result(folder: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _START],
        env={**os.environ, "SECUREBASE_CACHE": folder},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def of_command(couples: int) -> tuple[float, float, float]:
    """`securebase simulate` as a user types it: seconds, GiB of memory, GB on disk."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "couples.zarr")
        asked = {"couples": couples, "days": DAYS, "every": 7, "seed": 1, "out": out}
        options = [
            text for name, value in asked.items() for text in (f"--{name}", value)
        ]
        begin = time.perf_counter()
        subprocess.run(
            [*_COMMAND, "simulate", *map(str, options)],
            capture_output=True,
            check=True,
        )
        took = time.perf_counter() - begin
        size = sum(f.stat().st_size for f in out.rglob("*") if f.is_file())
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    return took, peak, size / 1e9


def main() -> int:
    """Time all routes in one process; 1 where the target is missed."""
    parameters = calibrated()
    cold, warm = starting()
    objects = of_objects(parameters)
    lines = [
        f"{len(state_rows())} states a couple, {STEPS} steps a day, two looks at every",
        "mechanism a step, float32. Couple-days per second of processor time.",
        "",
        *machine(("numpy", "numba")),
        "",
        "| couples | compiled kernel | NumPy on whole arrays | kernel / NumPy |",
        "|---|---|---|---|",
    ]
    ratios = []
    for couples in SIZES:
        people = cohort(np.random.default_rng(1), couples, parameters)
        of_kernel(people, parameters)
        fast, plain = of_kernel(people, parameters), of_numpy(people, parameters)
        ratios.append(fast / plain)
        lines.append(f"| {couples:,} | {fast:.2g} | {plain:.2g} | {fast / plain:.0f} |")
    verdict = "kept" if min(ratios) >= TARGET else "missed"
    lines += [
        "",
        f"Objects in plain Python, one a couple: {objects:.2g}.",
        f"Target: {TARGET:.0f} times NumPy at every size, {verdict}.",
        f"First result in a new process: {cold:.1f} s while compiling, {warm:.1f} s",
        "from the cache that the first process leaves.",
    ]
    seconds, memory, disk = of_command(SIZES[-1])
    lines += [
        "",
        f"`securebase simulate --couples {SIZES[-1]} --days {DAYS} --every 7`, with",
        "the draw of the people and four weeks of lead-in:",
        f"{seconds:.0f} s from start to end, {memory:.1f} GiB of memory at most,",
        f"{disk:.1f} GB on disk. Targets: 60 s and 4 GiB on two cores.",
    ]
    write(RESULTS, "couples", "Couples living on", lines)
    return int(verdict == "missed")


if __name__ == "__main__":
    sys.exit(main())
