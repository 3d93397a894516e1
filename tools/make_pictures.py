"""Draw the pictures of `docs/model/examples.md` into `docs/images`.

python -m tools.make_pictures
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
EXAMPLES = {
    "virtuous": ("drive", "growth", "quality"),
    "asymmetric": ("equity", "exhaustion", "quality"),
    "inhibited": ("quality", "drive", "unmet"),
}


def main() -> int:
    """Run each example and save its picture."""
    from securebase.explain import futures_picture

    for name, variables in EXAMPLES.items():
        found = runpy.run_path(str(DOCS / "snippets" / f"{name}.py"))
        path = DOCS / "images" / f"{name}.svg"
        futures_picture(found["runs"], variables).save(path)
        print(path.name, f"{path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
