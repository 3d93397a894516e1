"""A sign of life for those who watch, where nobody knows how long it will take."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

# What takes less needs no sign.
_PATIENCE = 2.0


@contextmanager
def waiting(
    text: str, *, screen: Console | None = None, after: float = _PATIENCE
) -> Iterator[None]:
    """Say what is going on and for how long, once it has taken two seconds.

    It goes to standard error, and only to a terminal, so that what a program reads
    stays clean.

    Args:
        text: What is going on.
        screen: Where it is shown; standard error if None.
        after: Seconds before anything is shown.
    """
    if screen is None and not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=screen or Console(file=sys.stderr),
        transient=True,
    )
    bar.add_task(text, total=None)
    timer = Timer(after, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
