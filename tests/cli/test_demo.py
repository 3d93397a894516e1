import json
from pathlib import Path

import pytest

from securebase.cli._demo import _program
from securebase.couples import examples as example_couples

from .conftest import Cli, Ran

NAMES = ("ours.html", "ours.pdf", "ours.json", "a.html", "b.html", "practitioner.html")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "made" / "here"


@pytest.fixture(scope="module")
def ran(out: Path) -> Ran:
    # One run for all tests: it makes every report of every couple.
    import contextlib
    import io

    from securebase.cli._main import run

    said, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(told):
        code = run(["demo", "--out", str(out)])
    return Ran(code, said.getvalue(), told.getvalue())


def test_it_works_and_has_nothing_to_complain_of(ran: Ran) -> None:
    assert (ran.code, ran.err) == (0, "")


def test_there_are_three_couples() -> None:
    assert len(example_couples()) == 3


def test_every_file_is_there_and_named(ran: Ran, out: Path) -> None:
    wanted = {
        out / folder.name / name for folder in example_couples() for name in NAMES
    }
    assert {path for path in out.rglob("*") if path.is_file()} == wanted
    assert [path for path in wanted if str(path) not in ran.out] == []


def test_it_says_in_the_first_line_that_nobody_is_real(ran: Ran) -> None:
    assert "made up" in ran.out.splitlines()[0]


def test_each_glance_is_printed_with_how_sure_it_is(ran: Ran, out: Path) -> None:
    words = " ".join(ran.out.split())
    for folder in example_couples():
        told = json.loads((out / folder.name / "ours.json").read_text("utf-8"))
        assert f"{told['title']} (made up)" in words
        for sentence in told["glance"]:
            sure = f" ({sentence['sure']})" if sentence.get("sure") else ""
            assert f"{sentence['text']}{sure}" in words


def test_it_ends_with_what_to_do_next(ran: Ran, out: Path) -> None:
    end = ran.out.split("What to do next:")[1]
    assert "ours.html" in end
    assert "validate my-couple" in end


@pytest.mark.parametrize(
    ("path", "typed"), [("bin", "securebase"), ("elsewhere", "bin/securebase")]
)
def test_it_names_the_program_as_it_is_typed_from_here(
    path: str, typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "securebase"
    program.parent.mkdir()
    program.touch(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / path))
    monkeypatch.setattr("sys.argv", [str(program), "demo"])
    assert _program() == typed


def test_a_place_that_cannot_be_made_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    refused = cli("demo", "--out", tmp_path / "file" / "demo")
    assert refused.code == 2
    assert "must be one that can be made" in refused.err
