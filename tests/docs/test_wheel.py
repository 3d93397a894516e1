import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .conftest import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked; all that somebody has who did not clone the project."""
    made = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", made],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = made.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(made / "unpacked")
    return made / "unpacked"


def run(installed: Path, code: str) -> str:
    # From a folder without the project, so that only the wheel can be found.
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=installed.parent,
        env={**os.environ, "PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_the_example_couples_come_with_the_wheel(installed: Path) -> None:
    code = "from securebase.couples import examples as e; print(*e())"
    found = [Path(it) for it in run(installed, code).split()]
    assert len(found) == 3
    assert all(it.is_relative_to(installed) for it in found)


def test_an_example_makes_a_report_from_the_wheel_alone(installed: Path) -> None:
    code = (
        "import securebase, sys; from securebase.core import Viewer\n"
        "from securebase.couples import examples\n"
        "couple = securebase.read_couple(examples()[0])\n"
        "report = securebase.build_report(securebase.look(couple, Viewer.OURS))\n"
        "print(len(securebase.to_html(report)), len(securebase.to_pdf(report)))\n"
    )
    html, pdf = map(int, run(installed, code).split())
    assert html > 10_000
    assert pdf > 10_000


def test_licence_and_notice_come_with_it(installed: Path) -> None:
    names = {path.name for path in installed.rglob("*.dist-info/licenses/*")}
    assert {"LICENSE", "NOTICE"} <= names
