from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from securebase.core import CONSTRUCTS, Z95, Basis, Estimate, ScoreError

from ._instrument import Scale


class Verdict(StrEnum):
    """What a difference between two occasions says; the value is what is read."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    HIGHER = "higher"  # for scales where neither end is the better one
    LOWER = "lower"
    NONE = "no reliable change"


_ASSUMED = (
    "The size of the error is assumed, not measured, so this verdict may change once "
    "it has been measured."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The difference between two occasions, with its doubt.

    Attributes:
        difference: After minus before, in the units of the scale.
        se: Standard error of the difference.
        index: Reliable change index, difference over its standard error.
        low, high: 95% band of the difference.
        verdict: What may be said.
        caveat: A sentence to show with it, or None.
    """

    difference: float
    se: float
    index: float
    low: float
    high: float
    verdict: Verdict
    caveat: str | None


def reliable_change(before: Estimate, after: Estimate, scale: Scale) -> Change:
    r"""Whether two scores of one person differ by more than error of measurement.

    The index of Jacobson and Truax (1991, doi:10.1037/0022-006X.59.1.12),
    $(x_2 - x_1) / \sqrt{\mathrm{se}_1^2 + \mathrm{se}_2^2}$, which is their
    $\sqrt 2\,\mathrm{SEM}$ where both forms are complete. A change is called reliable
    when the index lies beyond the 95% point of the normal distribution. It says that
    the score moved, not why.

    Args:
        before: Score of the earlier occasion.
        after: Score of the later one.
        scale: Their scale; its construct says which direction is welcome.

    Returns:
        Difference, index and verdict.

    Raises:
        ScoreError: The scores are on different ranges, or have no standard error.
    """
    _check(before, after, scale)
    difference = after.value - before.value
    se = math.hypot(before.se, after.se)
    assumed = Basis.ASSUMED in (before.basis, after.basis)
    return Change(
        difference=difference,
        se=se,
        index=difference / se,
        low=difference - Z95 * se,
        high=difference + Z95 * se,
        verdict=_verdict(difference / se, _good(scale)),
        caveat=_ASSUMED if assumed else None,
    )


def _check(before: Estimate, after: Estimate, scale: Scale) -> None:
    if (before.lo, before.hi) != (after.lo, after.hi):
        raise ScoreError(
            f"Two scores of {scale.id} must be on one range to be compared. Got "
            f"{before.lo:g}..{before.hi:g} and {after.lo:g}..{after.hi:g} instead. "
            "Score both occasions with the same questionnaire and range."
        )
    if not math.hypot(before.se, after.se) > 0.0:
        raise ScoreError(
            f"Two scores of {scale.id} must have a standard error above 0. Got "
            f"{before.se:g} and {after.se:g} instead. Give the scale a reliability."
        )


def _good(scale: Scale) -> int:
    construct = CONSTRUCTS.get(scale.construct or "")
    return 0 if construct is None else construct.good


def _verdict(index: float, good: int) -> Verdict:
    if not abs(index) > Z95:
        return Verdict.NONE
    if good == 0:
        return Verdict.HIGHER if index > 0 else Verdict.LOWER
    return Verdict.IMPROVED if index * good > 0 else Verdict.WORSENED
