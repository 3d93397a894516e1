"""The notebook is made of its cells, and runs from a CSV to a table and a figure."""

# mypy: disable-error-code="no-untyped-call"
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tools.make_notebook import PATH, notebook


def test_the_notebook_is_the_one_that_is_made() -> None:
    kept = nbformat.read(PATH, as_version=4)
    assert kept.cells == notebook().cells, "Run python -m tools.make_notebook."


@pytest.mark.timeout(300)
def test_the_notebook_makes_a_table_and_a_figure(tmp_path: Path) -> None:
    path = tmp_path / "paper.ipynb"
    nbformat.write(notebook(), path)
    # As a program of its own, as a reader would run it.
    code = "from nbclient.cli import main; main()"
    words = [sys.executable, "-c", code, "--inplace", str(path)]
    ran = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, timeout=280, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "table.docx").read_bytes().startswith(b"PK")
    assert "<svg" in (tmp_path / "effects.svg").read_text("utf-8")
    said = path.read_text("utf-8")
    assert "We fitted a linear mixed model" in said
    assert "perceived_within_partner" in said
