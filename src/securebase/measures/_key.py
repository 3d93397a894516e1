"""The key of a questionnaire as arrays: which item counts where, and which way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from securebase.core import InstrumentError, ScoreError

from ._instrument import Instrument

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Key:
    """What scoring needs of a questionnaire on the range of one file.

    Attributes:
        instrument: The questionnaire.
        lo, hi: Ends of each item's range, shape (item,).
        reverse: Which items are turned round, shape (item,).
        member: Which item belongs to which scale, shape (scale, item).
        weight: How much it counts there: 1, or its weight; 0 elsewhere.
        needed: Fewest answers with which a scale is scored, shape (scale,).
        scale_lo, scale_hi: Ends of each score, shape (scale,).
        own_range: Whether the file is on the questionnaire's own range, so that
            reliability and comparison sample apply.
    """

    instrument: Instrument
    lo: Floats
    hi: Floats
    reverse: NDArray[np.bool_]
    member: NDArray[np.bool_]
    weight: Floats
    needed: NDArray[np.int64]
    scale_lo: Floats
    scale_hi: Floats
    own_range: bool

    @property
    def asked(self) -> NDArray[np.int64]:
        """How many items each scale has."""
        return self.member.sum(axis=1)

    @property
    def sums(self) -> NDArray[np.bool_]:
        """Which scales are sums rather than means."""
        return np.array([s.method == "sum" for s in self.instrument.scales], bool)

    @property
    def words(self) -> str:
        """The answers that are allowed: ``1..5``, or each range that occurs."""
        pairs = sorted(
            {(int(a), int(b)) for a, b in zip(self.lo, self.hi, strict=True)}
        )
        return " or ".join(f"{low}..{high}" for low, high in pairs)

    def inside(
        self, answers: NDArray[Any], items: NDArray[np.bool_] | None = None
    ) -> NDArray[np.bool_]:
        """Which answers of (person, item) lie on the range; a missing one does not.

        Args:
            answers: Of all items, or of some.
            items: Which these are, shape (item,).
        """
        of = slice(None) if items is None else items
        within: NDArray[np.bool_] = (answers >= self.lo[of]) & (answers <= self.hi[of])
        return within

    def keyed(self, answers: NDArray[Any], items: NDArray[np.bool_]) -> Floats:
        """Answers to some items, turned the way of their scale.

        Missing ones and those outside the range become NaN.
        """
        numbers = as_floats(answers)
        numbers = np.where(self.inside(numbers, items), numbers, np.nan)
        ends = self.lo[items] + self.hi[items]
        return np.where(self.reverse[items], ends - numbers, numbers)


def key_of(
    instrument: Instrument,
    *,
    lo: int | None = None,
    hi: int | None = None,
    reversed_already: bool = False,
) -> Key:
    """The key of a questionnaire, on its own range or on that of a file.

    Raises:
        InstrumentError: A scale names an item that the questionnaire does not have.
        ScoreError: The range cannot be used with this questionnaire.
    """
    own_lo = np.array([item.lo for item in instrument.items], float)
    own_hi = np.array([item.hi for item in instrument.items], float)
    new_lo, new_hi = _ranges(instrument, own_lo, own_hi, lo, hi)
    own = bool((new_lo == own_lo).all() and (new_hi == own_hi).all())
    weight = _weights(instrument)
    member = ~np.isnan(weight)
    weight = np.nan_to_num(weight)
    turned = np.array([item.reverse for item in instrument.items], bool)
    scale_lo, scale_hi = _score_ends(instrument, weight, new_lo, new_hi, own)
    return Key(
        instrument=instrument,
        lo=new_lo,
        hi=new_hi,
        reverse=np.zeros_like(turned) if reversed_already else turned,
        member=member,
        weight=weight,
        needed=_needed(instrument, member, new_lo, new_hi),
        scale_lo=scale_lo,
        scale_hi=scale_hi,
        own_range=own,
    )


def as_matrix(answers: NDArray[Any], items: int) -> NDArray[Any]:
    """Answers as they are, once it is sure that they are (person, item) numbers.

    Raises:
        ScoreError: They are not.
    """
    if answers.ndim != 2 or answers.shape[1] != items:
        raise ScoreError(
            f"Answers must have one row a person and {items} columns, one an item "
            f"in printed order. Got shape {answers.shape} instead. Add a missing "
            "column filled with NaN."
        )
    if answers.dtype.kind not in "biuf":
        raise ScoreError(
            f"Answers must be numbers with NaN where missing. Got type "
            f"{answers.dtype} instead. Convert them, or read the file with "
            "read_answers."
        )
    return answers


def as_floats(answers: NDArray[Any]) -> Floats:
    """As plain floating numbers; a masked answer becomes NaN."""
    if isinstance(answers, np.ma.MaskedArray):
        return np.asarray(np.ma.filled(answers.astype(np.float64), np.nan))
    return np.asarray(answers, dtype=np.float64)


def _ranges(
    instrument: Instrument,
    own_lo: Floats,
    own_hi: Floats,
    lo: int | None,
    hi: int | None,
) -> tuple[Floats, Floats]:
    low = instrument.lo if lo is None else lo
    high = instrument.hi if hi is None else hi
    if (low, high) == (instrument.lo, instrument.hi):
        return own_lo, own_hi
    if low >= high:
        raise ScoreError(
            "A response range must run from a lower to a higher number. "
            f"Got {low}..{high} instead. Write it like 1-7."
        )
    if len(set(own_lo)) > 1 or len(set(own_hi)) > 1:
        raise ScoreError(
            f"A response range can be named only where all items share one. Got "
            f"{low}..{high} for {instrument.id}, whose items differ, instead. Bring "
            "the file to the questionnaire's own ranges first."
        )
    return np.full_like(own_lo, low), np.full_like(own_hi, high)


def _weights(instrument: Instrument) -> Floats:
    """Weight of each item in each scale, NaN where it does not belong."""
    place = {item.code: at for at, item in enumerate(instrument.items)}
    weight = np.full((len(instrument.scales), len(place)), np.nan)
    for row, scale in enumerate(instrument.scales):
        unknown = [code for code in scale.items if code not in place]
        if unknown or not scale.items:
            raise InstrumentError(
                f"Scale {scale.id} of {instrument.id} must name items of the "
                f"questionnaire. Got {', '.join(unknown) or 'none'} instead. Correct "
                "its key."
            )
        for code in scale.items:
            weight[row, place[code]] = scale.weights.get(code, 1)
    return weight


def _needed(
    instrument: Instrument, member: NDArray[np.bool_], lo: Floats, hi: Floats
) -> NDArray[np.int64]:
    needed = np.array([max(1, scale.min_answered) for scale in instrument.scales])
    for row, items in enumerate(member):
        unlike = len(set(lo[items])) > 1 or len(set(hi[items])) > 1
        # The mean of the rest says nothing about a skipped item that counts otherwise.
        if unlike or instrument.scales[row].weights:
            needed[row] = items.sum()
    return needed.astype(np.int64)


def _score_ends(
    instrument: Instrument, weight: Floats, lo: Floats, hi: Floats, own_range: bool
) -> tuple[Floats, Floats]:
    if own_range:
        return (
            np.array([scale.lo for scale in instrument.scales], float),
            np.array([scale.hi for scale in instrument.scales], float),
        )
    asked = np.array([len(scale.items) for scale in instrument.scales])
    share = np.where([s.method == "mean" for s in instrument.scales], asked, 1)
    # An item with a negative weight adds least where its answer is highest.
    least = np.minimum(weight * lo, weight * hi).sum(axis=1)
    most = np.maximum(weight * lo, weight * hi).sum(axis=1)
    return least / share, most / share
