"""A table as it stands in a paper: text, HTML, LaTeX or Word."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from html import escape

import numpy as np
import pandas as pd

from securebase.core import FitError

_TEX = {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#",
    "_": r"\_", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}"}  # fmt: skip


def published(
    frame: pd.DataFrame,
    *,
    title: str,
    notes: Sequence[str] = (),
    format: str = "text",  # noqa: A002
) -> str | bytes:
    """Lay out a table.

    Args:
        frame: Its columns are printed as they are called; numbers with three digits,
            missing ones as nothing.
        title: Above it.
        notes: Below it, a sentence each.
        format: ``"text"``, ``"html"``, ``"latex"`` or ``"docx"``.

    Returns:
        Text, or the bytes of a file for ``"docx"``.

    Raises:
        FitError: If there is no such format.
    """
    makers: dict[str, Callable[..., str | bytes]] = {
        "text": _text, "html": _html, "latex": _latex, "docx": _docx
    }  # fmt: skip
    if format not in makers:
        raise FitError(
            f"format must be one of {', '.join(makers)}. Got {format!r} instead. "
            "Choose one of them."
        )
    head = [str(it) for it in frame]
    rows = [[_cell(it) for it in row] for row in frame.itertuples(index=False)]
    return makers[format](head, rows, title, list(notes))


def p_text(p: float) -> str:
    """A p value as papers print it."""
    if not np.isfinite(p):
        return ""
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def _interval_text(low: float, high: float) -> str:
    """An interval as papers print it, or nothing."""
    return f"[{low:.3f}, {high:.3f}]" if np.isfinite(low) else ""


def estimate_columns(
    table: pd.DataFrame, *, level: float
) -> dict[str, Sequence[object]]:
    """The columns that every table of estimates has.

    Args:
        table: With ``estimate``, ``se``, ``low`` and ``high``.
        level: Of the intervals.
    """
    intervals = zip(table["low"], table["high"], strict=True)
    return {
        "Estimate": table["estimate"].tolist(),
        "SE": table["se"].tolist(),
        f"{level:.0%} CI": [_interval_text(low, high) for low, high in intervals],
    }


def _cell(value: object) -> str:
    if isinstance(value, float | np.floating):
        return f"{value:.3f}" if np.isfinite(value) else ""
    return str(value)


def _text(head: list[str], rows: list[list[str]], title: str, notes: list[str]) -> str:
    wide = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = "-" * (sum(wide) + 2 * (len(wide) - 1))

    def line(row: list[str]) -> str:
        first = row[0].ljust(wide[0])
        rest = [it.rjust(size) for it, size in zip(row[1:], wide[1:], strict=True)]
        return "  ".join([first, *rest]).rstrip()

    body = [line(row) for row in rows]
    return "\n".join([title, rule, line(head), rule, *body, rule, *notes])


def _html(head: list[str], rows: list[list[str]], title: str, notes: list[str]) -> str:
    def row(cells: list[str], kind: str) -> str:
        scope = ' scope="col"' if kind == "th" else ""
        inner = "".join(f"<{kind}{scope}>{escape(it)}</{kind}>" for it in cells)
        return f"<tr>{inner}</tr>"

    below = "".join(f"<p>{escape(it)}</p>\n" for it in notes)
    body = "\n".join(row(it, "td") for it in rows)
    return (
        f"<table>\n<caption>{escape(title)}</caption>\n<thead>{row(head, 'th')}</thead>"
        f"\n<tbody>\n{body}\n</tbody>\n</table>\n{below}"
    )


def _latex(head: list[str], rows: list[list[str]], title: str, notes: list[str]) -> str:
    def row(cells: list[str]) -> str:
        return " & ".join(map(_tex, cells)) + r" \\"

    columns = "l" + "r" * (len(head) - 1)
    below = [rf"\par\footnotesize {_tex(it)}" for it in notes]
    return "\n".join(
        [
            r"\begin{table}", rf"\caption{{{_tex(title)}}}",
            rf"\begin{{tabular}}{{{columns}}}", r"\hline", row(head), r"\hline",
            *map(row, rows), r"\hline", r"\end{tabular}", *below, r"\end{table}",
        ]
    )  # fmt: skip


def _tex(text: str) -> str:
    return "".join(_TEX.get(it, it) for it in text)


def _docx(
    head: list[str], rows: list[list[str]], title: str, notes: list[str]
) -> bytes:
    # A second to load, which other formats do not need.
    import docx

    document = docx.Document()
    document.add_paragraph(title, style="Caption")
    table = document.add_table(rows=1 + len(rows), cols=len(head))
    for number, row in enumerate([head, *rows]):
        for cell, text in zip(table.rows[number].cells, row, strict=True):
            cell.text = text
    for note in notes:
        document.add_paragraph(note)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
