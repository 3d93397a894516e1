from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._instrument import Instrument
from ._key import Floats, Key, as_matrix, key_of
from ._omega import omega_total


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleStatistics:
    """What a file of answers says about one scale.

    Complete cases of the scale throughout: leaving skipped answers out pair by pair
    would mix different people in one coefficient.

    Attributes:
        scale: Id of the scale.
        n: Complete cases.
        mean, sd: Of the score (sd with n - 1).
        alpha: Cronbach's alpha.
        omega: McDonald's omega total of a one-factor model.
        sem: Standard error of measurement, sd times the root of 1 - alpha.
        item_rest: Item code to its correlation with the sum of the others.
        reasons: Name of each figure that is None to the reason why.
    """

    scale: str
    n: int
    mean: float | None
    sd: float | None
    alpha: float | None
    omega: float | None
    sem: float | None
    item_rest: Mapping[str, float | None]
    reasons: Mapping[str, str]


def describe(
    answers: NDArray[Any],
    instrument: Instrument,
    *,
    lo: int | None = None,
    hi: int | None = None,
    reversed_already: bool = False,
) -> tuple[ScaleStatistics, ...]:
    """Mean, spread and reliability of each scale in a file of answers.

    Args:
        answers: As for `score`: shape (person, item), NaN where missing.
        instrument: The questionnaire.
        lo: Lowest answer of this file, where it is not the questionnaire's own.
        hi: Highest answer of this file, likewise.
        reversed_already: Whether reversed items were turned before.

    Returns:
        One a scale, in the questionnaire's order.

    Raises:
        ScoreError: Wrong shape or type, or an impossible range.
    """
    key = key_of(instrument, lo=lo, hi=hi, reversed_already=reversed_already)
    matrix = as_matrix(answers, len(instrument.items))
    return tuple(_statistics(matrix, key, row) for row in range(len(key.member)))


def _statistics(matrix: NDArray[Any], key: Key, row: int) -> ScaleStatistics:
    scale, items = key.instrument.scales[row], key.member[row]
    keyed = key.keyed(matrix[:, items], items) * key.weight[row, items]
    complete = keyed[~np.isnan(keyed).any(axis=1)]
    found = _Figures(complete, sums=scale.method == "sum")
    if scale.weights:
        found.refuse(
            "alpha", "omega", reason="it is a weighted sum, not a sum of peers"
        )
    codes = [item.code for item in key.instrument.items if item.code in scale.items]
    return ScaleStatistics(
        scale=scale.id,
        n=len(complete),
        mean=found.mean(),
        sd=found.sd(),
        alpha=found.alpha(),
        omega=found.omega(),
        sem=found.sem(),
        item_rest=dict(zip(codes, found.item_rest(), strict=True)),
        reasons=found.reasons,
    )


_FEW = "fewer than two people answered all of its items"


class _Figures:
    """Figures of complete keyed answers; each is None, with a reason, where it must."""

    def __init__(self, complete: Floats, *, sums: bool) -> None:
        self.reasons: dict[str, str] = {}
        self.people, self.items = complete.shape
        self.score = complete.sum(axis=1) if sums else complete.mean(axis=1)
        several = self.people > 1
        self.covariance: Floats = (
            np.atleast_2d(np.cov(complete, rowvar=False)) if several else np.empty(0)
        )
        if self.people == 0:
            self.refuse("mean", reason="nobody answered all of its items")
        if self.people < 2:
            self.refuse("sd", "alpha", "omega", "item_rest", reason=_FEW)
        elif float(np.ptp(self.score)) == 0:
            self.refuse("alpha", reason="everybody has the same score")
        if self.items < 2:
            self.refuse("alpha", "item_rest", reason="it has a single item")

    def refuse(self, *figures: str, reason: str) -> None:
        for figure in figures:
            self.reasons.setdefault(figure, reason)

    def mean(self) -> float | None:
        return None if "mean" in self.reasons else float(self.score.mean())

    def sd(self) -> float | None:
        return None if "sd" in self.reasons else float(self.score.std(ddof=1))

    def alpha(self) -> float | None:
        if "alpha" in self.reasons:
            return None
        share = float(np.trace(self.covariance) / self.covariance.sum())
        return self.items / (self.items - 1) * (1.0 - share)

    def sem(self) -> float | None:
        sd, alpha = self.sd(), self.alpha()
        if sd is None or alpha is None:
            self.refuse("sem", reason="it needs both the spread and alpha")
            return None
        # Alpha never exceeds 1, but rounding may.
        return float(sd * max(0.0, 1.0 - alpha) ** 0.5)

    def omega(self) -> float | None:
        if "omega" in self.reasons:
            return None
        value, reason = omega_total(self.covariance, self.people)
        if value is None:
            self.refuse("omega", reason=reason)
        return value

    def item_rest(self) -> list[float | None]:
        if "item_rest" in self.reasons:
            return [None] * self.items
        found = [self._with_rest(item) for item in range(self.items)]
        if None in found:
            self.refuse("item_rest", reason="an item is answered alike by everybody")
        return found

    def _with_rest(self, item: int) -> float | None:
        own = self.covariance[item, item]
        together = self.covariance[item].sum() - own
        rest = self.covariance.sum() - own - 2.0 * together
        if own <= 0 or rest <= 1e-12:
            return None
        return float(together / np.sqrt(own * rest))
