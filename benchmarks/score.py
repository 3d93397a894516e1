"""A million people, 50 items, five scales: `measures.score` and plain pandas.

The pandas route does the same work the way its user would write it: whole columns at
once, no loop over people. Both are run in turn on the same answers, and must agree.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray

from securebase.measures import Instrument, Scores, instrument, score
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
PEOPLE = 1_000_000
ROUNDS = 5
TARGET = 2.0
MISSING, OUTSIDE = 0.03, 0.002


def made_up_answers(items: int) -> NDArray[np.float64]:
    """Answers 1 to 5 with some missing and a few outside."""
    rng = np.random.default_rng(20)
    answers = rng.integers(1, 6, (PEOPLE, items)).astype(float)
    chance = rng.random(answers.shape)
    answers[chance < OUTSIDE] = 0
    answers[chance > 1 - MISSING] = np.nan
    return answers


def with_pandas(frame: pd.DataFrame, form: Instrument) -> pd.DataFrame:
    """Value, error, band, answered, and the same flags, column by column."""
    inside = (frame >= form.lo) & (frame <= form.hi)
    given = frame.notna().sum(axis=1)
    clean = frame.where(inside)
    out: dict[str, Any] = {}
    keyed = clean.copy()
    turned = [item.code for item in form.items if item.reverse]
    keyed[turned] = form.lo + form.hi - keyed[turned]
    for scale in form.scales:
        part = keyed[list(scale.items)]
        answered = part.notna().sum(axis=1)
        enough = answered >= scale.min_answered
        value = part.mean(axis=1).where(enough)
        assert scale.reliability is not None
        error = scale.reliability.sem * np.sqrt(len(scale.items) / answered)
        error = error.where(enough)
        out[scale.id] = value
        out[f"{scale.id}_se"] = error
        out[f"{scale.id}_low"] = (value - 1.959963984540054 * error).clip(
            lower=scale.lo
        )
        out[f"{scale.id}_high"] = (value + 1.959963984540054 * error).clip(
            upper=scale.hi
        )
        out[f"{scale.id}_answered"] = answered
    out["share_missing"] = 1 - inside.mean(axis=1)
    out["out_of_range"] = given - inside.sum(axis=1)
    out["longest_run"] = _longest_run(clean)
    return pd.DataFrame(out)


def _longest_run(clean: pd.DataFrame) -> Any:
    run: Any = clean.iloc[:, 0].notna().astype(int)
    best = run
    for before, here in zip(clean.columns[:-1], clean.columns[1:], strict=True):
        run = (run * (clean[here] == clean[before]) + 1) * clean[here].notna()
        best = np.maximum(best, run)
    return best


def agree(ours: Scores, theirs: pd.DataFrame) -> None:
    """Both routes give the same numbers, or there is nothing to compare."""
    for at, scale in enumerate(ours.scales):
        assert_allclose(ours.value[:, at], theirs[scale], rtol=1e-12)
        for name in ("se", "low", "high"):
            mine = getattr(ours, name)[:, at]
            assert_allclose(mine, theirs[f"{scale}_{name}"], rtol=1e-12)
        assert_array_equal(ours.answered[:, at], theirs[f"{scale}_answered"])
    assert_array_equal(ours.quality.out_of_range, theirs["out_of_range"])
    assert_array_equal(ours.quality.longest_run, theirs["longest_run"])


def timed(work: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    """Time both routes in turn, write the result; 1 where the target is missed."""
    form = instrument("ipip_50")
    answers = made_up_answers(len(form.items))
    frame = pd.DataFrame(answers, columns=[item.code for item in form.items])
    whole = frame.fillna(-1).astype(np.int8).to_numpy()
    agree(score(answers, form), with_pandas(frame, form))
    routes: dict[str, Callable[[], object]] = {
        "`measures.score`, float64": lambda: score(answers, form),
        "`measures.score`, int8 with -1 for missing": lambda: score(whole, form),
        "pandas, whole columns": lambda: with_pandas(frame, form),
    }
    seconds: dict[str, list[float]] = {name: [] for name in routes}
    for _ in range(ROUNDS):
        for name, work in routes.items():
            seconds[name].append(timed(work))
    medians = {name: statistics.median(took) for name, took in seconds.items()}
    ours, pandas = (
        medians["`measures.score`, float64"],
        medians["pandas, whole columns"],
    )
    write(RESULTS, "score", "Scoring a million people", _lines(seconds, ours, pandas))
    return int(ours > TARGET)


def _lines(seconds: dict[str, list[float]], ours: float, pandas: float) -> list[str]:
    told = (
        f"{PEOPLE:,} people × 50 items (IPIP-50, five scales; {MISSING:.0%} missing, "
        f"{OUTSIDE:.1%} outside): score, standard error, 95% band, answered, share "
        "missing, answers outside, longest run. Both routes agree to 1e-12 in every "
        f"number. {ROUNDS} rounds in turn, in one process."
    )
    kept = "kept" if ours <= TARGET else "missed"
    verdict = (
        f"Pandas takes {pandas / ours:.1f} times as long (medians). Target: under "
        f"{TARGET:.0f} s, {kept}."
    )
    head = ["| route | median s | best s | worst s |", "|---|---|---|---|"]
    rows = [f"| {name} | {_three(took)} |" for name, took in seconds.items()]
    return [told, "", *machine(("numpy", "pandas")), "", *head, *rows, "", verdict]


def _three(took: list[float]) -> str:
    three = (statistics.median(took), min(took), max(took))
    return " | ".join(f"{one:.2f}" for one in three)


if __name__ == "__main__":
    sys.exit(main())
