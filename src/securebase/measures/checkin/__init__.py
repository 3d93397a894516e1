"""The daily check-in: a minute a day, the same questions for both partners.

Four questions come every day; eight more take turns, so that in the course of a
cycle every two of them are answered on the same day at least once. What is not
asked on a day is missing by plan, not by choice.
"""

from ._answers import means as means
from ._days import NIGHT_OWL_HOUR as NIGHT_OWL_HOUR, day_of as day_of
from ._pool import (
    CheckInItem as CheckInItem,
    anchors as anchors,
    frame as frame,
    item as item,
    items as items,
)
from ._turns import CYCLE as CYCLE, items_for as items_for

__all__ = [
    "CYCLE",
    "NIGHT_OWL_HOUR",
    "CheckInItem",
    "anchors",
    "day_of",
    "frame",
    "item",
    "items",
    "items_for",
    "means",
]
