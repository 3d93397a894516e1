from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from securebase.core import RunError, Viewer

from ._help import examples
from ._streams import say, tell

if TYPE_CHECKING:
    from ._overnight import Updated

EXAMPLES = examples(
    "securebase update couples --out tonight",
    "securebase update couples --out for-a --viewer a --workers 2",
)


def update(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="Many couples, each a folder or a .json file.",
            readable=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            help="Folder for the results; made if it is not there.", readable=False
        ),
    ],
    viewer: Annotated[
        Viewer, typer.Option(help="Who will read them; never mixed in one place.")
    ] = Viewer.OURS,
    workers: Annotated[
        int | None,
        typer.Option(
            help="Processes; one for each core if left out.", show_default=False
        ),
    ] = None,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh/--resume",
            help="Begin anew, or go on with what the same command began there.",
        ),
    ] = False,
) -> None:
    """Bring many couples up to date: what is known, what lies ahead, what to try.

    Forecast and plan of each couple become a file of one line of JSON in OUT/couples (a
    practitioner gets no plans), and what is known is kept in OUT/beliefs. The same
    command again works only on couples of whom something else can be seen by now, and
    goes on where it was stopped or killed; the result is the same, byte by byte. What
    is there of a couple goes when the couple does. Couples that cannot be read are
    listed in OUT/broken.jsonl and stop nobody else; `securebase validate` tells why.
    Only you can read the results.
    """
    from ._overnight import update_all
    from ._simulate import _bar as bar

    try:
        with bar() as progress:
            done = update_all(
                folder, out, viewer, workers=workers, fresh=fresh, progress=progress
            )
    except KeyboardInterrupt:
        if out.is_dir():
            tell("Stopped. The same command, without --fresh, goes on from here.")
        raise
    except OSError as error:
        raise RunError(
            f"There must be room and leave to write in {str(out)!r}. "
            f"Got {error.strerror or str(error)!r} instead. Put it right and give the "
            "same command again, without --fresh: it goes on from where it stopped."
        ) from error
    _sum_up(done)


def _sum_up(done: Updated) -> None:
    say(f"{done.couples:,} couples, {done.broken:,} of them broken.")
    new = done.couples - done.broken - done.before
    if not new:
        whole = "The others" if done.broken else "They"
        say(f"{whole} were up to date already; nothing was left to do.")
    else:
        seconds = max(done.seconds, 1e-9)
        earlier = f" ({done.before:,} were there already)" if done.before else ""
        say(
            f"{done.seconds:.1f} s, {new / seconds:,.1f} couples and "
            f"{done.days / seconds:,.0f} couple-days a second{earlier}."
        )
    say(f"Written: {done.path}")
    if done.broken:
        tell(f"{done.broken:,} could not be read: see {done.path / 'broken.jsonl'}")
