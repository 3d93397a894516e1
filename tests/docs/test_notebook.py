"""The notebook is made of its cells, and runs from a CSV to a table and a figure."""

# mypy: disable-error-code="no-untyped-call"
from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tools.make_notebook import PATH, notebook


def test_the_notebook_is_the_one_that_is_made() -> None:
    kept = nbformat.read(PATH, as_version=4)
    assert kept.cells == notebook().cells, "Run python -m tools.make_notebook."


@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_notebook_makes_a_table_and_a_figure(tmp_path: Path) -> None:
    resources = {"metadata": {"path": str(tmp_path)}}
    client = NotebookClient(notebook(), timeout=240, resources=resources)
    done = client.execute()
    assert (tmp_path / "table.docx").read_bytes().startswith(b"PK")
    assert "<svg" in (tmp_path / "effects.svg").read_text("utf-8")
    said = "".join(
        output.get("text", "")
        for cell in done.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    )
    assert "We fitted a linear mixed model" in said
    assert "perceived_within_partner" in said
