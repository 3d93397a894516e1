"""The style of reports inside the app, as a file that a browser can keep.

$ .venv/bin/python -m tools.make_app_style
"""

from __future__ import annotations

from pathlib import Path

from securebase.report import stylesheet

TO = Path(__file__).parents[1] / "src/securebase/web/static/web/report.css"


def main() -> None:
    TO.write_text(stylesheet() + "\n", "utf-8")
    print(f"{TO.name}: {TO.stat().st_size} bytes")


if __name__ == "__main__":
    main()
