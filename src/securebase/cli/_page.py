"""The page of the command line: ``python -m securebase.cli._page``."""

from __future__ import annotations

import contextlib
import io
import os
import sys

from ._main import run

_COMMANDS = (
    (),
    ("demo",),
    ("report",),
    ("validate",),
    ("forecast",),
    ("plan",),
    ("review",),
    ("score",),
    ("fit",),
    ("simulate",),
    ("update",),
    ("serve",),
    ("explain",),
    ("cite",),
    ("instruments",),
    ("instruments", "list"),
    ("instruments", "show"),
    ("instruments", "paper"),
)
_HEAD = """# Command line

What each command says about itself with `--help`. [Exit codes](exit-codes.md) lists
what they leave with.

Where a machine reads along, give `--json`: standard output then holds one JSON
document. Colours and the progress bar appear on a terminal only, and `NO_COLOR` turns
colours off. A terminal too narrow for a table gets a list.

This page is written by `python -m securebase.cli._page >
docs/reference/command-line.md`.
"""


def page() -> str:
    """The whole page, at the width of an ordinary terminal."""
    os.environ["COLUMNS"] = "80"
    return _HEAD + "".join(f"\n{_section(words)}" for words in _COMMANDS)


def _section(words: tuple[str, ...]) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        run([*words, "--help"])
    text = "\n".join(line.rstrip() for line in said.getvalue().rstrip().splitlines())
    return f"## {' '.join(('securebase', *words))}\n\n```text\n{text}\n```\n"


if __name__ == "__main__":
    # Bytes, so that the page is the same file on every system.
    sys.stdout.buffer.write(page().encode())
