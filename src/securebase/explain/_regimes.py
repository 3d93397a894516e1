from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.dynamics import Cohort, Parameters, evolve, out_rows, state_rows, states

from ._chosen import chosen
from ._paired import SEED, average_couples
from ._rest import good_way
from ._words import HYPOTHESIS

_OUTCOMES = ("quality", "vitality")
# A gap that matters, in standard deviations between persons.
_MATTERS = 0.2
_SURE = 2.0
# A gap that kept this share of itself over the second half is not closing.
_KEPT = 0.9
_FAR = 2.0
_MONTH = 28


@dataclass(frozen=True, slots=True)
class Gap:
    """How far two groups of the same couples lie apart that began apart.

    Attributes:
        outcome: ``"quality"`` or ``"vitality"``.
        halfway: Mean difference, good start less bad, halfway through.
        end: The same at the end.
        error: Standard error of the end.
    """

    outcome: str
    halfway: float
    end: float
    error: float


@dataclass(frozen=True, slots=True)
class Regimes:
    """Whether a good and a bad start still show after a long time.

    Attributes:
        gaps: For satisfaction and for liveliness.
        days: How long they lived.
        couples: How many.
        verdict: What that says, in words.
    """

    gaps: tuple[Gap, ...]
    days: int
    couples: int
    verdict: str


def regimes(
    parameters: Parameters | None = None,
    *,
    couples: int = 400,
    days: int = 728,
    seed: int = SEED,
    workers: int = 1,
) -> Regimes:
    """Whether chance lets a good and a bad beginning come together again.

    The same average couples live the same days twice: once from a good start, once from
    a bad one. Only what moves within hours, days and months is set apart; what moves
    over years would still be apart without any regime.

    Args:
        parameters: One set; the calibrated one if left out.

    Other Args:
        couples: How many.
        days: How long; cut to whole months of four weeks, two at least.
        seed: Of chance.
        workers: Threads.
    """
    found = parameters or chosen()
    months = max(days // (2 * _MONTH), 1)
    apart = _FAR * good_way(found) * _quick()
    halves = [
        _halves(apart * way, found, couples, months, seed, workers) for way in (1, -1)
    ]
    gaps = tuple(_gap(name, halves[0], halves[1]) for name in _OUTCOMES)
    return Regimes(gaps, 2 * months * _MONTH, couples, verdict(gaps))


def _quick() -> Float[ndarray, " state"]:
    slow = {state.id for state in states() if state.clock == "years"}
    return np.array([float(row.partition(".")[2] not in slow) for row in state_rows()])


def _halves(
    start: ndarray,
    parameters: Parameters,
    couples: int,
    months: int,
    seed: int,
    workers: int,
) -> tuple[ndarray, ndarray]:
    """The last month of each half."""
    cohort = replace(
        average_couples(couples), state=np.repeat(start[:, None], couples, axis=1)
    )
    lasts = []
    for _ in range(2):
        cohort, found = _lived(cohort, parameters, months, seed, workers)
        lasts.append(found)
    return lasts[0], lasts[1]


def _lived(
    cohort: Cohort, parameters: Parameters, months: int, seed: int, workers: int
) -> tuple[Cohort, ndarray]:
    end, found = evolve(
        cohort, [parameters], months * _MONTH, seed=seed, every=_MONTH, workers=workers
    )
    return end, np.asarray(found[-1], float)


def _gap(
    outcome: str, good: tuple[ndarray, ndarray], bad: tuple[ndarray, ndarray]
) -> Gap:
    rows = [
        place
        for place, name in enumerate(out_rows())
        if name in (f"a.{outcome}", f"b.{outcome}", f"us.{outcome}")
    ]
    apart = [
        (one[rows] - other[rows]).mean(axis=0)
        for one, other in zip(good, bad, strict=True)
    ]
    error = float(apart[1].std(ddof=1) / np.sqrt(len(apart[1])))
    return Gap(outcome, float(apart[0].mean()), float(apart[1].mean()), error)


def verdict(gaps: tuple[Gap, ...]) -> str:
    """What gaps say, in words."""
    apart = [gap for gap in gaps if gap.end > max(_MATTERS, _SURE * gap.error)]
    if not apart:
        return (
            "A good and a bad beginning come together: no sign of two regimes "
            f"({HYPOTHESIS})."
        )
    if all(gap.end < _KEPT * gap.halfway for gap in apart):
        return (
            "A good and a bad beginning are still apart but closing: a long memory, "
            f"not two regimes ({HYPOTHESIS})."
        )
    return (
        "A good and a bad beginning stay apart: two regimes, as far as this time shows "
        f"({HYPOTHESIS})."
    )
