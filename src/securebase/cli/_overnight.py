"""Many couples brought up to date in one pass; what stands already is left alone.

Each couple has a file of its own. In it stands a mark of all that it was made from,
and of nothing else: while the mark is the same, the file is not touched. So going on
after a kill and going on the next night are one and the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from securebase.core import FitError, RunError, SecureBaseError, Viewer
from securebase.runs import Progress, Span, alone, run, spans, threads

from ._beliefs import forget, keep, kept_of, view_mark
from ._night import (
    FORMAT,
    belief_file,
    couples_in,
    drop_others,
    finish,
    line_file,
    make,
    make_ready,
    mark_in,
    write_line,
)

if TYPE_CHECKING:
    from securebase.couples import View
    from securebase.fit.couple import Belief

T = TypeVar("T")

# Couples in a part: less than a second of work.
PART = 8


@dataclass(frozen=True, slots=True)
class Updated:
    """Couples brought up to date.

    Attributes:
        path: Where the results are.
        couples: How many there are.
        broken: Those among them that could not be read or fitted.
        before: Those that were up to date already.
        days: Days with check-ins, of those that were not.
        seconds: How long this process took.
    """

    path: Path
    couples: int
    broken: int
    before: int
    days: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Came:
    """What came of one couple.

    Attributes:
        name: Of its folder or file.
        broken: Whether it could not be read or fitted.
        before: Whether it was up to date already.
        days: Days with check-ins, where it was not.
    """

    name: str
    broken: bool = False
    before: bool = False
    days: int = 0


def update_all(
    folder: Path,
    out: Path,
    viewer: Viewer,
    *,
    workers: int | None = None,
    fresh: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Updated:
    """Bring every couple in a folder up to date.

    For each, what is known of it is kept, and forecast and plan are written as a line
    of JSON. What was stopped or killed goes on; the result does not show it. Couples
    that cannot be read are listed, and stop nobody else's update. What the viewer may
    not see shows nowhere: neither in the files, nor in whether they are written anew.

    Args:
        folder: Couples, each a folder or a JSON file.
        out: Where the results go; only its owner may read it.
        viewer: Who will read them.

    Other Args:
        workers: How many processes; one for each core if left out.
        fresh: Whether to forget what earlier runs left there.
        progress: Called at the start and after each part.

    Raises:
        RunError: If there are no couples, or the place is not one for this run.
        OSError: If there is no writing there.
    """
    begun = time.monotonic()
    names = couples_in(folder, out)
    count = threads(workers)
    make(out)
    with alone(out):
        make_ready(out, viewer, fresh=fresh)
        drop_others(out, names)
        came = _work(folder, out, names, viewer, count, progress)
        broken = [it.name for it in came if it.broken]
        finish(out, sorted(broken))
    return Updated(
        path=out,
        couples=len(names),
        broken=len(broken),
        before=sum(it.before for it in came),
        days=sum(it.days for it in came),
        seconds=time.monotonic() - begun,
    )


def _work(
    folder: Path,
    out: Path,
    names: Sequence[str],
    viewer: Viewer,
    workers: int,
    progress: Callable[[Progress], None] | None,
) -> list[_Came]:
    parts = spans(len(names), PART)
    count = min(workers, len(parts))
    came: list[_Came] = []
    with hands(count, _part) as do:

        def work(span: Span) -> None:
            some = tuple(names[span.first : span.stop])
            came.extend(do(folder, out, some, viewer))

        run(work, parts, workers=count, progress=progress)
    return came


@contextmanager
def hands(count: int, part: Callable[..., T]) -> Iterator[Callable[..., T]]:
    """What does a part of the work: this process, or one of so many others.

    Args:
        count: How many processes.
        part: The work; a function that another process finds by its name.
    """
    if count == 1:
        from securebase.fit.couple import one_thread

        with one_thread():
            yield part
        return
    with _processes(count) as pool:
        yield lambda *asked: pool.submit(part, *asked).result()


@contextmanager
def _processes(count: int) -> Iterator[ProcessPoolExecutor]:
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_prepare)
    with pool:
        try:
            yield pool
        except BrokenProcessPool as error:
            raise RunError(
                "The processes at work must be left alive. Got one that was ended from "
                "outside, as a system short of memory does. Give the same command "
                "again, perhaps with fewer --workers: it goes on from there."
            ) from error


def _prepare() -> None:
    """Make a process fit for work: one thread, and an end when its parent ends."""
    from multiprocessing import parent_process

    from securebase.fit.couple import one_thread

    # The parent is told of Ctrl-C too, and lets what is under way come to its end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _FOR_GOOD.enter_context(one_thread())
    parent = parent_process()
    assert parent is not None

    def end_with_it() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=end_with_it, daemon=True).start()


_FOR_GOOD = ExitStack()


def _part(folder: Path, out: Path, names: Sequence[str], viewer: Viewer) -> list[_Came]:
    return [_one(folder / name, out, viewer) for name in names]


def _one(path: Path, out: Path, viewer: Viewer) -> _Came:
    from securebase import couples

    line, kept = line_file(out, path.name), belief_file(out, path.name)
    try:
        view = couples.look(couples.read(path), viewer)
    except (SecureBaseError, OSError):
        return _broken(path.name, line, kept)
    mark = _mark(view)
    if kept.exists() and mark_in(line) == mark:
        return _Came(path.name, before=True)
    try:
        before = known_before(view, kept)
        belief, record = _made(view, before)
    except SecureBaseError:
        return _broken(path.name, line, kept)
    if before is None or before.day != belief.day:
        keep(belief, view, kept)
    # Last: what a kill leaves without it is done again.
    write_line(line, {"file": path.name, "mark": mark, **record})
    days = {it.day for seen in view.people.values() for it in seen.check_ins}
    return _Came(path.name, days=len(days))


def _broken(name: str, line: Path, kept: Path) -> _Came:
    line.unlink(missing_ok=True)
    forget(kept)
    return _Came(name, broken=True)


def known_before(view: View, kept: Path) -> Belief | None:
    """What was known of a couple when it was last worked on, where that still holds."""
    try:
        return kept_of(view, kept)
    except FitError:
        # Of another version of the model, or of another couple in this couple's place.
        forget(kept)
        return None


def _made(view: View, before: Belief | None) -> tuple[Belief, dict[str, Any]]:
    from securebase.fit.couple import update

    from ._forecast import forecast_record
    from ._planned import plans_of, plans_record

    belief = update(view, before)
    record = {"forecast": forecast_record(view, belief)}
    if view.viewer is not Viewer.PRACTITIONER:  # to whom `plan` tells nothing either
        record["plan"] = plans_record(plans_of(view, belief), view, belief)
    return belief, record


def _mark(view: View) -> str:
    """Of all that a line comes from: what is seen, by whom, and what makes sense of it.

    A mark of the couple's files would tell one partner that the other has written.
    """
    told = [FORMAT, view.viewer.value, view_mark(view), *_version()]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


@cache
def _version() -> tuple[str, ...]:
    from securebase import __version__
    from securebase.fit.couple._surrogate import surrogate
    from securebase.plan._gains import gains

    return __version__, surrogate().mark, gains().model
