from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from securebase.core import RunError

from ._help import examples
from ._streams import console, say, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.progress import Progress as Bar

    from securebase.runs import Progress
    from securebase.simulate import Written

EXAMPLES = examples(
    "securebase simulate --couples 1000 --days 365 --seed 1 --out couples.zarr",
    "securebase simulate --couples 100000 --days 365 --every 7 --out large.zarr",
    "securebase simulate --couples 1000 --off haven --out no-haven.zarr",
)

# Shorter work needs no bar.
_PATIENCE = 2.0


def simulate(
    couples: Annotated[int, typer.Option(help="How many couples.")],
    out: Annotated[
        Path,
        typer.Option(
            help="Folder for the result (Zarr); made if it is not there.",
            readable=False,
        ),
    ],
    days: Annotated[int, typer.Option(help="How many days.")] = 365,
    seed: Annotated[
        int, typer.Option(help="The same seed gives the same couples and days.")
    ] = 0,
    every: Annotated[
        int,
        typer.Option(help="Days in a window: 1 keeps each day, 7 the mean of a week."),
    ] = 1,
    off: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="A mechanism to switch off; may be given repeatedly."
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A variable to keep; may be given repeatedly; all if left out.",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            help="Threads; one for each core if left out.", show_default=False
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
    """Let made-up couples live on for some days, by the model of the theory.

    Nobody in them is real. What was stopped or killed goes on when the same command is
    given again; the result is the same, number by number, as without the stop and
    whatever the number of workers.
    """
    from securebase.simulate import stream

    try:
        with _bar() as progress:
            written = stream(
                out,
                couples,
                days=days,
                seed=seed,
                every=every,
                off=tuple(off or ()),
                keep=tuple(keep) if keep else None,
                workers=workers,
                fresh=fresh,
                progress=progress,
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
    _sum_up(written, every)


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    """A bar for those who watch, once the work has taken some seconds."""
    from rich.progress import (
        BarColumn,
        Progress as Bar,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    screen = console()
    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )
    begun = time.monotonic()
    try:
        yield lambda far: _show(bar, far, begun)
    finally:
        if bar.live.is_started:
            bar.stop()


def _show(bar: Bar, far: Progress, begun: float) -> None:
    if bar.disable:
        return
    if not bar.tasks:
        bar.add_task("couples", total=far.total)
    bar.update(bar.task_ids[0], completed=far.done)
    if not bar.live.is_started and time.monotonic() - begun > _PATIENCE:
        bar.start()


def _sum_up(written: Written, every: int) -> None:
    windows = "every day" if every == 1 else f"in windows of {every} days"
    say(f"{written.couples:,} couples, {written.days:,} days each, kept {windows}.")
    new = written.couples - written.before
    if not new:
        say("They were there already; nothing was left to do.")
    else:
        rate = new * written.days / max(written.seconds, 1e-9)
        earlier = f" ({written.before:,} were there already)" if written.before else ""
        say(f"{written.seconds:.1f} s, {rate:,.0f} couple-days a second{earlier}.")
    say(f"Written: {written.path} ({_in_words(written.size)})")
    place = repr(str(written.path))
    say(f"Open it in Python: import xarray; xarray.open_zarr({place})")


def _in_words(size: int) -> str:
    for unit, scale in (("GB", 1e9), ("MB", 1e6)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size / 1e3:.1f} kB"
