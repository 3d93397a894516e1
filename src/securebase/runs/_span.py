from __future__ import annotations

from dataclasses import dataclass

from securebase.core import RunError


@dataclass(frozen=True, slots=True)
class Span:
    """One part of a long piece of work: some of its units, in a row.

    Attributes:
        number: Place among the parts.
        first: First unit.
        stop: The unit after the last.
    """

    number: int
    first: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.first


def spans(total: int, size: int) -> tuple[Span, ...]:
    """Parts of one size that cover the whole; the last may be shorter.

    Args:
        total: How many units there are.
        size: How many belong in a part.

    Raises:
        RunError: If there is nothing to do, or a part would be empty.
    """
    if total < 1 or size < 1:
        raise RunError(
            "Units and size of a part must be one at least. "
            f"Got {total} and {size} instead. Ask for something to do."
        )
    return tuple(
        Span(number, first, min(first + size, total))
        for number, first in enumerate(range(0, total, size))
    )
