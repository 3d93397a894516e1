"""From the checked fields of the files to a questionnaire that hangs together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from securebase.core import Basis, InstrumentError

from ._assumed import assumed_reliability
from ._common import ORIGINAL, near
from ._faults import faults
from ._file import (
    ComparisonRow,
    ItemRow,
    KeyFile,
    ScaleRow,
    ScaleWords,
    WordsFile,
    in_lines,
)
from ._instrument import Comparison, Instrument, Item, Reliability, Scale


def build(
    key: KeyFile,
    words: WordsFile | None,
    comparisons: Mapping[str, ComparisonRow],
    file: str,
    translated: bool = False,
) -> Instrument:
    """Put the parts together.

    Args:
        key: The key, with what is said about it in English.
        words: The words of one language, None where they cannot be shipped.
        comparisons: Scale id to a comparison sample.
        file: Where the key stands, for the messages.
        translated: Whether the words are a translation of what the key describes.

    Raises:
        InstrumentError: If they contradict each other; every place is named.
    """
    found = list(faults(key, words, comparisons, file))
    if found:
        raise InstrumentError(in_lines(found))
    said = words or _WITHOUT_WORDS
    items = tuple(_item(row, key, said.items) for row in key.items)
    ends = {item.code: (item.lo, item.hi) for item in items}
    # Who answered the original is nobody to compare with, and its errors are a guess.
    foreign = translated and key.validated
    samples = {} if foreign else comparisons
    return Instrument(
        id=key.id,
        title=said.title or key.title,
        validated=key.validated and not foreign,
        text_shipped=words is not None,
        licence=said.licence or key.licence,
        reference=said.reference or key.reference,
        language=words.language if words else "any",
        frame=said.frame,
        lo=key.lo,
        hi=key.hi,
        anchors={int(answer): text for answer, text in said.anchors.items()},
        items=items,
        scales=tuple(
            _scale(row, ends, said.scales.get(row.id), samples.get(row.id), foreign)
            for row in key.scales
        ),
        topic=key.topic,
        core=key.core,
        missing_rule=_missing_rule(key, said),
        notes=_notes(key, said),
        sources=tuple(key.sources),
        key_status=key.key_status,
        translated=foreign,
    )


_WITHOUT_WORDS = WordsFile(language=ORIGINAL, frame="", items={})


def _missing_rule(key: KeyFile, said: WordsFile) -> str:
    return said.missing_rule or key.missing_rule or near(said.language).missing_rule


def _notes(key: KeyFile, said: WordsFile) -> tuple[str, ...]:
    memory = key.key_status == "memory"
    unsure = (near(said.language).from_memory,) if memory else ()
    return (*(said.notes or key.notes), *unsure)


def _item(row: ItemRow, key: KeyFile, texts: Mapping[str, str]) -> Item:
    lo, hi = row.ends(key.lo, key.hi)
    return Item(
        code=row.code,
        reverse=row.reverse,
        lo=lo,
        hi=hi,
        text=texts.get(row.code),
    )


def _scale(
    row: ScaleRow,
    ends: Mapping[str, tuple[int, int]],
    words: ScaleWords | None,
    comparison: ComparisonRow | None,
    foreign: bool,
) -> Scale:
    lo, hi = _range(row, ends)
    said = words or row
    return Scale(
        id=row.id,
        title=said.title,
        construct=row.construct_,
        role=row.role,
        items=tuple(row.items),
        method=row.method,
        min_answered=row.fewest,
        lo=lo,
        hi=hi,
        low_means=said.low_means,
        high_means=said.high_means,
        reliability=_reliability(row, foreign),
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


def _reliability(row: ScaleRow, foreign: bool) -> Reliability | None:
    if row.reliability is None:
        return None
    if row.reliability == "assumed":
        return assumed_reliability(len(row.items))
    measured = Reliability(basis=Basis.MEASURED, **row.reliability.model_dump())
    return replace(measured, basis=Basis.ASSUMED, n=None) if foreign else measured


def _comparison(row: ComparisonRow | None) -> Comparison | None:
    if row is None:
        return None
    lists = {"scores": tuple(row.scores), "counts": tuple(row.counts)}
    return Comparison(**(row.model_dump() | lists))
