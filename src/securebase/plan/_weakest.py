from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from securebase.core import Basis, Estimate, Sureness, normal_cdf

STAGES = (
    "attending",
    "understanding",
    "acting",
    "availability",
    "encouragement",
    "non_intrusion",
)
"""The stages for which there is a practice, in the order of the chain."""

# The integral over the weakest stage's true value: half-width in standard errors
# and number of midpoints. Its error is below 1e-4, far below what a word shows.
_REACH = 6.0
_POINTS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakest:
    """Which stage is lowest, and how sure that is.

    Attributes:
        stage: The stage with the lowest estimate.
        estimate: Its level.
        probability: How probable it is that its true level is the lowest.
        all_strong: Whether every stage is more likely than not in the upper third.
    """

    stage: str
    estimate: Estimate
    probability: float
    all_strong: bool

    @property
    def sure(self) -> Sureness:
        """The word for the probability."""
        return Sureness.of(self.probability)


def weakest(stages: Mapping[str, Estimate]) -> Weakest | None:
    """The stage with the most room, or None where fewer than two are known.

    The errors of the stages are taken as independent and normal. A tie goes to the
    stage that stands first in the chain.

    Args:
        stages: Level of each stage, on one common scale.
    """
    known = [stage for stage in STAGES if stage in stages]
    if len(known) < 2:
        return None
    lowest = min(known, key=lambda stage: stages[stage].value)
    mine = stages[lowest]
    others = [stages[stage] for stage in known if stage != lowest]
    return Weakest(
        stage=lowest,
        estimate=mine,
        probability=probability_lowest(mine, others),
        all_strong=all(
            stages[stage].probability_above(_upper_third(stages[stage])) > 0.5
            for stage in known
        ),
    )


def both_tellings(own: Estimate | None, partner: Estimate | None) -> Estimate | None:
    """One level from the giver's and the receiver's telling: their plain mean.

    The two see different things, so neither is weighted as the better measure.
    """
    if own is None or partner is None:
        return own or partner
    bases = {own.basis, partner.basis}
    return Estimate(
        value=(own.value + partner.value) / 2,
        se=float(np.hypot(own.se, partner.se)) / 2,
        lo=own.lo,
        hi=own.hi,
        basis=Basis.ASSUMED if Basis.ASSUMED in bases else own.basis,
        answered=own.answered + partner.answered,
        asked=own.asked + partner.asked,
    )


def probability_lowest(mine: Estimate, others: Sequence[Estimate]) -> float:
    """How probable it is that one true level lies below all the others.

    The errors are taken as independent and normal.

    Args:
        mine: The level in question.
        others: The levels that it is held against, on the same scale.
    """
    z = (np.arange(_POINTS) + 0.5) / _POINTS * 2 * _REACH - _REACH
    weight = np.exp(-(z**2) / 2)
    above = np.ones_like(z)
    for other in others:
        gap = other.value - (mine.value + z * mine.se)
        above *= [normal_cdf(float(it) / other.se) for it in gap]
    return float((weight * above).sum() / weight.sum())


def _upper_third(estimate: Estimate) -> float:
    return estimate.lo + (estimate.hi - estimate.lo) * 2 / 3
