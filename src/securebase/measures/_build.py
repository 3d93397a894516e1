"""From the checked fields of the files to a questionnaire that hangs together."""

from __future__ import annotations

from collections.abc import Mapping

from securebase.core import Basis, InstrumentError

from ._assumed import assumed_reliability
from ._faults import faults
from ._file import ComparisonRow, ItemRow, KeyFile, ScaleRow, WordsFile, in_lines
from ._instrument import Comparison, Instrument, Item, Reliability, Scale

MISSING_RULE = (
    "A mean is taken over the answered items when at most a third of the scale's "
    "items was skipped; a sum needs every item."
)

FROM_MEMORY = (
    "This key is cited from memory: check it against your own copy before you use it."
)


def build(
    key: KeyFile,
    words: WordsFile | None,
    comparisons: Mapping[str, ComparisonRow],
    file: str,
) -> Instrument:
    """Put the parts together.

    Raises:
        InstrumentError: If they contradict each other; every place is named.
    """
    found = list(faults(key, words, comparisons, file))
    if found:
        raise InstrumentError(in_lines(found))
    texts = words.items if words else {}
    items = tuple(_item(row, key, texts) for row in key.items)
    ends = {item.code: (item.lo, item.hi) for item in items}
    return Instrument(
        id=key.id,
        title=key.title,
        validated=key.validated,
        text_shipped=words is not None,
        licence=key.licence,
        reference=key.reference,
        language=words.language if words else "any",
        frame=words.frame if words else "",
        lo=key.lo,
        hi=key.hi,
        anchors=_anchors(words),
        items=items,
        scales=tuple(_scale(row, ends, comparisons.get(row.id)) for row in key.scales),
        topic=key.topic,
        core=key.core,
        missing_rule=key.missing_rule or MISSING_RULE,
        notes=_notes(key),
        sources=tuple(key.sources),
        key_status=key.key_status,
    )


def _notes(key: KeyFile) -> tuple[str, ...]:
    unsure = (FROM_MEMORY,) if key.key_status == "memory" else ()
    return (*key.notes, *unsure)


def _item(row: ItemRow, key: KeyFile, texts: Mapping[str, str]) -> Item:
    lo, hi = row.ends(key.lo, key.hi)
    return Item(
        code=row.code,
        reverse=row.reverse,
        lo=lo,
        hi=hi,
        text=texts.get(row.code),
    )


def _anchors(words: WordsFile | None) -> dict[int, str]:
    return (
        {int(answer): said for answer, said in words.anchors.items()} if words else {}
    )


def _scale(
    row: ScaleRow,
    ends: Mapping[str, tuple[int, int]],
    comparison: ComparisonRow | None,
) -> Scale:
    lo, hi = _range(row, ends)
    return Scale(
        id=row.id,
        title=row.title,
        construct=row.construct_,
        role=row.role,
        items=tuple(row.items),
        method=row.method,
        min_answered=row.fewest,
        lo=lo,
        hi=hi,
        low_means=row.low_means,
        high_means=row.high_means,
        reliability=_reliability(row),
        comparison=_comparison(comparison),
        weights=dict(row.weights),
    )


def _range(row: ScaleRow, ends: Mapping[str, tuple[int, int]]) -> tuple[float, float]:
    """Lowest and highest score that the answers allow."""
    lo = hi = 0.0
    for code in row.items:
        weight = row.weights.get(code, 1)
        low, high = sorted(weight * end for end in ends[code])
        lo, hi = lo + low, hi + high
    share = len(row.items) if row.method == "mean" else 1
    return lo / share, hi / share


def _reliability(row: ScaleRow) -> Reliability | None:
    if row.reliability is None:
        return None
    if row.reliability == "assumed":
        return assumed_reliability(len(row.items))
    return Reliability(basis=Basis.MEASURED, **row.reliability.model_dump())


def _comparison(row: ComparisonRow | None) -> Comparison | None:
    if row is None:
        return None
    lists = {"scores": tuple(row.scores), "counts": tuple(row.counts)}
    return Comparison(**(row.model_dump() | lists))
