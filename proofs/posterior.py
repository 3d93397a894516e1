"""Do draws from the posterior in continuous time say what there is to be known?

    python -m proofs.posterior [--quick | --minutes 60]

Truths are drawn from the priors, diaries from the truths, and draws from the posterior
by weighing. Where the truth falls among the draws must then be uniform, in a large
study as in a small one (simulation-based calibration: Talts et al. 2018,
arXiv:1804.06788), also for how likely the diary is, which shows whether all of it was
heard (Modrák et al. 2023, doi:10.1214/23-BA1404). The same rule must condemn mistakes
that are planted. Truths and diaries are drawn from their definition
(`proofs/_truths.py`), not by the package that is tried.

It ends after 1,000 diaries a scenario, or when its minutes are over. What was done is
kept in out/proofs, so that the next run with the same code goes on from there.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool
from numpy import ndarray

import securebase.fit.continuous
from proofs._lock import lock_in_report, lock_of
from proofs._misweighed import MISTAKES
from proofs._truths import (
    BY_NAME,
    SCENARIOS,
    SEED,
    Scenario,
    asked,
    drawn_answers,
    drawn_truth,
    likely,
    quantities,
    quantities_of_truth,
)
from proofs._uniform import SAMPLES, band_probability, outside
from securebase.fit.continuous import Priors, _weigh as weighing
from securebase.fit.continuous._search import searched
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
LEVEL = 0.01
TIMES, PLANTED, LOT, MINUTES = 1000, 100, 25, 120.0
KEPT = Path("out/proofs")
# The modules that a draw comes from; those that only word it may change freely.
_LOCKED = (
    "_centre", "_climb", "_compiled", "_exact", "_filter", "_model", "_nuts", "_panel",
    "_priors", "_read", "_search", "_small", "_system", "_weigh",
)  # fmt: skip


class Task(NamedTuple):
    """Some diaries of a scenario, with a mistake if one is named."""

    name: str
    mistake: str
    first: int
    many: int


@dataclass(frozen=True)
class Lot:
    """Diaries that were drawn, and where their truths fell.

    Attributes:
        places: Share of the weight that lies below the truth, by quantity.
        covered: Whether the middle 95 % hold the truth.
        tails: Shapes of the tails of the weights.
        worth: Independent draws that weighed ones are worth.
        seconds: From diary to draws, of all together.
    """

    places: dict[str, list[float]]
    tails: list[float]
    worth: list[float]
    seconds: float


def main() -> int:
    """Run all and write the report; 1 where a check fails."""
    words = sys.argv[1:]
    quick = "--quick" in words
    minutes = float(words[-1]) if "--minutes" in words else MINUTES
    locked = lock()
    lots = _all(_tasks(4, 4) if quick else _tasks(TIMES, PLANTED), minutes, locked)
    together = {key: _whole(those) for key, those in sorted(lots.items(), key=_order)}
    lines, good = report(together, locked)
    if quick:
        print("\n".join(lines))
        return 0
    write(RESULTS, "posterior", "Are posteriors in continuous time right?", lines)
    return int(not good)


def _tasks(times: int, planted: int) -> list[Task]:
    """All lots; as far as one gets, there are as many of each scenario."""
    wanted = [(it.name, "", times) for it in SCENARIOS]
    wanted += [(it.where, name, planted) for name, it in MISTAKES.items()]
    tasks = [
        Task(name, mistake, first, min(LOT, many - first))
        for name, mistake, many in wanted
        for first in range(0, many, LOT)
    ]
    # A rule that condemns no mistake says nothing of what is right: these come first.
    return sorted(tasks, key=lambda it: (not it.mistake, it.first))


def _order(item: tuple[tuple[str, str], object]) -> tuple[bool, int]:
    (name, mistake), _ = item
    places = [*MISTAKES] if mistake else [*BY_NAME]
    return bool(mistake), places.index(mistake or name)


def _all(
    tasks: Sequence[Task], minutes: float, locked: str
) -> dict[tuple[str, str], list[Lot]]:
    """Lots of all scenarios and mistakes, until the minutes are over."""
    end = time.monotonic() + 60 * minutes
    lots: dict[tuple[str, str], list[Lot]] = {}
    kept = KEPT / locked[:16]
    kept.mkdir(parents=True, exist_ok=True)
    spawn = get_context("spawn")
    turn = spawn.Value("i", 0)
    with ProcessPoolExecutor(
        os.cpu_count(), spawn, initializer=_on_one_core, initargs=(turn,)
    ) as pool:
        left = list(reversed(tasks))
        running: dict[Future[Lot], Task] = {}
        while running or (left and time.monotonic() < end):
            while left and len(running) < 2 * (os.cpu_count() or 1):
                task = left.pop()
                running[pool.submit(_kept_lot, task, kept)] = task
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for it in done:
                task = running.pop(it)
                lots.setdefault((task.name, task.mistake), []).append(it.result())
                print(f"{len(tasks) - len(left)} of {len(tasks)}: {task}", flush=True)
            if time.monotonic() > end:
                left = []
    return lots


def _on_one_core(turn: Any) -> None:
    """Each process has its own core: programs are small, and threads would wait."""
    if not hasattr(os, "sched_setaffinity"):
        return
    with turn.get_lock():
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[turn.value % len(cores)]})
        turn.value += 1


def _kept_lot(task: Task, folder: Path) -> Lot:
    """A lot, from the folder if it is there."""
    name = sha256(repr(task).encode()).hexdigest()[:16]
    file = folder / f"{name}.json"
    if not file.exists():
        lot = lot_of(*task)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(asdict(lot)), "utf-8")
        part.replace(file)
    return Lot(**json.loads(file.read_text("utf-8")))


def lock() -> str:
    """Changes whenever the code that a draw comes from does."""
    folder = Path(securebase.fit.continuous.__file__).parent
    return lock_of(folder / f"{it}.py" for it in _LOCKED)


def committed_lock() -> str | None:
    """What stands in the newest report; None where there is none."""
    return lock_in_report("posterior")


def lot_of(name: str, mistake: str, first: int, many: int) -> Lot:
    """Some diaries of one scenario, with a mistake if one is named."""
    place, scenario = BY_NAME[name]
    diary, panel = asked(scenario)
    places: dict[str, list[float]] = {}
    tails, worth, seconds = [], [], 0.0
    for number in range(first, first + many):
        rng = np.random.default_rng([SEED, place, number])
        truth = drawn_truth(scenario, rng)
        heard = replace(panel, y=drawn_answers(panel, truth, rng))
        begin = time.perf_counter()
        with ExitStack() as stack:
            model = scenario.model
            if mistake:
                model, heard = MISTAKES[mistake].made(model, heard, stack)
            fit = searched(model, diary, heard, priors=Priors())
            if not fit.outcome.has_estimates:
                raise RuntimeError(f"{name} {number}: {fit.outcome}")
            draws, weights, tail = weighing.weights_of(fit, rng)
        seconds += time.perf_counter() - begin
        tails.append(tail)
        worth.append(float(1 / (weights**2).sum()))
        true = quantities_of_truth(truth, scenario.model.random_intercepts)
        found = quantities(fit, draws.free)
        for it in found:
            if it in true:
                below = float(weights[found[it] < true[it]].sum())
                places.setdefault(it, []).append(below)
        chance = likely(fit, truth)
        if chance is not None:
            below = float(weights[draws.deviance.sum(1) < chance].sum())
            places.setdefault("likelihood", []).append(below)
    return Lot(places, tails, worth, seconds)


def _whole(lots: Sequence[Lot]) -> Lot:
    names = lots[0].places
    return Lot(
        {it: [value for lot in lots for value in lot.places[it]] for it in names},
        [value for lot in lots for value in lot.tails],
        [value for lot in lots for value in lot.worth],
        sum(lot.seconds for lot in lots),
    )


def report(lots: Mapping[tuple[str, str], Lot], locked: str) -> tuple[list[str], bool]:
    """All of it as lines, and whether it is as it must be."""
    bands = {key: _bands(lot) for key, lot in lots.items()}
    wrong = {key: outside(band, LEVEL) for key, band in bands.items()}
    right = {key: it for key, it in wrong.items() if not key[1]}
    caught = {key[1]: it for key, it in wrong.items() if key[1]}
    total = sum(len(bands[key]) for key in right)
    bad = sum(map(len, right.values()))
    lines = [
        (
            f"**{total - bad} of {total} quantities lie inside the band; "
            f"{sum(map(bool, caught.values()))} of {len(caught)} planted mistakes are "
            "caught.**"
        ),
        "Truths are drawn from the priors, diaries from the truths, draws from the",
        "posterior by weighing. A place is the share of the weight below the truth;",
        "inside means that the cumulative distribution of places stays in a band that",
        "uniform samples leave nowhere in 99% of cases (Säilynoja et al. 2022), the",
        "level shared among the quantities of a scenario as Holm does. Studies whose",
        f"weights have a tail above {weighing.TRUSTED}, or are worth fewer than",
        f"{weighing.WORTH} independent draws, are left out, as users are told not to",
        "trust them but to take chains; whether one is left out depends on the diary",
        "alone, so that the rest must still be uniform.",
        "",
        *machine(("numpy", "jax")),
        "",
        f"Lock: `{locked}`",
        "",
        "It changes with the code that a draw comes from.",
        "",
        (
            "| scenario | diaries | trusted | inside | outside | covered | smallest p "
            "| worth, median | seconds each |"
        ),
        "|---|---|---|---|---|---|---|---|---|",
        *(_row(key[0], lots[key], bands[key], right[key]) for key in right),
        "",
        "Covered is how often the middle 95% of the weight hold the truth, from the",
        "worst quantity to the best. Worth is independent draws.",
        "",
        "| planted mistake | in | diaries | outside |",
        "|---|---|---|---|",
        *(
            f"| {key[1]} | {key[0]} | {len(lots[key].tails)} | "
            f"{len(wrong[key])} of {len(bands[key])}"
            f"{'' if wrong[key] else ' **not caught**'} |"
            for key in lots
            if key[1]
        ),
        "",
        "Scenarios: " + "; ".join(_words(it) for it in SCENARIOS) + ".",
    ]
    return lines, bad == 0 and all(caught.values())


def _trusted(lot: Lot) -> Bool[ndarray, " diary"]:
    """Those about which users are not warned."""
    tails, worth = np.array(lot.tails), np.array(lot.worth)
    return (tails < weighing.TRUSTED) & (worth > weighing.WORTH)


def _bands(lot: Lot) -> dict[str, float]:
    kept = _trusted(lot)
    return {
        name: band_probability(np.clip(np.array(values)[kept], 0, 1), samples=SAMPLES)
        for name, values in lot.places.items()
    }


def _row(name: str, lot: Lot, band: Mapping[str, float], wrong: Sequence[str]) -> str:
    kept = _trusted(lot)
    cover = [
        float((np.abs(np.array(it)[kept] - 0.5) < 0.475).mean())
        for it in lot.places.values()
    ]
    least = min(band, key=lambda it: band[it])
    out = ", ".join(f"**{it}**" for it in wrong) or "none"
    return (
        f"| {name} | {len(kept):,} | {int(kept.sum()):,} | "
        f"{len(band) - len(wrong)} of {len(band)} | {out} | {min(cover):.3f} to "
        f"{max(cover):.3f} | {band[least]:.4f} ({least}) | "
        f"{np.median(lot.worth):,.0f} | {lot.seconds / len(kept):.2f} |"
    )


def _words(it: Scenario) -> str:
    rare = f", and {it.rarely:.0%} of one partner's besides" if it.rarely else ""
    return (
        f"*{it.name}*: {it.plan.couples} couples, {it.plan.days} days, "
        f"{it.plan.missing:.0%} missing{rare}"
    )


if __name__ == "__main__":
    sys.exit(main())
