from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from securebase.core import Estimate

from ._practice import Practice, practice_for
from ._weakest import Weakest, weakest


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One practice for one person, chosen by a rule of thumb.

    Attributes:
        practice: What to try.
        weakest: The stage that it was chosen for.
    """

    practice: Practice
    weakest: Weakest


def suggest(stages: Mapping[str, Estimate]) -> Suggestion | None:
    """The practice for the weakest stage: a rule of thumb, not a forecast.

    Args:
        stages: Level of each stage of what one person gives.

    Returns:
        The suggestion, or None where fewer than two stages are known.
    """
    lowest = weakest(stages)
    if lowest is None:
        return None
    return Suggestion(practice=practice_for(lowest.stage), weakest=lowest)
