"""Does the calibrated model reproduce what is published? Every fact, with fresh luck.

    python -m proofs.calibration

The committed parameters are simulated anew with seeds that calibration never saw, in
cohorts of 2,000 couples, and each stylised fact and each published coefficient is
measured as the literature measured it. The ensemble shows what its doubt leaves open.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy import ndarray

from securebase.calibrate import (
    FULL,
    QUICK,
    Target,
    conduct,
    measured,
    met,
    outcomes,
)
from securebase.dynamics import calibrated, calibration, ensemble
from securebase.evidence import facts
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
SEEDS = tuple(range(301, 309))
MEMBERS = 24
WORKERS = 2
ENOUGH = 20


def _fresh(seed: int) -> list[float]:
    return measured(conduct(calibrated(), seed, FULL))


def _member(place: int) -> list[float]:
    return measured(conduct(ensemble()[place], 500 + place, QUICK))


def main() -> int:
    """Simulate, write the report; 1 where fewer than twenty facts are met."""
    with ProcessPoolExecutor(WORKERS) as pool:
        runs = np.array(list(pool.map(_fresh, SEEDS)))
        members = np.array(list(pool.map(_member, range(MEMBERS))))
    means, errors = runs.mean(axis=0), runs.std(axis=0, ddof=1) / np.sqrt(len(SEEDS))
    verdicts = met(list(means))
    lines = [
        *_head(verdicts),
        "",
        *machine(("numpy", "numba")),
        "",
        *_facts(means, errors, members, verdicts),
        "",
        *_rows(means, errors, members),
    ]
    write(RESULTS, "calibration", "Does the model reproduce what is published?", lines)
    return int(sum(verdicts.values()) < ENOUGH)


def _head(verdicts: dict[str, bool]) -> Iterator[str]:
    record = calibration()
    yield f"**{sum(verdicts.values())} of {len(verdicts)} stylised facts are met.**"
    yield ""
    yield f"Parameters calibrated on {record['date']} ({record['procedure']},"
    yield f"{record['members']} members, {record['rounds']} rounds, seed"
    yield f"{record['seed']}). Here: the closest set, {len(SEEDS)} cohorts of"
    yield f"{FULL.panel:,} couples each with seeds that calibration did not use (mean ±"
    yield "standard error over the cohorts), and the middle 90% of"
    yield f"{MEMBERS} sets of the ensemble ({QUICK.panel} couples each)."
    missed = [fact for fact, good in verdicts.items() if not good]
    if missed:
        yield ""
        yield f"Not met: {', '.join(missed)}."


def _facts(
    means: ndarray, errors: ndarray, members: ndarray, verdicts: dict[str, bool]
) -> Iterator[str]:
    texts = {fact.id: fact.text for fact in facts()}
    yield "## Stylised facts"
    yield ""
    yield "| fact | measured | target | simulated | ensemble | met |"
    yield "|---|---|---|---|---|---|"
    for place, (fact, of, target) in enumerate(outcomes()):
        if fact == "row":
            continue
        cells = _cells(place, target, means, errors, members)
        inside = "yes" if target.distance(means[place]) == 0.0 else "**no**"
        yield f"| {fact} | {of} | {cells} | {inside} |"
    yield ""
    for fact, good in verdicts.items():
        yield f"- {fact}{'' if good else ' (**not met**)'}: {texts[fact]}"


def _rows(means: ndarray, errors: ndarray, members: ndarray) -> Iterator[str]:
    listed = [k for k, (fact, _, _) in enumerate(outcomes()) if fact == "row"]
    within = sum(outcomes()[k][2].distance(means[k]) == 0.0 for k in listed)
    yield "## Published coefficients, measured on the simulated people"
    yield ""
    yield f"{within} of {len(listed)} come out within the range that the evidence"
    yield "gives."
    yield "They had half the weight of a fact in the calibration."
    yield ""
    yield "| coefficient | range | simulated | ensemble | within |"
    yield "|---|---|---|---|---|"
    for k in listed:
        _, name, target = outcomes()[k]
        inside = "yes" if target.distance(means[k]) == 0.0 else "**no**"
        yield f"| `{name}` | {_cells(k, target, means, errors, members)} | {inside} |"


def _cells(
    place: int, target: Target, means: ndarray, errors: ndarray, members: ndarray
) -> str:
    low, high = np.nanpercentile(members[:, place], [5, 95])
    found = f"{means[place]:.3f} ± {errors[place]:.3f}"
    return f"{_band(target)} | {found} | {low:.3f} to {high:.3f}"


def _band(target: Target) -> str:
    if not np.isfinite(target.low):
        return f"at most {target.high:g}"
    if not np.isfinite(target.high):
        return f"at least {target.low:g}"
    return f"{target.low:g} to {target.high:g}"


if __name__ == "__main__":
    sys.exit(main())
