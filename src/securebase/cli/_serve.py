from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from securebase.core import RunError

from ._help import examples

EXAMPLES = examples(
    "securebase serve --demo",
    "securebase serve --port 8080 --data ~/our-base",
)


def serve(
    port: Annotated[int, typer.Option(help="Where the browser finds it.")] = 8000,
    host: Annotated[
        str, typer.Option(help="Address to listen at; only this machine if left out.")
    ] = "127.0.0.1",
    data: Annotated[
        Path,
        typer.Option(
            help="Folder of the databases and keys; made if it is not there.",
            envvar="SECUREBASE_DATA",
        ),
    ] = Path("securebase-data"),
    processes: Annotated[
        int, typer.Option(help="Processes that answer requests.", min=1)
    ] = 2,
    demo: Annotated[
        bool, typer.Option("--demo", help="With made-up couples to look round.")
    ] = False,
) -> None:
    """Start the app for couples and practitioners, on this machine.

    It needs no other service: two SQLite files in the data folder hold everything,
    answers in one and the keys to them in the other. How to put it on a server, with
    PostgreSQL, HTTPS and mail, is said in docs/how-to/host-the-app.md.
    """
    if find_spec("django") is None:
        raise RunError(
            "The app must be installed. Got securebase without it instead. Install "
            "it: pip install 'securebase[web]'."
        )
    os.environ["SECUREBASE_DATA"] = str(data)
    # Another program, because the app is no part of the command line.
    words = [sys.executable, "-m", "securebase.web", "serve"]
    words += ["--port", str(port), "--host", host, "--processes", str(processes)]
    os.execv(sys.executable, [*words, *(["--demo"] if demo else [])])  # noqa: S606
