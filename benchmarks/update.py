"""One more check-in: from a couple's belief to the next, and many couples in a row.

The alternative is the textbook's filter in plain NumPy with the very same matrices and
nothing known of their structure: the whole transition matrix twice a day, and one
answer after the other, each a normal stand-in for its rounded value. Both run in this
process, in turns, on one thread.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy import ndarray

from proofs._diaries import diaries
from securebase.dynamics import calibrated
from securebase.fit._threads import one_thread
from securebase.fit.couple._belief import Belief, prior, step
from securebase.fit.couple._items import questions
from securebase.fit.couple._listen import Heard
from securebase.fit.couple._rounded import slopes
from securebase.fit.couple._update import after
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
COUPLES, DAYS, SEED = 24, 28, 20_261_127
# The first couple warms both up.
WARM = 1


@dataclass(frozen=True)
class Times:
    """Seconds for each day with answers."""

    days: ndarray

    def milliseconds(self, percent: float) -> float:
        """So many of a hundred days take no longer."""
        return 1e3 * float(np.percentile(self.days, percent))

    @property
    def rate(self) -> float:
        """Couple-days a second."""
        return len(self.days) / float(self.days.sum())


def plain(events: Sequence[Heard], belief: Belief) -> Belief:
    """The textbook's Kalman filter, one answer after the other."""
    slope, constant, unrest = step()
    ask, size = questions(), len(belief.mean)
    onward, drift, noise = np.eye(size), np.zeros(size), np.zeros((size, size))
    onward[: len(slope)] = 0.0
    onward[: len(slope), : slope.shape[1]] = slope
    drift[: len(slope)], noise[: len(slope), : len(slope)] = constant, unrest
    mean, spread = belief.mean, belief.spread
    for event in events:
        mean = onward @ mean + drift
        spread = onward @ spread @ onward.T + noise
        for key, answer in event.answers.items():
            row = ask.place[key]
            look = ask.slope[row]
            across = spread @ look
            inside = look @ across + ask.noise[row]
            low = -np.inf if answer == ask.lo else answer - 0.5
            high = np.inf if answer == ask.hi else answer + 0.5
            asked = (look @ mean + ask.base[row], inside, low, high)
            _, first, bend = slopes(*(np.array([float(it)]) for it in asked))
            mean = mean + across * first[0]
            spread = spread - np.outer(across, across) * bend[0]
    return replace(belief, mean=mean, spread=spread)


def timed(
    way: Callable[[Sequence[Heard], Belief], Belief], events: Sequence[Heard]
) -> tuple[list[float], Belief]:
    """Seconds for each day of one couple, and what is believed at the end."""
    belief, seconds = prior(), []
    for event in events:
        begin = time.perf_counter()
        belief = way([event], belief)
        seconds.append(time.perf_counter() - begin)
    return seconds, belief


def check_ins() -> list[list[Heard]]:
    """Diaries without a gap, so that each day is one step of both ways."""
    found = diaries(
        calibrated(), COUPLES + WARM, DAYS, seed=SEED, sheets=False, at_random=True,
        habits={"presence.kept": 1.0, "presence.late": 0.0, "presence.leaving": 0.0,
                "presence.in_runs": 0.0, "presence.tiring": 0.0},
    )  # fmt: skip
    return [[it for it in events if it.answers] for events in found.events]


def measured() -> tuple[Times, Times, float]:
    """The product, the textbook, and how far apart their means are, in SD."""
    ours: list[float] = []
    theirs: list[float] = []
    apart = 0.0
    for place, events in enumerate(check_ins()):
        fast, belief = timed(after, events)
        with one_thread():
            slow, other = timed(plain, events)
        if place < WARM:
            continue
        ours += fast
        theirs += slow
        gap = (belief.mean - other.mean) / np.sqrt(np.diag(other.spread))
        apart = max(apart, float(np.abs(gap).max()))
    return Times(np.array(ours)), Times(np.array(theirs)), apart


def main() -> int:
    """Time both ways on the same check-ins; 1 where ours is not the quicker."""
    ours, theirs, apart = measured()
    lines = [
        f"{len(prior().mean)} numbers of a belief; {len(ours.days)} days on which both",
        f"partners answer, of {COUPLES} made-up couples. Wall-clock time from the",
        "evening's answers to the belief after them, warm, one thread.",
        "",
        *machine(("numpy", "scipy")),
        "",
        "| way | p50, ms | p95, ms | couple-days a second |",
        "|---|---|---|---|",
        *(
            f"| {name} | {it.milliseconds(50):.2f} | {it.milliseconds(95):.2f} "
            f"| {it.rate:,.0f} |"
            for name, it in (
                ("`securebase.fit.couple`", ours),
                ("textbook filter, dense, answer by answer", theirs),
            )
        ),
        "",
        f"{ours.rate / theirs.rate:.1f} times as many couple-days a second. After four",
        f"weeks their means lie {apart:.2f} standard deviations apart at most: the",
        "textbook's way depends on which answer comes first.",
    ]
    write(RESULTS, "update", "One more check-in", lines)
    return int(ours.rate < theirs.rate)


if __name__ == "__main__":
    sys.exit(main())
