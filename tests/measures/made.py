"""Questionnaires made for tests: small enough to score by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from securebase.core import Basis, Role
from securebase.measures import Comparison, Instrument, Item, Reliability, Scale

RELIABLE = Reliability(
    sd=0.8, alpha=0.75, basis=Basis.MEASURED, source="made_up", n=500
)  # SEM = 0.8 * sqrt(0.25) = 0.4


def scale_of(
    name: str,
    items: Sequence[str],
    ends: Sequence[tuple[int, int]],
    method: Literal["mean", "sum"] = "mean",
    needed: int = 1,
    **more: Any,
) -> Scale:
    share = len(items) if method == "mean" else 1
    fields: dict[str, Any] = {"construct": None, "reliability": RELIABLE} | more
    return Scale(
        id=name,
        title=name.capitalize(),
        role=Role.SELF,
        items=tuple(items),
        method=method,
        min_answered=needed,
        lo=sum(low for low, _ in ends) / share,
        hi=sum(high for _, high in ends) / share,
        **fields,
    )


def questionnaire(items: Sequence[Item], scales: Sequence[Scale]) -> Instrument:
    return Instrument(
        id="made_up",
        title="A made-up questionnaire",
        validated=True,
        text_shipped=False,
        licence="made up",
        reference="made up",
        language="en",
        frame="",
        lo=min(item.lo for item in items),
        hi=max(item.hi for item in items),
        anchors={},
        items=tuple(items),
        scales=tuple(scales),
        topic=None,
        core=False,
        missing_rule="",
    )


def one_scale(
    keys: str,
    lo: int = 1,
    hi: int = 5,
    method: Literal["mean", "sum"] = "mean",
    needed: int = 1,
    maxima: Mapping[int, int] | None = None,
    **more: Any,
) -> Instrument:
    """One scale, one item a sign: ``"++-"`` is three items, the last reversed."""
    tops = maxima or {}
    items = [
        Item(code=f"Q{n}", reverse=sign == "-", lo=lo, hi=tops.get(n, hi))
        for n, sign in enumerate(keys, start=1)
    ]
    ends = [(item.lo, item.hi) for item in items]
    codes = [item.code for item in items]
    return questionnaire(items, [scale_of("all", codes, ends, method, needed, **more)])


def comparison(scores: Sequence[float], counts: Sequence[int]) -> Comparison:
    return Comparison(
        label="made-up people",
        n=sum(counts),
        mean=0.0,
        sd=1.0,
        scores=tuple(map(float, scores)),
        counts=tuple(counts),
        source="made_up",
    )
