"""Whether a committed report is of the code that is here."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

RESULTS = Path(__file__).with_name("results")


def lock_of(files: Iterable[Path], mark: str = "") -> str:
    """Changes whenever a file does, or the mark."""
    found = sha256(mark.encode())
    for file in files:
        found.update(file.read_bytes())
    return found.hexdigest()


def lock_in_report(kind: str) -> str | None:
    """What stands in the newest report of a kind; None where there is none."""
    reports = sorted(RESULTS.glob(f"*-{kind}.md"))
    if not reports:
        return None
    text = reports[-1].read_text(encoding="utf-8")
    return text.partition("Lock: `")[2].partition("`")[0] or None
