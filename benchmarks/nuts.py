"""Draws from the posterior: effective ones a second, against PyMC with nutpie.

The same answers, priors and likelihood: couples who answered on the same days, without
gaps, so that all of them share one covariance matrix. PyMC is given that matrix, which
is the cheapest way there is to write this likelihood by hand; it does not work where
people answer at odd times or miss a day. The posterior means must agree.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import arviz_stats
import numpy as np
import nutpie
import pymc as pm
import pytensor.tensor as pt
import xarray as xr

from securebase.fit.continuous import ContinuousModel, Priors
from securebase.fit.continuous._panel import panel_of
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
MODEL = ContinuousModel("closeness", random_intercepts=False)
PLAN = Plan(couples=50, days=20, missing=0.0, jitter=0.0)
TRUTH = Truth(intercepts=((0.0, 0.0), (0.0, 0.0)))
CHAINS, WARMUP, DRAWS = 4, 500, 500
# In the order of the free numbers.
NAMES = (
    "rate 1 1", "rate 1 2", "rate 2 1", "rate 2 2", "level 1", "level 2",
    "chance 1 1", "chance 2 1", "chance 2 2", "error 1", "error 2",
)  # fmt: skip
DRAWN = ("rates", "levels", "chance_1", "chance_21", "chance_2", "errors")
# How far means may be apart, in their own standard errors: one in ten thousand is.
APART = 4.5


@dataclass(frozen=True, eq=False)
class Drawn:
    """Draws of the free numbers, and the seconds that they took.

    Attributes:
        free: The axes are chain, draw and number.
        sampling: Without compiling.
        whole: With it.
    """

    free: np.ndarray
    sampling: float
    whole: float

    def effective(self) -> np.ndarray:
        """How many independent draws these are worth, for each number."""
        found: Any = arviz_stats
        columns = xr.DataArray(self.free, dims=("chain", "draw", "number"))
        table = found.ess(columns.to_dataset(name="free"), method="bulk")
        return np.asarray(table["free"])

    def mean(self) -> tuple[np.ndarray, np.ndarray]:
        """Means of the numbers, and the variances of these."""
        flat = self.free.reshape(-1, self.free.shape[2])
        return flat.mean(0), flat.var(0) / self.effective()


def diary() -> Diary:
    frame = diary_frame(TRUTH, PLAN, seed=1)
    return Diary.from_frame(frame, couple="couple", role="role", time="time")


def ours(couples: Diary) -> Drawn:
    """`ContinuousModel.sample`, compiled anew and then again from the disk."""
    took = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SECUREBASE_CACHE"] = folder
        for _ in range(2):
            begun = time.perf_counter()
            sample = MODEL.sample(
                couples, seed=1, draws=DRAWS, warmup=WARMUP, chains=CHAINS
            )
            took.append(time.perf_counter() - begun)
    return Drawn(sample.draws.free, took[1], took[0])


def theirs(couples: Diary) -> Drawn:
    """The same model in PyMC, by nutpie."""
    y = panel_of(MODEL, couples).y
    begun = time.perf_counter()
    compiled = nutpie.compile_pymc_model(written(y))
    between = time.perf_counter()
    found = nutpie.sample(
        compiled, draws=DRAWS, tune=WARMUP, chains=CHAINS, seed=1, progress_bar=False,
        cores=len(os.sched_getaffinity(0)),
    )  # fmt: skip
    ended = time.perf_counter()
    shape = CHAINS, DRAWS, -1
    free = [np.asarray(found.posterior[it]).reshape(shape) for it in DRAWN]
    return Drawn(np.concatenate(free, 2), ended - between, ended - begun)


def written(y: np.ndarray) -> Any:
    """The model by hand, in units of spread and of the interval, with `Priors()`.

    Args:
        y: Answers by occasion, partner and couple.
    """
    priors, own = Priors(), np.eye(2, dtype=bool)
    with pm.Model() as model:
        rates = pm.Normal(
            "rates", np.where(own, priors.own[0], 0.0),
            np.where(own, priors.own[1], priors.other), shape=(2, 2),
        )  # fmt: skip
        levels = pm.Normal("levels", 0.0, priors.level, shape=2)
        one = pm.Gamma("chance_1", alpha=2, beta=1 / priors.size)
        cross = pm.Normal("chance_21", 0.0, priors.together)
        other = pm.Gamma("chance_2", alpha=2, beta=1 / priors.size)
        errors = pm.Gamma("errors", alpha=2, beta=1 / priors.size, shape=2)
        noise = [one**2, one * cross, one * cross, cross**2 + other**2]
        kept = _kept(rates, pt.stack(noise).reshape((2, 2)))
        pm.Potential("returns", pt.switch(_returns(rates), 0.0, -np.inf))
        factor = _factor(kept, _moved(rates), len(y))
        covariance = factor @ factor.T + pt.diag(pt.tile(errors**2, len(y)))
        answers, mean = y.reshape(2 * len(y), -1).T, pt.tile(levels, len(y))
        pm.MvNormal("answers", mean, cov=covariance, observed=answers)
    return model


def _returns(rates: Any) -> Any:
    trace, determinant = rates[0, 0] + rates[1, 1], _determinant(rates)
    return pt.and_(trace < 0, determinant > 0)


def _determinant(rates: Any) -> Any:
    return rates[0, 0] * rates[1, 1] - rates[0, 1] * rates[1, 0]


def _kept(rates: Any, noise: Any) -> Any:
    """The stationary covariance, in closed form."""
    trace, determinant = rates[0, 0] + rates[1, 1], _determinant(rates)
    turned = rates - trace * np.eye(2)
    return (determinant * noise + turned @ noise @ turned.T) / (
        -2 * trace * determinant
    )


def _moved(rates: Any) -> Any:
    """What is left of a departure after one interval, in closed form."""
    mean = (rates[0, 0] + rates[1, 1]) / 2
    rest = rates - mean * np.eye(2)
    square = -_determinant(rest)
    root = pt.sqrt(pt.abs(square) + 1e-12)
    cosh = pt.switch(square > 0, pt.cosh(root), pt.cos(root))
    sinh = pt.switch(square > 0, pt.sinh(root), pt.sin(root)) / root
    return pt.exp(mean) * (cosh * np.eye(2) + sinh * rest)


def _factor(kept: Any, moved: Any, occasions: int) -> Any:
    """A factor of the covariance of one couple's states, by occasion and partner."""
    powers, square = pt.eye(2)[None], moved
    for _ in range(int(np.ceil(np.log2(occasions)))):
        powers = pt.concatenate([powers, _times(square[None], powers)])
        square = square @ square
    first = _times(powers[:occasions], _root(kept)[None])
    later = _times(powers, _root(kept - moved @ kept @ moved.T)[None])
    since = np.subtract.outer(np.arange(occasions), np.arange(1, occasions))
    after = (since >= 0)[:, :, None, None]
    blocks = [first[:, None], later[np.maximum(since, 0)] * after]
    whole = pt.concatenate(blocks, axis=1).transpose(0, 2, 1, 3)
    return whole.reshape((2 * occasions, 2 * occasions))


def _times(one: Any, other: Any) -> Any:
    """Products of many pairs of matrices."""
    return (one[:, :, :, None] * other[:, None, :, :]).sum(2)


def _root(matrix: Any) -> Any:
    """The Cholesky factor of a matrix of two rows."""
    first = pt.sqrt(matrix[0, 0])
    across = matrix[1, 0] / first
    second = pt.sqrt(matrix[1, 1] - across**2)
    return pt.stack([first, 0.0, across, second]).reshape((2, 2))


def apart(one: Drawn, other: Drawn) -> np.ndarray:
    """How far means are apart, in their own standard errors."""
    (mean, doubt), (their_mean, their_doubt) = one.mean(), other.mean()
    return np.abs(mean - their_mean) / np.sqrt(doubt + their_doubt)


def main() -> int:
    """Draw with both; 1 where the posterior means are not the same."""
    couples = diary()
    both = {"securebase": ours(couples), "PyMC by nutpie": theirs(couples)}
    lines = [
        f"{PLAN.couples} couples on the same {PLAN.days} days, no gap; two processes,",
        f"errors, {len(NAMES)} numbers; {CHAINS} chains of {WARMUP} draws to warm up",
        f"and {DRAWS} to keep. PyMC is told that all",
        "couples share one covariance matrix, which holds only without gaps and odd",
        "times; securebase filters each couple as if they did not.",
        "",
        *machine(("numpy", "jax", "numpyro", "pymc", "nutpie")),
        "",
        "| | least bulk ESS | sampling, s | a second | with compiling, s | a second |",
        "|---|---|---|---|---|---|",
    ]
    for name, it in both.items():
        least = float(it.effective().min())
        lines.append(
            f"| {name} | {least:.0f} | {it.sampling:.1f} | {least / it.sampling:.1f} | "
            f"{it.whole:.1f} | {least / it.whole:.1f} |"
        )
    far = apart(*both.values())
    differ = [name for name, it in zip(NAMES, far, strict=True) if it > APART]
    verdict = f"differ in {', '.join(differ)}" if differ else "agree"
    lines += [
        "",
        f"Posterior means {verdict}; the furthest are {far.max():.1f} of their",
        "standard errors apart. Sampling by securebase counts the search for the mode",
        "and tracing of the program, which is on the disk by then.",
    ]
    write(RESULTS, "nuts", "Draws from the posterior", lines)
    return int(bool(differ))


if __name__ == "__main__":
    sys.exit(main())
