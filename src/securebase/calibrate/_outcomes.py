"""The facts as one list of numbers with their targets."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from securebase.evidence import facts, row as evidence_row

from ._facts import FACTS, kept, learnt, reverted
from ._rows import ROWS
from ._smoother import Target
from ._study import Study

_ANY = float("inf")
# Part of a band's half width that counts as one unit of distance.
_PART = 0.4
# For a bound without an opposite: the unit, by size of what is bounded.
_SMALL, _PLAIN = 0.005, 0.05


@cache
def outcomes() -> tuple[tuple[str, str, Target], ...]:
    """Fact, what is measured, and its target, in order."""
    listed = []
    for fact in facts():
        if fact.id == "F16":
            listed += [("F16", text, Target(0.0, _ANY, 0.03)) for text in _ARCH]
        for band in fact.bands:
            target = _target(band.low, band.high)
            weight = _WEIGHTS.get((fact.id, band.of), 1.0)
            listed.append(
                (fact.id, band.of, replace(target, scale=target.scale / weight))
            )
    return (*listed, *_MORE, *_of_rows())


def _of_rows() -> list[tuple[str, str, Target]]:
    """Coefficients that must come out again; twice as much latitude as a fact's."""
    found = []
    for name in ROWS:
        row = evidence_row(name)
        unit = 2 * _PART * (row.high - row.low) / 2
        found.append(("row", name, Target(row.low, row.high, max(unit, 0.02))))
    return found


# Two facts pull against each other in this model: what a programme of skills does to
# quality (F19) needs skill to count for much of it, and skill counts for both partners
# alike, so that the partner's reports then predict more than they should (F7).
_WEIGHTS = {
    ("F7", "own divided by partner's predictive power"): 0.3,
    ("F19", "d of quality at 3 months"): 2.0,
}
_ARCH = (
    "cost of getting too little",
    "cost of getting too much",
    "the first minus the second",
)
# Parts of facts that their bands do not hold, and what a programme enters as.
_MORE = (
    ("F18", "share of a shock left after half a year", Target(-_ANY, 0.3, 0.05)),
    ("F19", "share of the gain kept after a year", Target(0.7, 1.3, 0.12)),
    ("F19", "d of skill that the programme adds", Target(0.39, 0.49, 0.02)),
)


def _target(low: float | None, high: float | None) -> Target:
    if low is not None and high is not None:
        return Target(low, high, _PART * (high - low) / 2)
    bound = low if low is not None else high
    assert bound is not None
    unit = _SMALL if 0 < abs(bound) < 0.1 else _PLAIN
    return Target(-_ANY if low is None else low, _ANY if high is None else high, unit)


def measured(study: Study) -> list[float]:
    """Every outcome of a study, in the order of `outcomes`."""
    found = [value for fact in facts() for value in FACTS[fact.id](study)]
    coefficients = [measure(study) for measure in ROWS.values()]
    return [*found, reverted(study), kept(study), learnt(study), *coefficients]


def met(values: list[float]) -> dict[str, bool]:
    """Which facts are met: all of their outcomes within their targets."""
    verdicts: dict[str, bool] = {}
    for (fact, _, target), value in zip(outcomes(), values, strict=True):
        if fact == "row":
            continue
        inside = bool(np.isfinite(value)) and target.distance(value) == 0.0
        verdicts[fact] = verdicts.get(fact, True) and inside
    return verdicts
