from __future__ import annotations

import logging
import traceback
from types import TracebackType


class WithoutContents(logging.Filter):
    """Takes out of the log what may quote an answer: the words of an error.

    What kind of error it was stays, and the lines of code that led to it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info:
            kind, _, trace = record.exc_info
            name = kind.__name__ if kind else "error"
            record.msg = f"{name} at {where(trace)}"
            record.args = ()
            record.exc_info = record.exc_text = record.stack_info = None
        return True


def where(trace: TracebackType | None) -> str:
    """The lines of our own code that led to an error, the last one first."""
    frames = [it for it in traceback.extract_tb(trace) if "securebase" in it.filename]
    places = [f"{it.filename.split('securebase/')[-1]}:{it.lineno}" for it in frames]
    return ", ".join(reversed(places[-4:])) or "no line of ours"
