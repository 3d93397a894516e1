"""Try every law on many times more examples than `make test`, and write the outcome.

    python -m proofs.run [TIMES]

The types are not checked while it runs, which is slow and is what `make test` is for.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from tests.effort import EFFORT
from tools.record import machine, write

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("results")
TIMES = 30


def main() -> int:
    """Run the laws and write what came of them; 1 where one does not hold."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    with tempfile.TemporaryDirectory() as home:
        outcome = Path(home, "outcome.xml")
        code = _try_all(times, outcome)
        if not outcome.exists():
            return code
        cases = list(ET.parse(outcome).getroot().iter("testcase"))
    write(RESULTS, "laws", "The laws, tried for long", _lines(times, cases))
    return code


def _try_all(times: int, outcome: Path) -> int:
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-m", "law", "-n", "auto"),
        *("-o", "addopts=--strict-markers --import-mode=importlib"),
        *("--timeout=0", "--dist=worksteal", f"--junitxml={outcome}"),
    ]
    # Other seeds on every run: a law that holds today is searched anew tomorrow.
    return subprocess.run(
        command, cwd=ROOT, check=False, env={**os.environ, EFFORT: str(times)}
    ).returncode


def _lines(times: int, cases: list[ET.Element]) -> Iterator[str]:
    held = sum(_holds(case) for case in cases)
    yield f"{held} of {len(cases)} laws hold. Each was tried on {times} times as many"
    yield "random examples as `make test` tries; a law that fails names a smallest one."
    yield ""
    yield from machine(("hypothesis", "numpy"))
    yield ""
    yield "| law | examples, at most | seconds | holds |"
    yield "|---|---|---|---|"
    for case in sorted(cases, key=_name):
        seconds = f"{float(case.attrib['time']):.0f}"
        holds = "yes" if _holds(case) else "**no**"
        yield f"| {_name(case)} | {_examples(case):,} | {seconds} | {holds} |"


def _name(case: ET.Element) -> str:
    floor = case.attrib["classname"].split(".")[1]
    return f"{floor}: {case.attrib['name'].removeprefix('test_').replace('_', ' ')}"


def _holds(case: ET.Element) -> bool:
    return not any(case.findall(wrong) for wrong in ("failure", "error", "skipped"))


def _examples(case: ET.Element) -> int:
    told = case.find("properties/property[@name='examples']")
    return 0 if told is None else int(told.attrib["value"])


if __name__ == "__main__":
    sys.exit(main())
