"""Files that travel inside the package: fonts and templates."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

# A wheel is always unpacked, so these are real folders; Typst and the chart
# converter read fonts from a folder only.
HERE = Path(__file__).parent
FONTS = HERE / "assets" / "fonts"
TEMPLATES = HERE / "templates"

FACES = (
    ("Newsreader", "normal", 400, "Newsreader-Regular"),
    ("Newsreader", "italic", 400, "Newsreader-Italic"),
    ("Newsreader", "normal", 500, "Newsreader-Medium"),
    ("Figtree", "normal", 400, "Figtree-Regular"),
    ("Figtree", "normal", 600, "Figtree-SemiBold"),
)


@cache
def font_css() -> str:
    """The faces as data URIs, so that a page asks nobody for anything."""
    return "\n".join(
        f"@font-face{{font-family:'{family}';font-style:{style};font-weight:{weight};"
        f"font-display:swap;src:url(data:font/woff2;base64,{_encoded(file)})"
        f" format('woff2')}}"
        for family, style, weight, file in FACES
    )


def _encoded(file: str) -> str:
    return base64.b64encode((FONTS / f"{file}.woff2").read_bytes()).decode("ascii")
