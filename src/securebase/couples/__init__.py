"""Couples on disk, and the one door through which their answers are seen."""

from ._couple import (
    Answer as Answer,
    Audience as Audience,
    Couple as Couple,
    DiaryDay as DiaryDay,
    Person as Person,
    Share as Share,
)
from ._document import schema as schema
from ._door import look as look
from ._examples import examples as examples
from ._read import read as read, validate as validate
from ._view import CheckIn as CheckIn, Sheet as Sheet, View as View, Visible as Visible
from ._write import write as write

__all__ = [
    "Answer",
    "Audience",
    "CheckIn",
    "Couple",
    "DiaryDay",
    "Person",
    "Share",
    "Sheet",
    "View",
    "Visible",
    "examples",
    "look",
    "read",
    "schema",
    "validate",
    "write",
]
