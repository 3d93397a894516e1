from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from securebase.core import ScoreError

from ._pool import CheckInItem, item


def means(answers: Mapping[str, int]) -> Mapping[str, tuple[float, int]]:
    """Mean answer of one check-in for each thing that it measures.

    Args:
        answers: Item code to answer; skipped items are absent.

    Returns:
        ``felt_security``, ``attending_received`` … to the mean (0 to 6, high means
        much of it) and the number of answers behind it; what was not answered is
        absent.

    Raises:
        ScoreError: If a code is unknown or an answer is off the scale.
    """
    turned: dict[str, list[int]] = defaultdict(list)
    for code, answer in answers.items():
        one = item(code)
        turned[one.key].append(_turned(one, answer))
    return {key: (sum(some) / len(some), len(some)) for key, some in turned.items()}


def _turned(one: CheckInItem, answer: int) -> int:
    if isinstance(answer, bool) or not one.lo <= answer <= one.hi:
        raise ScoreError(
            f"The answer to {one.code} must be a whole number from {one.lo} to "
            f"{one.hi}. Got {answer!r} instead. Leave a skipped question out."
        )
    return one.lo + one.hi - answer if one.reverse else answer
