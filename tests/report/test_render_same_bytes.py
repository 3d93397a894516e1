from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRITE = """
import sys, hashlib
from tests.report.sample import diary, sample
from securebase.report import figure_png, to_html, to_json, to_pdf
for written in (
    to_html(sample()).encode(),
    to_pdf(sample()),
    to_json(sample()).encode(),
    figure_png(diary(), 340, scale=1),
):
    print(hashlib.sha256(written).hexdigest())
"""


def written(seed: str, zone: str) -> list[str]:
    told = subprocess.run(
        [sys.executable, "-c", WRITE],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
        text=True,
    )
    return told.stdout.split()


@pytest.fixture(scope="module")
def here() -> list[str]:
    return written("1", "Asia/Tokyo")


def test_page_paper_data_and_picture_are_written(here: list[str]) -> None:
    assert len(here) == 4
    assert hashlib.sha256(b"").hexdigest() not in here


def test_the_same_report_gives_the_same_bytes_in_any_process_and_zone(
    here: list[str],
) -> None:
    assert written("2", "America/Los_Angeles") == here
