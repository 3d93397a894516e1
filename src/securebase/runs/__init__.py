"""Long work in parts: on several threads, with a journal, resumable. No science."""

from ._alone import alone as alone
from ._journal import (
    Journal as Journal,
    Setting as Setting,
    need_same as need_same,
)
from ._run import Progress as Progress, run as run
from ._span import Span as Span, spans as spans
from ._threads import threads as threads

__all__ = [
    "Journal",
    "Progress",
    "Setting",
    "Span",
    "alone",
    "need_same",
    "run",
    "spans",
    "threads",
]
