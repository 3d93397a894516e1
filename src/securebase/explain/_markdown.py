"""Tables and lists of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_LARGE = 100


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; bars inside cells are escaped."""
    lines = [_line(head), "|" + "---|" * len(head)]
    return "\n".join([*lines, *(_line(row) for row in rows)])


def codes(names: Iterable[str]) -> str:
    """Identifiers, one beside the other."""
    return ", ".join(f"`{name}`" for name in names)


def number(value: float) -> str:
    """Three digits are more than anything here is known to."""
    plain = f"{value:.0f}" if abs(value) >= _LARGE else f"{value:.3g}"
    return plain.replace("-", "−")


def formulas(text: str) -> str:
    """Formulas as code: the pages load no program that could set them."""
    blocks = re.sub(r"\$\$(.+?)\$\$", r"```tex\n\1\n```", text, flags=re.DOTALL)
    return re.sub(r"\$([^$\n]+)\$", r"`\1`", blocks)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
