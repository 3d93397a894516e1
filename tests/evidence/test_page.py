"""The committed page is the one that the records make."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

import pytest

from securebase import evidence

PAGE = Path(__file__).parents[2] / "docs" / "evidence.md"
REMAKE = "python -m securebase.evidence > docs/evidence.md"


def test_the_committed_page_is_up_to_date() -> None:
    committed = PAGE.read_text(encoding="utf-8")
    assert committed == evidence.evidence_page(), f"Remake the page: {REMAKE}"


def test_the_command_writes_the_page(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    runpy.run_module("securebase.evidence", run_name="__main__")
    sys.stdout.flush()
    written = capfdbinary.readouterr().out
    assert written.decode("utf-8") == evidence.evidence_page()


def test_importing_the_command_writes_nothing(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    runpy.run_module("securebase.evidence.__main__", run_name="imported")
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == b""


def test_every_record_and_source_is_on_the_page() -> None:
    page = evidence.evidence_page()
    for row in evidence.rows():
        assert f"`{row.id}`" in page
        assert f"({row.low:.2f} to {row.high:.2f})" in page
    for fact in evidence.facts():
        assert f"| {fact.id} |" in page
    for verdict in evidence.verdicts():
        assert f"| `{verdict.id}` |" in page
    for source in evidence.sources():
        assert f'<a id="{source.key}"></a>' in page


def test_every_link_on_the_page_has_its_place() -> None:
    page = evidence.evidence_page()
    links = set(re.findall(r"\]\(#(\w+)\)", page))
    places = set(re.findall(r'<a id="(\w+)"></a>', page))
    assert links
    assert links <= places


def test_all_lines_of_a_table_have_as_many_cells() -> None:
    widths: set[int] = set()
    for line in evidence.evidence_page().splitlines():
        if line.startswith("|"):
            widths.add(line.replace("\\|", "").count("|"))
        else:
            assert len(widths) <= 1
            widths = set()


def test_a_table_line_never_calls_a_weak_number_published() -> None:
    lines = evidence.evidence_page().splitlines()
    for row in evidence.rows():
        [line] = [line for line in lines if f"<br>`{row.id}`" in line]
        cells = [cell.strip() for cell in line.split(" | ")]
        assert row.label.value in cells
        assert ("published" in cells) is (row.label.value == "published")
