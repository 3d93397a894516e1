from __future__ import annotations

from securebase import evidence
from securebase.core import STATEMENTS
from securebase.dynamics import Mechanism, mechanisms

from ._experiments import Experiment, experiments
from ._markdown import codes, table

_HEAD = """# From statement to mechanism to test

Every statement of [the theory](../theory.md), the mechanisms in which it stands, the
rows of [evidence](../evidence.md) behind their numbers, and the tests that show its
effect and its direction. Each test also shows that the effect is gone when its
mechanisms are switched off. Written by `python -m securebase.explain --statements >
docs/model/statements.md`.

A mechanism has two files in `src/securebase/dynamics/_mechanisms/`: its equations in
`<name>.py`, its numbers in `<name>.toml`. The tests are the cases of
`tests/contracts/test_statements.py`, named in brackets.
"""
_TESTS = """
## What the tests show

In the *whole* model, with the mechanisms named switched off for comparison. Sizes move
with calibration and are not repeated here; that the model shows an effect says nothing
about whether real couples do.
"""


def statements_table() -> str:
    """Every statement with its mechanisms, evidence and tests, as Markdown.

    Returns:
        A page, ending in a newline.
    """
    head = ("Statement", "Verdict", "Mechanisms", "Rows of evidence", "Tests")
    rows = [_row(statement) for statement in STATEMENTS]
    shown = [
        (it.statement, f"{it.says} (`{it.id}`)", codes(it.mechanisms), _left(it))
        for it in experiments()
    ]
    second = ("Serves", "What is shown", "Switched off", "What may be left")
    return f"{_HEAD}\n{table(head, rows)}\n{_TESTS}\n{table(second, shown)}\n"


def of_statement(statement: str) -> tuple[Mechanism, ...]:
    """The mechanisms in which a statement stands."""
    return tuple(each for each in mechanisms() if statement in each.statements)


def _row(statement: str) -> tuple[str, ...]:
    found = of_statement(statement)
    rows = dict.fromkeys(row for each in found for row in each.rows)
    tests = [it.id for it in experiments() if it.statement == statement]
    return (
        f"**{statement}** {STATEMENTS[statement]}",
        evidence.verdict(statement).verdict.words,
        codes(each.id + (" (hypothesis)" if each.hypothesis else "") for each in found),
        codes(rows) or "none",
        codes(tests),
    )


def _left(experiment: Experiment) -> str:
    return f"{experiment.left:.0%}" if experiment.left else "nothing"
