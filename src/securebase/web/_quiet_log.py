from __future__ import annotations

import logging


class WithoutContents(logging.Filter):
    """Takes tracebacks and request bodies out of the log: they may quote answers."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info:
            error = record.exc_info[0]
            record.msg = f"{record.name}: {error.__name__ if error else 'error'}"
            record.args = ()
            record.exc_info = record.exc_text = record.stack_info = None
        return True
