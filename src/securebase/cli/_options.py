"""Arguments that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from securebase.core import Viewer

CoupleArgument: TypeAlias = Annotated[
    Path,
    # Left to the reader of couples, whose messages say what to do.
    typer.Argument(
        metavar="COUPLE", help="Folder or file of a couple.", readable=False
    ),
]
ViewerOption: TypeAlias = Annotated[
    Viewer,
    typer.Option(help="Who reads: partner a or b alone, both, or their practitioner."),
]
LanguageOption: TypeAlias = Annotated[
    str, typer.Option(help="Language of the words: en or de.", metavar="TAG")
]
JsonFlag: TypeAlias = Annotated[
    bool, typer.Option("--json", help="As JSON for a program to read.")
]
