from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from securebase.core import Viewer

from ._help import examples
from ._options import CoupleArgument
from ._plan_shown import show_plans
from ._planned import plans_of, plans_record
from ._streams import console, emit_json

EXAMPLES = examples(
    "securebase plan examples/both-work --viewer a",
    "securebase plan my-couple --viewer a --goal lighter --minutes 5",
    "securebase plan my-couple --viewer b --log b-tried.json --json",
)


class _Reader(StrEnum):
    A = "a"
    B = "b"
    OURS = "ours"


def plan(
    couple: CoupleArgument,
    viewer: Annotated[
        _Reader, typer.Option(help="Who reads: partner a or b alone, or both.")
    ],
    goal: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="What is wanted: safer, explore, lighter, closer, lively or base. "
            "What seems most called for if left out.",
        ),
    ] = None,
    minutes: Annotated[
        int | None,
        typer.Option(
            help="Most minutes a day; 15 if left out, or what a review settled on.",
            show_default=False,
        ),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What was tried before, as `review` keeps it.",
            readable=False,
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Every option, as JSON for a program.")
    ] = False,
) -> None:
    """One thing to practise: what it would bring, how sure that is, and why.

    A plan holds only one's own doing. For both together there is one for each, made
    from what both share. Where all is well, it says that nothing needs to be trained;
    where little was answered so far, that it is too early.
    It speaks English; a report can be had in other languages.
    """
    from securebase import couples
    from securebase.fit.couple import update

    view = couples.look(couples.read(couple), Viewer(viewer.value))
    belief = update(view)
    found = plans_of(view, belief, goal=goal, minutes=minutes, log=log)
    if as_json:
        emit_json(plans_record(found, view, belief))
        return
    show_plans(found, view, belief, console(), chosen=goal is not None)
