"""Partners who move each other in continuous time: likelihood, fits, whole programs.

The likelihood is timed with its slopes, since a search needs both, on arrays of random
answers: 100 couples, 50 days, a tenth missing. A whole program starts Python, reads the
file, fits 14 numbers and prints the summary; cold, it compiles as well.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from securebase.fit.continuous import ContinuousModel
from securebase.fit.continuous._compiled import objective_of
from securebase.fit.continuous._natural import units_of
from securebase.fit.continuous._panel import panel_of
from securebase.fit.continuous._search import searched, start_of
from securebase.fit.continuous._system import bases_of
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
ROOT = Path(__file__).parents[1]
FIT = (
    "fit", "tests/data/ctdyad_100x40.csv", "--model", "ct", "--couple", "id", "--wide",
    "a=_a,b=_b", "--time", "time", "--formula", "y0", "--no-random-intercepts",
    "--initial", "spread",
)  # fmt: skip
# Studies that are fitted at once, and one after the other.
REFITS, ALONE = 200, 10
TARGETS = {"two": 2.0, "four": 10.0, "warm": 3.0, "cold": 8.0}


@dataclass(frozen=True)
class Took:
    """Median times in seconds, by the clock and of the processor, and the quickest."""

    clock: float
    processor: float
    quickest: float


def timed(work: Callable[[], object], times: int) -> Took:
    clock, processor = [], []
    for _ in range(times):
        begun, busy = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - begun)
        processor.append(time.process_time() - busy)
    return Took(statistics.median(clock), statistics.median(processor), min(clock))


def likelihood(names: str, *, odd: bool, intercepts: bool) -> tuple[Took, float]:
    """Of value and slopes; and what the first call took, with compiling."""
    rng = np.random.default_rng(1)
    variables = names.split(", ")
    couple, day, role = (it.ravel() for it in np.indices((100, 50, 2)))
    moved = rng.uniform(-0.4, 0.4, (100, 50))[couple, day] if odd else 0.0
    frame = pd.DataFrame({"couple": couple, "role": role, "time": day + moved})
    for it in variables:
        value = rng.normal(size=len(frame))
        frame[it] = np.where(rng.random(len(frame)) < 0.1, np.nan, value)
    diary = Diary.from_frame(frame, couple="couple", role="role", time="time")
    model = ContinuousModel(names, random_intercepts=intercepts)
    bases = bases_of(model)
    objective = objective_of(model, panel_of(model, diary), bases)
    free = start_of(bases, model, 0.6, 0.3)
    first = timed(lambda: objective(free), 1)
    return timed(lambda: objective(free), 200), first.clock


def program(cache: str) -> Took:
    """One whole process of the command line."""
    environment = {**os.environ, "SECUREBASE_CACHE": cache}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    words = [str(Path(sys.executable).with_name("securebase")), *FIT]
    out = subprocess.run(
        words, env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert "17645.58" in out
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    took = time.perf_counter() - begun
    return Took(took, busy, took)


def programs() -> tuple[Took, Took]:
    """Medians of three that find nothing compiled, and of seven that find it."""
    cold, warm = [], []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as cache:
            cold.append(program(cache))
            warm += [program(cache) for _ in range(3)]
    return _median(cold), _median(warm)


def _median(took: list[Took]) -> Took:
    return Took(
        statistics.median(it.clock for it in took),
        statistics.median(it.processor for it in took),
        min(it.clock for it in took),
    )


def couples_diary(plan: Plan) -> Diary:
    frame = diary_frame(Truth(), plan, seed=1)
    return Diary.from_frame(frame, couple="couple", role="role", time="time")


def persons_diary(plan: Plan) -> Diary:
    """The answers of both partners as two variables of one person."""
    frame = diary_frame(Truth(), plan, seed=1)
    wide = frame.pivot(index=["couple", "time"], columns="role", values="closeness")
    wide = wide.reset_index().rename(columns={"f": "near", "m": "calm"})
    return Diary.from_frame(wide, couple="couple", person="couple", time="time")


def study(model: ContinuousModel, diary: Diary) -> tuple[Took, float]:
    """A fit with its tables, warm, and the first one, with compiling."""
    first = timed(lambda: model.fit(diary).summary(), 1)
    return timed(lambda: model.fit(diary).summary(), 3), first.clock


def refits(plan: Plan) -> tuple[float, float, float]:
    """Seconds of the processor for a fit alone, of many at once, and with errors."""
    model, diary = ContinuousModel("closeness"), couples_diary(plan)
    fit = model.fit(diary)
    answers = fit.simulate(REFITS, seed=1)
    size, centre = units_of(fit)
    blocks = np.where(fit.panel.there, (answers - centre) / size, 0.0)[:ALONE]
    fit.refit(answers[:1])
    alone = timed(
        lambda: [searched(model, diary, replace(fit.panel, y=it)) for it in blocks], 1
    )
    together = timed(lambda: fit.refit(answers), 1)
    doubted = timed(lambda: fit.refit(answers, standard_errors=True), 1)
    few = alone.processor / ALONE
    return few, together.processor / REFITS, doubted.processor / REFITS


def _head(what: str, unit: str, *more: str) -> str:
    kinds = [f"{it}, {unit}" for it in ("median", "processor", "quickest")]
    return f"| {' | '.join([what, *kinds, *more])} |"


def _rule(columns: int) -> str:
    return "|" + "---|" * columns


def likelihoods() -> tuple[list[str], list[str]]:
    """Lines of a table, and the targets that were missed."""
    lines = [
        _head("value and slopes, 100 couples, 50 days", "ms", "first, s"),
        _rule(5),
    ]
    missed = []
    for size, names in (("two", "x"), ("four", "x, z")):
        for odd in (False, True):
            for intercepts in (False, True):
                took, first = likelihood(names, odd=odd, intercepts=intercepts)
                what = f"{size} processes, {'odd' if odd else 'equal'} intervals"
                what += ", couples differ" if intercepts else ""
                lines.append(
                    f"| {what} | {1e3 * took.clock:.2f} | {1e3 * took.processor:.2f} | "
                    f"{1e3 * took.quickest:.2f} | {first:.1f} |"
                )
                if not (odd or intercepts) and 1e3 * took.clock > TARGETS[size]:
                    missed.append(f"{size} processes")
    return lines, missed


def whole() -> tuple[list[str], list[str]]:
    """The same of whole programs."""
    lines = [_head("`securebase fit`, 100 couples, 40 days, 14 numbers", "s"), _rule(4)]
    missed = []
    for name, took in zip(("cold", "warm"), programs(), strict=True):
        lines.append(
            f"| {name} | {took.clock:.1f} | {took.processor:.1f} | "
            f"{took.quickest:.1f} |"
        )
        missed += [name] if took.clock > TARGETS[name] else []
    return lines, missed


COUPLES = ContinuousModel("closeness")
STUDIES: Sequence[tuple[str, ContinuousModel, Callable[[Plan], Diary], Plan]] = (
    ("100 couples, 40 days", COUPLES, couples_diary, Plan(couples=100, days=40)),
    ("one couple, 400 days", replace(COUPLES, random_intercepts=False), couples_diary,
        Plan(couples=1, days=400)),
    ("2,700 couples, 5 days, first day free", replace(COUPLES, initial="free"),
        couples_diary, Plan(couples=2700, days=5)),
    ("2,700 people alone, 5 years, first year free",
        ContinuousModel("near, calm", single=True, initial="free", unit="year"),
        persons_diary, Plan(couples=2700, days=5)),
    ("3,000 couples, 30 days", COUPLES, couples_diary, Plan(couples=3000, days=30)),
)  # fmt: skip


def studies() -> list[str]:
    lines = [
        "| fit with all tables | median, s | processor, s | first, s |",
        "|---|---|---|---|",
    ]
    for title, model, made, plan in STUDIES:
        took, first = study(model, made(plan))
        lines.append(
            f"| {title} | {took.clock:.2f} | {took.processor:.2f} | {first:.1f} |"
        )
    return lines


def many_studies() -> list[str]:
    lines = [
        f"| {REFITS} studies, ms of processor a fit | alone | at once | with errors |",
        "|---|---|---|---|",
    ]
    for plan in (Plan(couples=50, days=14), Plan(couples=100, days=40)):
        took = " | ".join(f"{1e3 * it:.1f}" for it in refits(plan))
        lines.append(f"| {plan.couples} couples, {plan.days} days | {took} |")
    return lines


def main() -> int:
    """Time all; 1 where a target is missed."""
    likely, slow = likelihoods()
    programmed, late = whole()
    missed = [*slow, *late]
    fitted, refitted = studies(), many_studies()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    lines = [
        *machine(("numpy", "jax", "pandas")),
        "",
        "The median counts what others did on the cores; two threads on one core slow",
        "each other, so even the time of the processor does. First includes compiling.",
        "",
        *likely, "", *programmed, "", *fitted, "", *refitted, "",
        f"The most memory of all this: {memory:.0f} MB.",
        "",
        "Targets for medians: 2 ms and 10 ms (equal intervals, couples alike), 8 s",
        f"cold, 3 s warm. {'Missed: ' + ', '.join(missed) if missed else 'All kept'}.",
        "",
        "Others, as told for the same 14 numbers and not run here: OpenMx 50 s of",
        "processor; ctsem 3.8.1 33 s of fit, 38 s the whole process.",
    ]  # fmt: skip
    write(RESULTS, "continuous", "Partners in continuous time", lines)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
