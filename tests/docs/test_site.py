import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from .conftest import ROOT

FLOORS = (
    "core",
    "evidence",
    "runs",
    "dynamics",
    "measures",
    "couples",
    "simulate",
    "explain",
    "plan",
    "report",
)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, built as `make docs` builds them."""
    folder = tmp_path_factory.mktemp("site")
    command = (sys.executable, "-m", "mkdocs", "build", "--strict", "-d", folder)
    built = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.mark.parametrize("floor", FLOORS)
def test_every_public_name_is_on_the_page_of_its_floor(site: Path, floor: str) -> None:
    page = (site / "reference" / f"{floor}.html").read_text("utf-8")
    names = import_module(f"securebase.{floor}").__all__
    assert [it for it in names if f'id="securebase.{floor}.{it}"' not in page] == []


def test_the_everyday_names_are_on_their_page(site: Path) -> None:
    page = (site / "reference" / "securebase.html").read_text("utf-8")
    names = import_module("securebase").__all__
    assert [name for name in names if f"<code>{name}</code>" not in page] == []


def test_no_page_fetches_anything_from_elsewhere(site: Path) -> None:
    tags = r"<(?:script|img|iframe|link)\b[^>]*?"
    fetched = re.compile(tags + r"""(?:src|href)=["']?(?:https?:)?//[^"'> ]+""")
    found = [
        (page.name, hit)
        for page in site.rglob("*.html")
        for hit in fetched.findall(page.read_text("utf-8"))
        if 'rel="canonical"' not in hit
    ]
    assert found == []
