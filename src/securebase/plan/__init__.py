"""Practices, and the choice between them."""

from ._practice import (
    Practice as Practice,
    practice_for as practice_for,
    practices as practices,
)
from ._rule import Suggestion as Suggestion, suggest as suggest
from ._weakest import (
    STAGES as STAGES,
    Weakest as Weakest,
    both_tellings as both_tellings,
    probability_lowest as probability_lowest,
    weakest as weakest,
)

__all__ = [
    "STAGES",
    "Practice",
    "Suggestion",
    "Weakest",
    "both_tellings",
    "practice_for",
    "practices",
    "probability_lowest",
    "suggest",
    "weakest",
]
