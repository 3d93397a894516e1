"""The options of `score` that are little languages of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from securebase.core import ScoreError

_RANGE = re.compile(r"\s*(-?\d+)\s*(?:-|\.\.|:)\s*(-?\d+)\s*")


def parse_mapping(given: Iterable[str], codes: Sequence[str]) -> str | None:
    """What `measures.score_file` takes, with the stars written out.

    Args:
        given: The words of the option, such as ``EXT*=E*`` or ``Q1=E1,Q2=E2``.
        codes: Codes of the questionnaire's items, for which the star stands.
    """
    parts = [part for word in given for part in word.split(",")]
    return ",".join(pair for part in parts for pair in _expand(part, codes)) or None


def _expand(pair: str, codes: Sequence[str]) -> list[str]:
    column, _, item = (side.strip() for side in pair.partition("="))
    if "*" not in column or "*" not in item:
        return [pair]
    before, _, after = item.partition("*")
    pattern = re.compile(f"{re.escape(before)}(.+){re.escape(after)}")
    hits = ((code, pattern.fullmatch(code)) for code in codes)
    # With no hit the pair stays, and is then refused by its own name.
    return [f"{column.replace('*', hit[1])}={code}" for code, hit in hits if hit] or [
        pair
    ]


def parse_range(given: str | None) -> tuple[int | None, int | None]:
    """Ends of the response scale, from ``1-7`` or ``-3..3``.

    Raises:
        ScoreError: If it is not two whole numbers in rising order.
    """
    if given is None:
        return None, None
    hit = _RANGE.fullmatch(given)
    if hit is None or int(hit[1]) >= int(hit[2]):
        raise ScoreError(
            "--range must be two whole numbers in rising order. "
            f"Got {given!r} instead. Write, for example, --range 1-7."
        )
    return int(hit[1]), int(hit[2])
