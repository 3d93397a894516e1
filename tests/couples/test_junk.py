"""Files of millions of wrong things: given up early, in little memory."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from securebase import couples

from .conftest import TODAY
from .spoiling import ANSWERS, DIARY, TOML

PROGRAM = Path(sys.executable).with_name("securebase")
HEADER = b"partner,occasion,instrument,item,answer\n"
MANY = 20_000
ENOUGH = 1_000
SHARE = '{"topic": "base", "with": "partner"}'
FIELD = b', "k%d": 1'


def document(*, shares: str = "", answers: str = "") -> bytes:
    return (
        '{"format": "securebase-couple", "version": 1, "id": "x", "made_up": true, '
        '"time_zone": "UTC", "partners": {"a": {"name": "A", '
        f'"shares": [{shares}], "answers": [{answers}]}}, "b": {{"name": "B"}}}}}}'
    ).encode()


JUNK = {
    "rows without meaning": (ANSWERS, HEADER + b"c,x,y,z,w\n" * MANY),
    "rows too short": (ANSWERS, HEADER + b"1,2\n" * MANY),
    "rows of the diary": (DIARY, b"partner,day\n" + b"a,2025-13-01\n" * MANY),
    "answers": ("c.json", document(answers=",".join(["{}"] * MANY))),
    "shares": ("c.json", document(shares=",".join([SHARE] * MANY))),
    "fields": ("c.json", b'{"": 0' + b"".join(FIELD % n for n in range(MANY)) + b"}"),
    "names twice": ("c.json", b'{"": 0' + FIELD % 1 * MANY + b"}"),
}


@pytest.mark.parametrize("junk", JUNK)
def test_after_a_thousand_problems_it_says_so_and_stops(junk: str, good: Path) -> None:
    file, content = JUNK[junk]
    (good / file).write_bytes(content)
    path = good / file if file.endswith(".json") else good
    problems = couples.validate(path, today=TODAY)
    assert ENOUGH <= len(problems) <= ENOUGH + 1
    if junk != "names twice":
        assert "fewer than 1,000 problems" in problems[-1].must


UNCLOSED = b"x" * 2**24
HUGE = {
    "json": ("c.json", b'{"' + UNCLOSED),
    "backslashes": ("c.json", b'{"' + UNCLOSED.replace(b"x", b"\\")),
    "brackets": ("c.json", UNCLOSED.replace(b"x", b"[")),
    "toml": (TOML, b'id = "' + UNCLOSED),
    "table": (ANSWERS, HEADER + b"c,x,y,z,w\n" * 2**21),
    "commas": (ANSWERS, UNCLOSED.replace(b"x", b",")),
}


@pytest.mark.parametrize("huge", HUGE)
def test_a_large_file_of_junk_needs_no_large_machine(huge: str, good: Path) -> None:
    file, content = HUGE[huge]
    (good / file).write_bytes(content)
    path = good / file if file.endswith(".json") else good

    def on_a_small_machine() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (3 * 2**29, 3 * 2**29))
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))

    ran = subprocess.run(
        [PROGRAM, "validate", path],
        capture_output=True,
        check=False,
        preexec_fn=on_a_small_machine,
        text=True,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert " must " in ran.stderr
