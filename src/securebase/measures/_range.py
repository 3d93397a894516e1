"""Answers that do not lie on the range they should."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from securebase.core import DataError

from ._columns import several
from ._key import Floats, Key
from ._text import Text

_MOST_VALUES = 5
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
    values = Counter(answers[outside].tolist()).most_common(_MOST_VALUES)
    places = _first_places(answers, outside, rows, names)
    named = ", ".join(
        f"{value:g} (once, {places[value]})"
        if times == 1
        else f"{value:g} ({times:,} times, first in {places[value]})"
        for value, times in values
    )
    note = (
        f"Outside {key.words}, so counted as missing: {count:,} of "
        f"{int(given.sum()):,} answers ({share:.2%}): {named}."
    )
    return [note]


def _examples(
    answers: Floats, outside: NDArray[np.bool_], rows: list[int], names: list[str]
) -> str:
    places = islice(_first_places(answers, outside, rows, names).items(), 3)
    return ", ".join(f"{value:g} ({place})" for value, place in places)


def _first_places(
    answers: Floats, outside: NDArray[np.bool_], rows: list[int], names: list[str]
) -> dict[float, str]:
    """Each value outside the range, in order, and where it stands first."""
    found = answers[outside]
    where = np.argwhere(outside)
    _, first = np.unique(found, return_index=True)
    return {
        float(found[i]): f"row {rows[where[i, 0]]}, column {names[where[i, 1]]}"
        for i in sorted(first)
    }


def _range_remedy(given: Floats, key: Key) -> str:
    # As the file has them: 0..4 is not a part of 0..5, its reversed items turn at 4.
    low, high = int(given.min()), int(given.max())
    codes = "name the codes of missing answers with --missing (such as --missing 0,-1)."
    if not 0 < high - low <= 10 or len(set(key.hi)) > 1:
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
                f"file's own range, say --range {low}-{high}: the range decides how "
                "reversed items are turned."
            )
