"""Do draws from the posterior in continuous time say what there is to be known?

    python -m proofs.posterior [--quick | --minutes 60]

Truths are drawn from the priors, diaries from the truths, and draws from the posterior
by weighing. Where the truth falls among the draws must then be uniform, in a large
study as in a small one (simulation-based calibration: Talts et al. 2018,
arXiv:1804.06788), also for how likely the diary is, which shows whether all of it was
heard (Modrák et al. 2023, doi:10.1214/23-BA1404). The same rule must condemn mistakes
that are planted. Truths and diaries are drawn here from their definition, not by the
package that is tried.

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
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy.linalg import solve_continuous_lyapunov

import securebase.fit.continuous
from proofs._lock import lock_in_report, lock_of
from proofs._misweighed import MISTAKES
from proofs._uniform import SAMPLES, band_probability, outside
from proofs.continuous import unscaled
from securebase.fit.continuous import (
    ContinuousModel,
    Fit,
    Priors,
    _weigh as weighing,
)
from securebase.fit.continuous._panel import Panel, panel_of
from securebase.fit.continuous._search import searched
from securebase.fit.continuous._system import parts_of
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
SEED = 20_261_127
LEVEL = 0.01
TIMES, PLANTED, LOT, MINUTES = 1000, 200, 25, 120.0
KEPT = Path("out/proofs")
# The modules that a draw comes from; those that only word it may change freely.
_LOCKED = (
    "_climb", "_compiled", "_exact", "_filter", "_model", "_nuts", "_panel", "_priors",
    "_read", "_search", "_small", "_system", "_weigh",
)  # fmt: skip


class Scenario(NamedTuple):
    """How a study asks, and the model.

    Attributes:
        name: How it is called.
        plan: Who is asked when.
        model: What is fitted.
        rarely: Share of the second partner's answers that are missing besides.
    """

    name: str
    plan: Plan
    model: ContinuousModel
    rarely: float = 0.0


USUAL = ContinuousModel("closeness")
ALONE = ContinuousModel("closeness", random_intercepts=False)
SCENARIOS = (
    Scenario("sparse", Plan(couples=60, days=6), USUAL),
    Scenario("dense", Plan(couples=16, days=40), USUAL),
    Scenario("asymmetric", Plan(couples=40, days=15), USUAL, rarely=0.6),
    Scenario("40% missing", Plan(couples=40, days=15, missing=0.4, jitter=0.45), USUAL),
    Scenario("single couple", Plan(couples=1, days=200), ALONE),
    Scenario("cohort", Plan(couples=200, days=10), USUAL),
)  # fmt: skip
BY_NAME = {it.name: (place, it) for place, it in enumerate(SCENARIOS)}


class Task(NamedTuple):
    """Some diaries of a scenario, with a mistake if one is named."""

    name: str
    mistake: str
    first: int
    many: int


class Known(NamedTuple):
    """What one diary was drawn from; of two processes, one of each partner."""

    rates: Float[ndarray, "2 2"]
    levels: Float[ndarray, " 2"]
    noise: Float[ndarray, "2 2"]
    errors: Float[ndarray, " 2"]
    intercepts: Float[ndarray, "2 2"]


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
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
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
        chance = _likely(fit, truth)
        if chance is not None:
            below = float(weights[draws.deviance.sum(1) < chance].sum())
            places.setdefault("likelihood", []).append(below)
    return Lot(places, tails, worth, seconds)


def asked(scenario: Scenario) -> tuple[Diary, Panel]:
    """Who is asked when, drawn once for each scenario, in the units of the truth."""
    frame = diary_frame(Truth(), scenario.plan, seed=SEED)
    rng = np.random.default_rng(SEED)
    silent = (frame["role"] == "m") & (rng.random(len(frame)) < scenario.rarely)
    frame.loc[silent, "closeness"] = np.nan
    diary = Diary.from_frame(frame, couple="couple", role="role", time="time")
    return diary, unscaled(panel_of(scenario.model, diary))


def drawn_truth(scenario: Scenario, rng: np.random.Generator) -> Known:
    """From the priors as their documentation has them, where couples return."""
    usual = Priors()
    while True:
        rates = rng.normal(0, usual.other, (2, 2))
        rates[[0, 1], [0, 1]] = rng.normal(*usual.own, 2)
        if np.linalg.eigvals(rates).real.max() < 0:
            break
    factors = []
    for _ in range(2):
        factor = np.diag(rng.gamma(2, usual.size, 2))
        factor[1, 0] = rng.normal(0, usual.together)
        factors.append(factor)
    noise, own = factors
    return Known(
        rates, rng.normal(0, usual.level, 2), noise, rng.gamma(2, usual.size, 2),
        own * scenario.model.random_intercepts,
    )  # fmt: skip


def drawn_answers(
    panel: Panel, truth: Known, rng: np.random.Generator
) -> Float[ndarray, "occasion 2 couple"]:
    """A diary, from the stochastic equations; nought where nothing was answered."""
    occasions, _, couples = panel.y.shape
    chance = truth.noise @ truth.noise.T
    kept = solve_continuous_lyapunov(truth.rates, -chance)
    values, vectors = np.linalg.eig(truth.rates)
    back = np.linalg.inv(vectors)
    own = truth.levels + rng.normal(size=(couples, 2)) @ truth.intercepts.T
    state = rng.normal(size=(couples, 2)) @ np.linalg.cholesky(kept).T
    found = np.empty((occasions, 2, couples))
    for t in range(occasions):
        if t:
            gap = np.nan_to_num(panel.times[t] - panel.times[t - 1], nan=1.0)
            grown = np.exp(values * gap[:, None])
            carry = np.einsum("ij,cj,jk->cik", vectors, grown, back).real
            left = kept - carry @ kept @ carry.transpose(0, 2, 1)
            size, axes = np.linalg.eigh(left)
            root = axes * np.sqrt(np.maximum(size, 0))[:, None]
            state = np.einsum("cij,cj->ci", carry, state)
            state += np.einsum("cij,cj->ci", root, rng.normal(size=state.shape))
        error = rng.normal(size=state.shape) * truth.errors
        found[t] = (own + state + error).T
    return np.where(panel.there, found, 0.0)


def quantities_of_truth(truth: Known, differ: bool) -> dict[str, float]:
    """What is compared, of the truth."""
    found = _named(
        truth.rates[None], (truth.noise @ truth.noise.T)[None], truth.levels[None],
        truth.errors[None], (truth.intercepts @ truth.intercepts.T)[None], differ,
    )  # fmt: skip
    return {name: float(value[0]) for name, value in found.items()}


def quantities(fit: Fit, free: Float[ndarray, "draw free"]) -> dict[str, ndarray]:
    """The same, of draws."""
    m = {
        name: np.tensordot(free[:, part], basis, 1)
        for name, part, basis in zip(
            fit.bases._fields, parts_of(fit.bases), fit.bases, strict=True
        )
    }
    square = {it: m[it] @ m[it].transpose(0, 2, 1) for it in ("noise", "intercepts")}
    return _named(
        m["rates"], square["noise"], m["levels"][:, :, 0],
        np.abs(np.diagonal(m["errors"], axis1=1, axis2=2)), square["intercepts"],
        fit.model.random_intercepts,
    )  # fmt: skip


def _named(
    rates: ndarray, chance: ndarray, levels: ndarray, errors: ndarray, own: ndarray,
    differ: bool,
) -> dict[str, ndarray]:  # fmt: skip
    later, kept = _after_a_day(rates), _kept(rates, chance)
    found = {}
    for i, to in enumerate("fm"):
        for j, source in enumerate("fm"):
            found[f"rate {source} → {to}"] = rates[:, i, j]
            found[f"day {source} → {to}"] = later[:, i, j]
        found[f"level {to}"] = levels[:, i]
        found[f"process {to}"] = kept[:, i, i]
        found[f"error {to}"] = errors[:, i]
        if differ:
            found[f"couples {to}"] = own[:, i, i]
    found["together"] = chance[:, 0, 1] / np.sqrt(chance[:, 0, 0] * chance[:, 1, 1])
    return found


def _after_a_day(rates: Float[ndarray, "draw 2 2"]) -> Float[ndarray, "draw 2 2"]:
    values, vectors = np.linalg.eig(rates)
    grown = vectors * np.exp(values)[:, None]
    return np.asarray((grown @ np.linalg.inv(vectors)).real)


def _kept(rates: ndarray, chance: ndarray) -> Float[ndarray, "draw 2 2"]:
    """The stationary covariance."""
    one = np.eye(2)
    both = np.einsum("dij,kl->dikjl", rates, one) + np.einsum(
        "dij,kl->dkilj", rates, one
    )
    flat = both.reshape(len(rates), 4, 4)
    found = np.linalg.solve(flat, -chance.reshape(-1, 4, 1))
    return np.asarray(found.reshape(-1, 2, 2))


def _likely(fit: Fit, truth: Known) -> float | None:
    """The deviance at the truth, where the model has the same numbers."""
    wanted = {
        "rates": truth.rates, "levels": truth.levels[:, None], "noise": truth.noise,
        "errors": np.diag(truth.errors), "intercepts": truth.intercepts,
    }  # fmt: skip
    free = np.concatenate(
        [
            np.tensordot(basis, wanted[name], 2) if len(basis) else np.zeros(0)
            for name, basis in zip(fit.bases._fields, fit.bases, strict=True)
        ]
    )
    return float(weighing._deviances(fit, free[None]).sum())


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
