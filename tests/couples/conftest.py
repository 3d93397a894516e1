from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"

# The examples end before it; a fixed day keeps messages the same for ever.
TODAY = dt.date(2025, 11, 10)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A copy of a good couple, cut short for speed, to be spoiled."""
    folder = tmp_path / "both-work"
    shutil.copytree(EXAMPLES / "both-work", folder)
    for name in ("answers.csv", "diary.csv"):
        lines = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / name).write_text("".join(lines[:12]), encoding="utf-8")
    return folder
