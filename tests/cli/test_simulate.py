import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import xarray as xr

from securebase.simulate import simulate

from .conftest import Cli

PROGRAM = Path(sys.executable).with_name("securebase")
WORDS = (
    "simulate", "--couples", 40, "--days", 10, "--every", 4, "--seed", 2,
    "--keep", "stressors",
)  # fmt: skip
# Interrupts itself at the moment at which the journal is opened for writing.
INTERRUPTED = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
def watch(event, arguments):
    if event == "open" and "journal" in str(arguments[0]) and arguments[1] == "a":
        if os.path.isdir(sys.argv[-1]):
            os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(watch)
from securebase.cli._main import run
sys.exit(run(sys.argv[1:]))
"""


def words(out: Path, **changed: object) -> tuple[str, ...]:
    asked = dict(zip(WORDS[1::2], WORDS[2::2], strict=True)) | changed
    return (
        "simulate",
        *(str(it) for pair in asked.items() for it in pair),
        "--out",
        str(out),
    )


def test_a_population_is_written_and_summed_up(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "couples.zarr"
    ran = cli(*WORDS, "--out", out)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "40 couples, 10 days each, kept in windows of 4 days."
    assert "couple-days a second" in lines[1]
    assert lines[2].startswith(f"Written: {out} (")
    assert (
        lines[3] == f"Open it in Python: import xarray; xarray.open_zarr({str(out)!r})"
    )
    with xr.open_zarr(out) as found:
        assert found.sizes == {"couple": 40, "partner": 2, "day": 3}
        counted = simulate(40, days=10, every=4, seed=2).stressors
        xr.testing.assert_equal(found.stressors.load(), counted)


def test_the_same_command_again_has_nothing_to_do(cli: Cli, tmp_path: Path) -> None:
    assert cli(*WORDS, "--out", tmp_path / "c.zarr").code == 0
    again = cli(*WORDS, "--out", tmp_path / "c.zarr")
    assert (again.code, again.err) == (0, "")
    assert "They were there already" in again.out


def test_other_settings_need_a_fresh_start(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "c.zarr"
    assert cli(*WORDS, "--out", out).code == 0
    other = cli(*words(out, **{"--seed": 3}))
    assert (other.code, other.out) == (2, "")
    assert "seed 2 there and 3 now" in other.err
    fresh = cli(*words(out, **{"--seed": 3}), "--fresh")
    assert (fresh.code, fresh.err) == (0, "")
    with xr.open_zarr(out) as found:
        assert found.attrs["seed"] == 3


def test_off_and_keep_may_be_given_repeatedly(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "c.zarr"
    more = ("--off", "haven", "--off", "crossover", "--keep", "bond")
    assert cli(*WORDS, *more, "--workers", 2, "--out", out).code == 0
    with xr.open_zarr(out) as found:
        assert found.attrs["switched_off"] == "haven, crossover"
        assert {"bond", "stressors"} <= {*found.data_vars}
        assert "security" not in found


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--couples", 0, "The number of couples must be a whole number from 1"),
        ("--couples", 2**33, "The number of couples must be a whole number from 1"),
        ("--days", 0, "The days must be a whole number from 1"),
        ("--every", -1, "The days in a window must be"),
        ("--seed", -1, "The seed must be"),
        ("--workers", 0, "The workers must be one at least"),
        ("--off", "havn", "Did you mean 'haven'?"),
        ("--keep", "stressrs", "Did you mean 'stressors'?"),
    ],
)
def test_what_cannot_be_is_told_in_one_line_and_leaves_nothing(
    cli: Cli, tmp_path: Path, option: str, value: object, says: str
) -> None:
    ran = cli(*words(tmp_path / "c.zarr", **{option: value}))
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_taken_is_left_alone(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", "utf-8")
    for out in (tmp_path, tmp_path / "letter.txt"):
        ran = cli(*WORDS, "--out", out, "--fresh")
        assert (ran.code, ran.out) == (2, "")
        assert "left it as it is" in ran.err
    assert (tmp_path / "letter.txt").read_text("utf-8") == "mine"


def test_ctrl_c_says_how_to_go_on_and_it_goes_on(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "c.zarr"
    ran = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, *words(out)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert (ran.returncode, ran.stdout) == (130, "")
    assert ran.stderr == (
        "Stopped. The same command, without --fresh, goes on from here.\n"
    )
    assert cli(*WORDS, "--out", out).code == 0
    with xr.open_zarr(out) as found:
        counted = simulate(40, days=10, every=4, seed=2).stressors
        xr.testing.assert_equal(found.stressors.load(), counted)


def test_a_disk_without_room_is_told_and_the_run_can_go_on(
    cli: Cli, tmp_path: Path
) -> None:
    # So that the compiled equations are in their cache before the room gets narrow.
    assert cli(*WORDS, "--out", tmp_path / "other.zarr").code == 0
    out, room = tmp_path / "c.zarr", 3_000
    ran = subprocess.run(
        [PROGRAM, *words(out, **{"--couples": 3000})],
        capture_output=True,
        check=False,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
        env={**os.environ},
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "There must be room and leave to write" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert cli(*words(out, **{"--couples": 3000})).code == 0
    with xr.open_zarr(out) as found:
        assert int((found.stressors.sum(("partner", "day")) > 0).sum()) > 2900
