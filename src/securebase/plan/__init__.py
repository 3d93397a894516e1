"""Practices, and the choice between them."""

from ._practice import (
    Practice as Practice,
    PracticeError as PracticeError,
    practice_for as practice_for,
    practices as practices,
)
from ._rule import Suggestion as Suggestion, suggest as suggest
from ._weakest import (
    STAGES as STAGES,
    Weakest as Weakest,
    both_tellings as both_tellings,
    weakest as weakest,
)

__all__ = [
    "STAGES",
    "Practice",
    "PracticeError",
    "Suggestion",
    "Weakest",
    "both_tellings",
    "practice_for",
    "practices",
    "suggest",
    "weakest",
]
