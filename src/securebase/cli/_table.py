from __future__ import annotations

import os
from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_GAP = 3
# Narrower than this, running text is no longer read with pleasure.
_TEXT = 20


def show_table(
    screen: Console,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers_from: int | None = None,
    wraps: bool = False,
) -> None:
    """A table, or one short list a row where the terminal is too narrow for it.

    Args:
        screen: Where it is printed.
        columns: Headings.
        rows: The cells; an empty cell says that there is nothing.
        numbers_from: Index of the first column of numbers, which stand right.
        wraps: Whether the last column is text that may go on in the next line.
    """
    widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
    # A file or a pipe has no width to keep to, unless it is told one.
    if not screen.is_terminal and "COLUMNS" not in os.environ:
        screen.width = max(screen.width, _total(widths))
    least = [*widths[:-1], min(_TEXT, widths[-1])] if wraps else widths
    if _total(least) <= screen.width:
        screen.print(_table(columns, rows, numbers_from, wraps=wraps))
    else:
        _show_cards(screen, columns, rows)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers_from: int | None,
    *,
    wraps: bool,
) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index, column in enumerate(columns):
        right = numbers_from is not None and index >= numbers_from
        table.add_column(
            column,
            justify="right" if right else "left",
            no_wrap=not (wraps and index == len(columns) - 1),
        )
    for row in rows:
        table.add_row(*row)
    return table


def _show_cards(
    screen: Console, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    for first, *others in rows:
        screen.print(first, style="bold")
        for column, cell in zip(columns[1:], others, strict=True):
            if cell:
                screen.print(_hanging(f"  {column}: {cell}", screen.width))


def _hanging(line: str, width: int) -> str:
    # A word that is too long, such as an address, is for the terminal to break.
    return fill(
        line,
        width,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
