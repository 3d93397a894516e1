"""What only a process of its own can show."""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("securebase")


def start(*words: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [PROGRAM, *map(str, words)],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
    )


def test_help_starts_within_four_tenths_of_a_second() -> None:
    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert start("--help").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        # Time of the processor, which other tests running beside do not stretch
        # as they would the clock's.
        spent.append(
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        )
    assert sorted(spent)[2] < 0.4


@pytest.mark.parametrize(
    "command", ["demo", "fit", "report", "score", "simulate", "validate", "cite"]
)
def test_help_of_a_command_loads_nothing_that_it_will_not_use(command: str) -> None:
    code = (
        "import sys, json; from securebase.cli._main import run; "
        f"run([{command!r}, '--help']); "
        "print('\\0' + json.dumps(sorted(sys.modules)))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    # Typer itself brings pydantic, to read the arguments.
    heavy = {"altair", "numpy", "pandas", "rich", "scipy", "typst", "zarr"}
    assert heavy & set(json.loads(out.split("\0")[1])) == set()


def test_the_version_is_printed() -> None:
    from securebase import __version__

    assert start("--version").stdout.decode() == f"securebase {__version__}\n"


@pytest.mark.parametrize("columns", ["40", "80"])
@pytest.mark.parametrize(
    "words", [("instruments", "list"), ("cite", "--list"), ("score", "--help")]
)
def test_a_narrow_terminal_loses_nothing(words: tuple[str, ...], columns: str) -> None:
    ran = start(*words, COLUMNS=columns, NO_COLOR="1")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "…".encode() not in ran.stdout
    assert b"\x1b" not in ran.stdout


ASCII = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C", "LANG": "C"}


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("score", "--help"),
        ("instruments", "list"),
        ("instruments", "show", "csi_4"),
        ("instruments", "paper", "sb_resp"),
        ("cite",),
        ("cite", "--bibtex"),
    ],
    ids=" ".join,
)
def test_a_terminal_that_knows_only_ascii_is_served(words: tuple[str, ...]) -> None:
    ran = start(*words, **ASCII)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout


def test_json_is_whole_where_only_ascii_is_known() -> None:
    plain, rich = (start("cite", "--json", **it).stdout for it in (ASCII, {}))
    assert json.loads(plain) == json.loads(rich)


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    with subprocess.Popen(
        [PROGRAM, "cite", "--bibtex"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        # Closed before the first word is written, as `true` would.
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() in (0, -signal.SIGPIPE)


def test_wrong_usage_leaves_with_two_and_says_how_it_is_meant() -> None:
    ran = start("scor")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"score" in ran.stderr


def test_nothing_to_do_shows_the_help() -> None:
    ran = start()
    assert ran.returncode == 2
    assert b"demo" in ran.stdout + ran.stderr


def test_an_interruption_is_quiet_and_leaves_no_half_file(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    with subprocess.Popen(
        [PROGRAM, "demo", "--out", out],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Tests that run in the background of a shell would pass on that it is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        # Its first line says that the work has begun; it goes on for seconds.
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b""
        assert process.wait() == 130
    assert [path for path in out.rglob("*") if path.suffix == ".part"] == []
