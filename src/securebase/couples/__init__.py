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
from ._plain import to_document as to_document
from ._read import from_document as from_document, read as read, validate as validate
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
    "from_document",
    "look",
    "read",
    "schema",
    "to_document",
    "validate",
    "write",
]
