import runpy
from pathlib import Path

import pytest

from .conftest import DOCS

SNIPPETS = sorted((DOCS / "snippets").glob("*.py"))


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("path", SNIPPETS, ids=lambda path: path.name)
def test_a_snippet_runs_and_shows_something(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runpy.run_path(str(path), run_name="__main__")
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("path", SNIPPETS, ids=lambda path: path.name)
def test_a_snippet_is_shown_on_a_page(path: Path) -> None:
    pages = "".join(page.read_text("utf-8") for page in DOCS.rglob("*.md"))
    assert f'--8<-- "{path.name}"' in pages
