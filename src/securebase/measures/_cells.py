"""From the text of a cell to an answer, a missing answer, or a wrong value."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

_ALWAYS_MISSING = frozenset(
    {"", "na", "nan", ".", "none", "n/a", "null", "<na>", "#n/a", "#null!"}
)
# Python itself would also take 1_000, or the digits of other scripts.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.I)

# A cell that is no answer at all. Infinity never is, so it can stand for it.
WRONG = np.inf

_REMEMBERED = 10_000  # distinct texts


class Cells(dict[str, float]):
    """Text of a cell to number; each distinct text is read once.

    Args:
        missing: Codes of missing answers beyond the usual ones.
        decimal_comma: Whether ``3,0`` is a number, as in files with semicolons.
    """

    def __init__(self, missing: frozenset[str], *, decimal_comma: bool) -> None:
        super().__init__()
        self._texts = missing | _ALWAYS_MISSING
        self._numbers = {float(code) for code in missing if _NUMBER.fullmatch(code)}
        self._decimal_comma = decimal_comma

    def __missing__(self, text: str) -> float:
        number = self._read(text.strip())
        if (
            len(self) < _REMEMBERED
        ):  # a file of nothing but nonsense must not fill memory
            self[text] = number
        return number

    def _read(self, text: str) -> float:
        if text.casefold() in self._texts:
            return np.nan
        if self._decimal_comma:
            text = text.replace(",", ".", 1)
        if len(text) > 40 or not _NUMBER.fullmatch(text):
            return WRONG
        number = float(text)
        if number in self._numbers:
            return np.nan
        return number if number.is_integer() else WRONG


def missing_codes(given: str | Sequence[str | int | float]) -> frozenset[str]:
    """Codes of missing answers from ``"0,-1,99"`` or from a list of codes."""
    codes = given.split(",") if isinstance(given, str) else given
    return frozenset(_code(code) for code in codes) - {""}


def _code(code: str | int | float) -> str:
    text = str(code).strip().casefold()
    return text.removesuffix(".0")
