from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

# Wider lines are not read with pleasure.
_WIDE = 80


def lines(screen: Console, text: str, *, after: bool = True) -> None:
    """Running text at the terminal's width, with an empty line after it."""
    from textwrap import fill

    wide = min(screen.width, _WIDE)
    screen.print(fill(text, wide, break_long_words=False, break_on_hyphens=False))
    if after:
        screen.print()
