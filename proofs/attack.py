"""What can a partner learn who knows their own answers and all of the code?

    python -m proofs.attack

The other's answers follow one secret level of seven; a report a week for half a year is
rendered for each, and the attacker concludes with Bayes' rule (tests/report/attack.py).
Where nothing is shared it must be nothing; where something is, the attack must find it,
or it proves nothing.
"""

from __future__ import annotations

import sys
from math import log2
from pathlib import Path

from securebase.core import Viewer
from securebase.couples import read
from tests.report.attack import (
    LEVELS,
    bits,
    last_days,
    longer,
    seen,
    with_nothing_shared,
    with_secret,
)
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
EXAMPLES = Path(__file__).parents[1] / "examples"
WEEKS = 26


def main() -> int:
    """Attack, write the report; 1 where anything is learnt that was not shared."""
    rows, private = [], []
    for name in ("both-work", "held-back", "one-sided"):
        couple = longer(read(EXAMPLES / name), 5)
        days = last_days(couple, WEEKS)
        for viewer in (Viewer.A, Viewer.OURS):
            hidden = with_nothing_shared(couple)
            found = bits([seen(with_secret(hidden, it), days, viewer) for it in LEVELS])
            private.append(found)
            rows.append(f"| {name} | {viewer} | nothing | {WEEKS} | {found:.2f} |")
        shared = bits(
            [seen(with_secret(couple, it), days[-1:], Viewer.A) for it in LEVELS]
        )
        rows.append(f"| {name} | a | what the files say | 1 | {shared:.2f} |")
    good = max(private) == 0.0
    lines = [
        "**Where nothing is shared, half a year of weekly reports tells the partner",
        f"{max(private):.2f} of {log2(len(LEVELS)):.2f} bits.**",
        "",
        *machine(),
        "",
        "Rendered: the HTML and the JSON, with forecast, plan and what moved. The last",
        "rows of each couple are the control: what is shared is found.",
        "",
        "| couple | report for | shared | reports | bits |",
        "|---|---|---|---|---|",
        *rows,
    ]
    write(RESULTS, "attack", "What can the partner learn?", lines)
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
