"""The daily check-in: a minute a day, the same questions for both partners.

Three questions come every day. A fourth asks about one field of exploration: work,
learning, creative things and people take one day each, so that some exploration is
asked about every day and each field every fourth day. Eight more take turns, so that
in the course of a cycle every two questions are answered on the same day at least
once, except for two fields of exploration. What is not asked on a day is missing by
plan, not by choice.
"""

from ._answers import means as means
from ._days import NIGHT_OWL_HOUR as NIGHT_OWL_HOUR, day_of as day_of
from ._item import CYCLE as CYCLE, DOMAINS as DOMAINS, CheckInItem as CheckInItem
from ._pool import (
    anchors as anchors,
    frame as frame,
    item as item,
    items as items,
    title as title,
)
from ._turns import items_for as items_for

__all__ = [
    "CYCLE",
    "DOMAINS",
    "NIGHT_OWL_HOUR",
    "CheckInItem",
    "anchors",
    "day_of",
    "frame",
    "item",
    "items",
    "items_for",
    "means",
    "title",
]
