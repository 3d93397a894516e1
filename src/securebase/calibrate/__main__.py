"""Calibrate and write: ``python -m securebase.calibrate FOLDER [--afresh]``.

It begins where the committed ensemble ended; with ``--afresh`` at the starting values.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from ._run import Plan, calibrate, write


def main() -> None:
    """Run the procedure and write what it found into a folder."""
    afresh = "--afresh" in sys.argv
    plan = Plan(rounds=5, again=False) if afresh else Plan()
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    found = calibrate(plan, _tell)
    write(found, Path(sys.argv[1]), date=today, plan=plan)


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main()
