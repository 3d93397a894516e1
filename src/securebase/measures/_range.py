"""Answers that do not lie on the range they should."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from securebase.core import DataError

from ._columns import several
from ._key import Floats, Key
from ._text import Text

_MOST_OUTSIDE = 0.10  # more than slips of the finger: the range must be another one
_ENOUGH_TO_DOUBT = 200  # answers, before an unused end of the range is worth a word


def outside_notes(
    text: Text, answers: Floats, key: Key, rows: list[int], names: list[str]
) -> list[str]:
    """A note on answers outside the range, or a refusal where they are many."""
    given = ~np.isnan(answers)
    outside = given & ~key.inside(answers)
    count = int(outside.sum())
    if count == 0:
        return []
    share = count / int(given.sum())
    if share > _MOST_OUTSIDE:
        problem = text.blame(
            f"have answers that lie in {key.words}",
            f"{share:.0%} outside, e.g. {_examples(answers, outside, rows, names)},",
            _range_remedy(answers[given], key),
        )
        raise DataError([problem])
    values = Counter(answers[outside].tolist()).most_common(5)
    named = ", ".join(f"{value:g} ({times} times)" for value, times in values)
    note = (
        f"Outside {key.words}, so counted as missing: {count:,} of "
        f"{int(given.sum()):,} answers ({share:.2%}): {named}."
    )
    return [note]


def _examples(
    answers: Floats, outside: NDArray[np.bool_], rows: list[int], names: list[str]
) -> str:
    first: dict[float, tuple[int, str]] = {}
    for row, at in np.argwhere(outside):
        first.setdefault(float(answers[row, at]), (rows[row], names[at]))
        if len(first) == 3:
            break
    return ", ".join(
        f"{value:g} (row {row}, column {column})"
        for value, (row, column) in first.items()
    )


def _range_remedy(given: Floats, key: Key) -> str:
    low = int(min(given.min(), key.lo.min()))
    high = int(max(given.max(), key.hi.max()))
    codes = "name the codes of missing answers with --missing (such as --missing 0,-1)."
    if high - low > 10 or len(set(key.hi)) > 1:
        return codes.capitalize()
    return f"Say --range {low}-{high} if that is the file's range, or {codes}"


def range_notes(key: Key, answers: Floats, codes: frozenset[str]) -> Iterator[str]:
    instrument = key.instrument
    if not key.own_range:
        yield (
            f"Scored on {key.words} instead of the questionnaire's own "
            f"{instrument.lo}..{instrument.hi}: its reliability and comparison sample "
            "do not apply."
        )
    legal = {str(n) for n in range(int(key.lo.min()), int(key.hi.max()) + 1)}
    if taken := sorted(codes & legal):
        yield (f"{several(taken)} counts as missing, yet is an answer in {key.words}.")
    inside = answers[key.inside(answers)]
    if len(inside) >= _ENOUGH_TO_DOUBT and len(set(key.hi)) == 1:
        low, high = int(inside.min()), int(inside.max())
        if (low, high) != (int(key.lo[0]), int(key.hi[0])):
            yield (
                f"All answers lie in {low}..{high}, inside {key.words}. If that is the "
                f"file's own range, say --range {low}-{high}."
            )
