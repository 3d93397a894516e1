"""The few words of SVG that the drawing needs; everything is escaped here."""

from __future__ import annotations

from html import escape

Value = str | float | int


def tag(name: str, /, *children: str, **attributes: Value) -> str:
    """One element; children are markup already, attributes are plain values."""
    told = "".join(
        f' {_name(key)}="{_plain(value)}"' for key, value in attributes.items()
    )
    inside = "".join(children)
    return f"<{name}{told}>{inside}</{name}>" if inside else f"<{name}{told}/>"


def words(content: str, x: float | int, y: float | int, **attributes: Value) -> str:
    """A line of text."""
    return tag("text", escape(content), x=x, y=y, **attributes)


def short(value: float | int) -> str:
    """One decimal: the same drawing on every machine."""
    return f"{round(value, 1) + 0.0:g}"


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _plain(value: Value) -> str:
    return escape(value) if isinstance(value, str) else short(value)
