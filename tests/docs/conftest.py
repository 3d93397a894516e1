from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.fixture
def at_root(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's folder, as the place in which commands are typed."""
    monkeypatch.chdir(ROOT)
    return ROOT
