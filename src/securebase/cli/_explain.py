from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ._files import write_files
from ._help import examples
from ._streams import say, tell

EXAMPLES = examples(
    "securebase explain",
    "securebase explain --mechanism haven",
    "securebase explain --statement S9",
    "securebase explain --graph model.svg",
    "securebase explain --graph haven.svg --mechanism haven",
    "securebase explain --odd model.md",
    "securebase explain --loops",
)


def explain(
    mechanism: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="One mechanism: equation, effects, numbers."),
    ] = None,
    statement: Annotated[
        str | None,
        typer.Option(metavar="S9", help="One statement: where it stands in the model."),
    ] = None,
    parameters: Annotated[
        bool, typer.Option("--parameters", help="Every number, and where it is from.")
    ] = False,
    loops: Annotated[
        bool, typer.Option("--loops", help="How strong each feedback loop is.")
    ] = False,
    graph: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="Draw the model, or the mechanism or statement named, as SVG.",
        ),
    ] = None,
    odd: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", help="Describe the whole model as Markdown; - prints it."
        ),
    ] = None,
) -> None:
    """What the couple model is made of, and how well each part is known."""
    from securebase import explain as model

    if graph is not None:
        _write(graph, model.graph_svg(statement or mechanism))
    elif odd is not None:
        _write(odd, model.odd())
    elif parameters:
        say(model.parameter_list())
    elif loops:
        say(model.loop_list())
    elif mechanism is not None:
        say(model.of_mechanism(mechanism))
    elif statement is not None:
        say(model.of_one_statement(statement))
    else:
        say(model.overview())


def _write(path: Path, text: str) -> None:
    if str(path) == "-":
        say(text.rstrip("\n"))
        return
    write_files({path: text.encode()})
    tell(f"Written: {path}")
