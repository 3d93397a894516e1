"""The app's icon as pictures, for systems that do not take drawings.

$ .venv/bin/python -m tools.make_icons
"""

from __future__ import annotations

from pathlib import Path

import vl_convert

HERE = Path(__file__).parents[1] / "src" / "securebase" / "web" / "static" / "web"
DRAWN = 64


def main() -> None:
    icon = (HERE / "icon.svg").read_text("utf-8")
    # Systems cut a maskable icon to a shape of their own: ink up to the edges.
    whole = icon.replace(' rx="14"', "")
    for name, svg, size in (
        ("icon-192.png", icon, 192),
        ("icon-512.png", icon, 512),
        ("icon-mask-512.png", whole, 512),
    ):
        picture = vl_convert.svg_to_png(svg, scale=size / DRAWN)
        (HERE / name).write_bytes(picture)
        print(f"{name}: {len(picture)} bytes")


if __name__ == "__main__":
    main()
