import contextlib
import csv
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from securebase.cli._night import UNREADABLE
from securebase.core import Viewer
from securebase.couples import look, read
from securebase.dynamics import calibrated
from securebase.fit.couple import load, update
from securebase.runs import alone
from securebase.simulate import cohort, write_collected

from .conftest import Cli
from .test_forecast import other_secrets

PROGRAM = Path(sys.executable).with_name("securebase")
COUPLES, DAYS = 18, 8
BROKEN = ("made-up-000003", "made-up-000011")


@pytest.fixture(scope="module")
def couples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Couples of whom two cannot be read, and one lies in a file."""
    folder = tmp_path_factory.mktemp("update") / "couples"
    people = cohort(np.random.default_rng(4), COUPLES, calibrated())
    made = [*write_collected(folder, people, [calibrated()], days=DAYS, seed=5)]
    assert len(made) == COUPLES
    (folder / BROKEN[0] / "diary.csv").write_text("a,b\n1,2\n", "utf-8")
    (folder / BROKEN[1] / "couple.toml").unlink()
    (folder / "notes.txt").write_text("not a couple", "utf-8")
    (folder / ".hidden").mkdir()
    return folder


def files(out: Path) -> dict[str, bytes]:
    return {
        str(it.relative_to(out)): it.read_bytes()
        for it in out.rglob("*")
        if it.is_file()
    }


@pytest.fixture(scope="module")
def whole(couples: Path) -> Path:
    """What an update without a stop writes."""
    out = couples.with_name("whole")
    ran = subprocess.run(
        [PROGRAM, "update", couples, "--out", out, "--workers", "2"],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    lines = ran.stdout.splitlines()
    assert lines[0] == f"{COUPLES} couples, 2 of them broken."
    assert " couples and " in lines[1]
    assert lines[1].endswith(" couple-days a second.")
    assert lines[2] == f"Written: {out}"
    assert ran.stderr == f"2 could not be read: see {out / 'broken.jsonl'}\n"
    return out


def lines_of(out: Path) -> list[dict[str, object]]:
    found = sorted((out / "couples").iterdir())
    return [json.loads(it.read_text("utf-8")) for it in found]


def test_every_couple_has_its_line_and_broken_ones_are_listed(whole: Path) -> None:
    found = lines_of(whole)
    assert len(found) == COUPLES - len(BROKEN)
    listed = (whole / "broken.jsonl").read_text("utf-8").splitlines()
    broken = [json.loads(line) for line in listed]
    assert tuple(it["file"] for it in broken) == BROKEN
    assert {it["error"] for it in broken} == {UNREADABLE}
    assert not {str(it["file"]) for it in found} & {*BROKEN}
    for it in found:
        assert set(it) == {"file", "mark", "forecast", "plan"}
        assert (whole / "couples" / f"{it['file']}.json").is_file()


def test_nobody_else_can_read_the_results(whole: Path) -> None:
    for place in (whole, whole / "couples", whole / "beliefs"):
        assert place.stat().st_mode & 0o777 == 0o700
    for place in whole.rglob("*"):
        if place.is_file():
            assert place.stat().st_mode & 0o777 == 0o600


def test_what_is_known_is_kept(couples: Path, whole: Path) -> None:
    name = "made-up-000000"
    view = look(read(couples / name), Viewer.OURS)
    kept = load(whole / "beliefs" / f"{name}.npz")
    assert kept.day == update(view).day
    assert (kept.mean == update(view).mean).all()


def test_a_kill_at_any_moment_does_not_show_in_the_result(
    couples: Path, whole: Path
) -> None:
    out = couples.with_name("killed")
    command = [str(it) for it in (PROGRAM, "update", couples, "--out", out)]
    kill_once([*command, "--workers", "1"], lambda: _there(out) >= 1)
    kill_once([*command, "--workers", "2"], lambda: _there(out) >= 5)
    there = _there(out)
    assert there < COUPLES - len(BROKEN)
    ended = subprocess.run(command, capture_output=True, check=True, text=True)
    assert ended.stdout.startswith(f"{COUPLES} couples, 2 of them broken.\n")
    assert f"({there} were there already)" in ended.stdout
    assert files(out) == files(whole)


def test_the_same_again_has_nothing_to_do_and_new_answers_have(
    cli: Cli, couples: Path, whole: Path, tmp_path: Path
) -> None:
    out, there = tmp_path / "out", tmp_path / "couples"
    shutil.copytree(whole, out)
    shutil.copytree(couples, there)
    assert (
        "nothing was left" in cli("update", couples, "--out", out, "--workers", "1").out
    )
    shutil.rmtree(there / BROKEN[0])
    ran = cli("update", there, "--out", out, "--workers", "1")
    assert ran.code == 0
    assert ran.out.startswith(f"{COUPLES - 1} couples, 1 of them broken.\n")
    assert "The others were up to date already" in ran.out
    assert lines_of(out) == lines_of(whole)
    assert BROKEN[0] not in (out / "broken.jsonl").read_text("utf-8")


def test_one_viewers_results_are_never_gone_on_with_for_another(
    cli: Cli, couples: Path, whole: Path
) -> None:
    before = files(whole)
    ran = cli("update", couples, "--out", whole, "--viewer", "a")
    assert (ran.code, ran.out) == (2, "")
    assert "viewer 'ours' there and 'a' now" in ran.err
    assert files(whole) == before


def test_what_cannot_be_is_refused_and_leaves_nothing(
    cli: Cli, couples: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "letter").mkdir()
    (tmp_path / "letter" / "mine.txt").write_text("mine", "utf-8")
    for folder, out, says in (
        (tmp_path / "nobody", tmp_path / "out", "which is none"),
        (tmp_path / "empty", tmp_path / "out", "must hold couples"),
        (couples, couples / "out", "must lie outside"),
        (couples, tmp_path / "x" / "out", "The folder above the results must exist"),
        (couples, tmp_path / "letter", "left it as it is"),
    ):
        ran = cli("update", folder, "--out", out, "--fresh")
        assert (ran.code, ran.out) == (2, "")
        assert says in ran.err
        assert len(ran.err.splitlines()) == 1
    assert [it.name for it in (tmp_path / "letter").iterdir()] == ["mine.txt"]
    assert not (tmp_path / "out").exists()


@pytest.fixture
def two(couple: Path, tmp_path: Path) -> Path:
    """A folder of two couples; in one of them Jonas keeps much to himself."""
    folder = tmp_path / "two"
    for name in ("one-sided", "held-back"):
        shutil.copytree(couple.with_name(name), folder / name)
    return folder


def change_row(folder: Path, column: str, value: str, *, row: int = 38) -> None:
    """An answer of Jonas becomes another."""
    file = folder / "diary.csv"
    with file.open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    assert rows[row]["partner"] == "b"
    rows[row][column] = value
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("viewer", ["a", "ours", "practitioner"])
def test_what_is_wrong_in_a_private_answer_is_told_to_nobody(
    cli: Cli, two: Path, tmp_path: Path, viewer: str
) -> None:
    left = []
    for place, wrong in enumerate(("9", "much")):
        change_row(two / "one-sided", "d_load", wrong)
        out = tmp_path / f"out-{place}"
        ran = cli("update", two, "--out", out, "--viewer", viewer, "--workers", "1")
        assert ran.code == 0
        assert "d_load" not in ran.out + ran.err
        left.append(files(out))
    assert left[0] == left[1]
    assert UNREADABLE in left[0]["broken.jsonl"].decode()
    assert not any(b"diary.csv" in content for content in left[0].values())


@pytest.mark.parametrize("viewer", ["a", "ours", "practitioner"])
def test_what_the_partner_keeps_private_shows_in_nothing(
    cli: Cli, two: Path, tmp_path: Path, viewer: str
) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    words = ("--viewer", viewer, "--workers", "1")
    assert cli("update", two, "--out", out, *words).code == 0
    before, times = files(out), modified(out)
    other_secrets(two / "one-sided")
    change_row(two / "one-sided", "note", "A new note, of his alone.")
    ran = cli("update", two, "--out", out, *words)
    assert "They were up to date already" in ran.out
    assert (files(out), modified(out)) == (before, times)
    assert cli("update", two, "--out", other, *words).code == 0
    assert files(other) == before


def test_the_next_night_only_what_is_seen_to_have_changed_is_worked_on(
    cli: Cli, two: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = ("update", two, "--out", out, "--viewer", "a")
    assert cli(*words).code == 0
    before, times = files(out), modified(out)
    change_row(two / "one-sided", "d_load", "0")  # private
    assert "They were up to date already" in cli(*words).out
    assert (files(out), modified(out)) == (before, times)
    change_row(two / "one-sided", "d_secure", "0")  # shared by both
    assert "(1 were there already)" in cli(*words).out
    later = files(out)
    assert {name for name in later if later[name] != before[name]} == {
        "couples/one-sided.json", "beliefs/one-sided.npz", "beliefs/one-sided.npz.json",
    }  # fmt: skip
    now = modified(out)
    assert {name for name in later if now[name] == times[name]} == {
        "couples/held-back.json", "beliefs/held-back.npz",
        "beliefs/held-back.npz.json", "broken.jsonl", "run.json",
    }  # fmt: skip
    fresh = tmp_path / "fresh"
    assert cli("update", two, "--out", fresh, "--viewer", "a").code == 0
    assert files(fresh) == later


def test_another_version_makes_every_line_anew(
    cli: Cli, two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("update", two, "--out", tmp_path / "out")
    assert cli(*words).code == 0
    monkeypatch.setattr(
        "securebase.cli._overnight._version", lambda: ("another", "model", "of gains")
    )
    assert "couple-days a second.\n" in cli(*words).out


def test_two_at_once_in_one_place_are_refused(
    cli: Cli, two: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with alone(out):
        ran = cli("update", two, "--out", out, "--fresh")
    assert (ran.code, ran.out, [*out.iterdir()]) == (2, "", [])
    assert "one process at a time" in ran.err


def test_fresh_forgets_another_viewers_results(
    cli: Cli, two: Path, tmp_path: Path
) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    assert cli("update", two, "--out", out, "--viewer", "a").code == 0
    assert cli("update", two, "--out", out, "--viewer", "b", "--fresh").code == 0
    assert cli("update", two, "--out", other, "--viewer", "b").code == 0
    assert files(out) == files(other)


def test_a_full_disk_is_no_fault_of_a_couple(
    cli: Cli, two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("securebase.cli._overnight.keep", full)
    ran = cli("update", two, "--out", tmp_path / "out")
    assert (ran.code, ran.out) == (2, "")
    assert "There must be room" in ran.err
    assert not (tmp_path / "out" / "broken.jsonl").exists()


def modified(out: Path) -> dict[str, int]:
    places = (out, *out.rglob("*"))
    return {str(it.relative_to(out)): it.stat().st_mtime_ns for it in places}


@pytest.mark.parametrize("why", ["gone", "unreadable"])
def test_what_is_known_goes_with_the_couple(
    cli: Cli, two: Path, tmp_path: Path, why: str
) -> None:
    words = ("update", two, "--out", tmp_path / "out", "--workers", "1")
    assert cli(*words).code == 0
    beliefs = tmp_path / "out" / "beliefs"
    assert len([*beliefs.glob("one-sided*")]) == 2
    if why == "gone":
        shutil.rmtree(two / "one-sided")
    else:
        (two / "one-sided" / "couple.toml").unlink()
    assert cli(*words).code == 0
    names = {it.name for it in beliefs.iterdir()}
    assert names == {"held-back.npz", "held-back.npz.json"}
    assert [it["file"] for it in lines_of(tmp_path / "out")] == ["held-back"]


@pytest.mark.parametrize(
    "left",
    [
        (),
        (".k2j4.part",),
        ("run.json", ".k2j4.part"),
        ("run.json", "beliefs", ".k2j4.part"),
        ("run.json", "couples", "broken.jsonl"),
        ("run.json", "couples", "beliefs", ".k2j4.part"),
    ],
)
def test_whatever_a_kill_leaves_it_goes_on(
    cli: Cli, two: Path, tmp_path: Path, left: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    words = ("update", two, "--out", out, "--workers", "1")
    assert cli(*words).code == 0
    before = files(out)
    (out / ".k2j4.part").write_text("half", "utf-8")
    (out / "couples" / ".m3n5.part").write_text("half", "utf-8")
    (out / "beliefs" / "held-back.npz.json").unlink()
    (out / "couples" / "held-back.json").unlink()
    for it in out.iterdir():
        if it.name not in left:
            shutil.rmtree(it) if it.is_dir() else it.unlink()
    ran = cli(*words)
    assert (ran.code, ran.err) == (0, "")
    assert files(out) == before


def test_what_was_begun_for_one_viewer_is_refused_to_another(
    cli: Cli, two: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert cli("update", two, "--out", out, "--viewer", "a").code == 0
    (out / "broken.jsonl").unlink()
    ran = cli("update", two, "--out", out, "--viewer", "b")
    assert (ran.code, ran.out) == (2, "")
    assert "viewer 'a' there and 'b' now" in ran.err


def test_lines_hold_what_forecast_and_plan_have(
    cli: Cli, two: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert cli("update", two, "--out", out, "--viewer", "a").code == 0
    for it in lines_of(out):
        words = (two / str(it["file"]), "--viewer", "a", "--json")
        assert it["forecast"] == json.loads(cli("forecast", *words).out)
        plan = json.loads(cli("plan", *words).out)
        assert it["plan"] == plan
        assert {"unit", "notes"} <= set(plan)


def test_a_practitioner_gets_forecasts_and_no_plans(
    cli: Cli, two: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert cli("update", two, "--out", out, "--viewer", "practitioner").code == 0
    assert [set(it) for it in lines_of(out)] == [{"file", "mark", "forecast"}] * 2


def kill_once(command: list[str], ready: Callable[[], bool]) -> None:
    """Begin, and end it without warning as soon as something is there."""
    begun = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    wait_until(ready)
    workers = children(begun.pid)
    begun.send_signal(signal.SIGKILL)
    begun.wait()
    # Those who work for it end with it, so that nobody else writes there.
    wait_until(lambda: not any(alive(it) for it in workers))


def _there(out: Path) -> int:
    return len([*(out / "couples").glob("[!.]*.json")])


def children(process: int) -> list[int]:
    # By thread: whichever began one has it as its own.
    listed = Path(f"/proc/{process}/task").glob("*/children")
    return [int(it) for each in listed for it in each.read_text("utf-8").split()]


def alive(process: int) -> bool:
    with contextlib.suppress(OSError):
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rsplit(")")[-1]
        return state.split()[0] != "Z"
    return False


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        os.sched_yield()
