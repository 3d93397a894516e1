import json
import shutil
from pathlib import Path

import pytest

from securebase.core import Viewer
from tests.couples.malformed import CASES

from .conftest import Cli


@pytest.mark.parametrize("viewer", Viewer)
def test_every_viewer_gets_a_report(
    cli: Cli, couple: Path, tmp_path: Path, viewer: Viewer
) -> None:
    out = tmp_path / "report.html"
    ran = cli("report", couple, "--viewer", viewer, "--out", out)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"Written: {out}\n"
    assert out.read_text("utf-8").startswith("<!doctype html>")


def test_a_report_can_be_had_in_another_language(
    cli: Cli, couple: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report.html"
    ran = cli("report", couple, "--viewer", "a", "--language", "de", "--out", out)
    assert (ran.code, ran.err) == (0, "")
    assert '<html lang="de">' in out.read_text("utf-8")
    ran = cli("report", couple, "--viewer", "a", "--language", "xx", "--out", out)
    assert ran.code != 0
    assert "must be one of en, de. Got 'xx' instead" in ran.err


def test_a_report_is_its_owners_alone_to_read(
    cli: Cli, couple: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report.json"
    assert cli("report", couple, "--viewer", "a", "--out", out).code == 0
    assert out.stat().st_mode & 0o777 == 0o600


def test_a_pdf_is_a_pdf(cli: Cli, couple: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    assert cli("report", couple, "--viewer", "a", "--out", out).code == 0
    assert out.read_bytes().startswith(b"%PDF-")


def test_json_is_json(cli: Cli, couple: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.JSON"
    assert cli("report", couple, "--viewer", "b", "--out", out).code == 0
    assert json.loads(out.read_text("utf-8"))["viewer"] == "b"


def test_a_folder_gets_all_three(cli: Cli, couple: Path, tmp_path: Path) -> None:
    ran = cli("report", couple, "--viewer", "ours", "--out", tmp_path)
    names = {"ours.html", "ours.pdf", "ours.json"}
    assert ran.code == 0
    assert {path.name for path in tmp_path.iterdir()} == names
    assert [name for name in names if name not in ran.out] == []


def test_an_old_report_is_replaced(cli: Cli, couple: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    out.write_text("old", "utf-8")
    assert cli("report", couple, "--viewer", "a", "--out", out).code == 0
    assert json.loads(out.read_text("utf-8"))["viewer"] == "a"


# No shell can pass a zero byte, so this one cannot come in by the command line.
@pytest.mark.parametrize("name", sorted(set(CASES) - {"path_with_a_zero"}))
def test_a_spoilt_couple_gets_one_message_and_no_report(
    cli: Cli, couple_both_work: Path, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "couple"
    shutil.copytree(couple_both_work, folder)
    spoilt = CASES[name](folder)
    out = tmp_path / "out"
    out.mkdir()
    ran = cli("report", spoilt, "--viewer", "ours", "--out", out / "report.html")
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert " must " in ran.err
    assert "\n\n" not in ran.err
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("absent/report.html", "must exist"),
        ("report.docx", "ending in .html, .pdf or .json"),
        ("report", "ending in .html, .pdf or .json"),
        ("taken.html/report.html", "must exist"),
    ],
)
def test_a_place_that_cannot_be_is_refused_before_any_work(
    cli: Cli, tmp_path: Path, out: str, says: str
) -> None:
    (tmp_path / "taken.html").write_text("", "utf-8")
    # The couple is not there either: the place is looked at first.
    ran = cli("report", tmp_path / "no", "--viewer", "a", "--out", tmp_path / out)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_a_viewer_that_is_none_is_wrong_usage(
    cli: Cli, couple: Path, tmp_path: Path
) -> None:
    ran = cli("report", couple, "--viewer", "c", "--out", tmp_path / "r.html")
    assert (ran.code, ran.out) == (2, "")
    assert "practitioner" in ran.err
