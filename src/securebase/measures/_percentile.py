from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from securebase.core import Estimate

from ._instrument import Comparison, Scale

# A rank among fewer people would say more about them than about the reader.
_FEWEST = 200
# Scores in a table are written with a finite number of digits.
_SAME = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentile:
    """Where a score stands in a comparison sample.

    Attributes:
        value: Mid-rank percentile, 0 to 100: those below plus half of the ties.
        low, high: The same for the ends of the score's 95% band; None where the
            score came without a standard error.
        n: People in the comparison sample.
        label: Who they were.
    """

    value: float
    low: float | None
    high: float | None
    n: int
    label: str


def percentile(score: int | float | Estimate, scale: Scale) -> Percentile | None:
    """Where a score stands in the scale's comparison sample.

    Args:
        score: A score, or an estimate, on the questionnaire's own range.
        scale: The scale with its comparison sample.

    Returns:
        None where the scale has no comparison sample, or one of fewer than 200
        people, or where the score is not a number, or an estimate on another range.
    """
    sample = usable_comparison(scale)
    value = score.value if isinstance(score, Estimate) else float(score)
    if sample is None or np.isnan(value) or _elsewhere(score, scale):
        return None
    low = high = None
    if isinstance(score, Estimate):
        low, high = (float(p) for p in ranks(np.array([score.low, score.high]), sample))
    return Percentile(
        value=float(ranks(np.array([value]), sample)[0]),
        low=low,
        high=high,
        n=sample.n,
        label=sample.label,
    )


def _elsewhere(score: int | float | Estimate, scale: Scale) -> bool:
    ends = (score.lo, score.hi) if isinstance(score, Estimate) else None
    return ends is not None and ends != (scale.lo, scale.hi)


def usable_comparison(scale: Scale) -> Comparison | None:
    """The comparison sample where it is large enough to be shown."""
    sample = scale.comparison
    return None if sample is None or sample.n < _FEWEST else sample


def ranks(scores: NDArray[Any], sample: Comparison) -> NDArray[np.float64]:
    """Mid-rank percentiles of many scores; NaN stays NaN."""
    known = np.asarray(sample.scores, float)
    below = np.concatenate([[0], np.cumsum(sample.counts)])
    up_to = below[np.searchsorted(known, scores + _SAME)]
    under = below[np.searchsorted(known, scores - _SAME)]
    return np.where(np.isnan(scores), np.nan, 50.0 * (up_to + under) / below[-1])
