from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ._help import examples
from ._options import CoupleArgument
from ._streams import emit_json, listed, say, tell

EXAMPLES = examples(
    "securebase validate my-couple",
    "securebase validate my-couple --all",
    "securebase validate my-couple --json",
)


def validate(
    couple: CoupleArgument,
    every: Annotated[
        bool, typer.Option("--all", help="List every problem, not only the first 50.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="List the problems as JSON.")
    ] = False,
) -> None:
    """Check the files of a couple, and name everything that must be put right.

    Each problem says where it is, what must hold, what was found, and what to do.
    """
    from securebase import couples

    problems = couples.validate(couple)
    if as_json:
        emit_json([{"place": it.place, **asdict(it)} for it in problems])
    elif problems:
        tell(listed(problems, shown=len(problems)) if every else listed(problems))
    else:
        say(_counts(couple))
    if problems:
        raise typer.Exit(2)


def _counts(path: Path) -> str:
    from securebase import couples

    lines = [f"{path} is fine."]
    lines += [f"  {summary}" for summary in couples.read(path).summary]
    return "\n".join(lines)
