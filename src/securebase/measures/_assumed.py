from __future__ import annotations

from securebase import evidence
from securebase.core import Basis

from ._instrument import Reliability


def assumed_reliability(items: int) -> Reliability:
    r"""Reliability of the mean of `items` items that nobody has measured yet.

    With spread $s$ of one item and correlation $r$ between two,
    $sd = s\sqrt{(1 + (k-1)r)/k}$ and $\alpha = kr/(1 + (k-1)r)$
    (Spearman and Brown). Both figures are rows of the evidence table.
    """
    s = evidence.row("assumed_item_sd").value
    r = evidence.row("assumed_item_correlation").value
    k, shared = items, 1 + (items - 1) * r
    return Reliability(
        sd=s * (shared / k) ** 0.5,
        alpha=k * r / shared,
        basis=Basis.ASSUMED,
        source="assumed_item_correlation",
    )
