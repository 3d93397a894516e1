"""Many couples brought up to date in one pass; what stands already is left alone.

Each couple has a file of its own. In it stands a mark of all that it was made from,
and of nothing else: while the mark is the same, the file is not touched. So going on
after a kill and going on the next night are one and the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
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
from typing import TYPE_CHECKING, Any

from securebase.core import FitError, RunError, SecureBaseError, Viewer, replacing
from securebase.runs import Progress, Span, alone, need_same, run, spans, threads

from ._beliefs import forget, keep, keep_only, kept_of, view_mark

if TYPE_CHECKING:
    from securebase.couples import View
    from securebase.fit.couple import Belief

# Couples in a part: less than a second of work.
PART = 8
_FORMAT = "securebase-update/2"
_RUN, _BROKEN = "run.json", "broken.jsonl"
_COUPLES, _BELIEFS = "couples", "beliefs"
# The same whatever is wrong: the reason may quote what one partner keeps to themselves.
UNREADABLE = (
    "A couple must be one that can be read. This one could not be: `securebase "
    "validate` tells why."
)


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
    names = _couples_in(folder, out)
    count = threads(workers)
    _make(out)
    with alone(out):
        _make_ready(out, viewer, fresh=fresh)
        _drop_others(out, names)
        came = _work(folder, out, names, viewer, count, progress)
        broken = [it.name for it in came if it.broken]
        _finish(out, sorted(broken))
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
    with _hands(count) as do:

        def work(span: Span) -> None:
            some = tuple(names[span.first : span.stop])
            came.extend(do(folder, out, some, viewer))

        run(work, parts, workers=count, progress=progress)
    return came


@contextmanager
def _hands(count: int) -> Iterator[Callable[..., list[_Came]]]:
    """What does a part: this process, or one of so many others."""
    if count == 1:
        from securebase.fit.couple import one_thread

        with one_thread():
            yield _part
        return
    with _processes(count) as pool:
        yield lambda *asked: pool.submit(_part, *asked).result()


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

    line, kept = _line_file(out, path.name), _belief_file(out, path.name)
    try:
        view = couples.look(couples.read(path), viewer)
    except (SecureBaseError, OSError):
        return _broken(path.name, line, kept)
    mark = _mark(view)
    if kept.exists() and _mark_in(line) == mark:
        return _Came(path.name, before=True)
    try:
        before = _before(view, kept)
        belief, record = _made(view, before)
    except SecureBaseError:
        return _broken(path.name, line, kept)
    if before is None or before.day != belief.day:
        keep(belief, view, kept)
    # Last: what a kill leaves without it is done again.
    _write(line, _line({"file": path.name, "mark": mark, **record}))
    days = {it.day for seen in view.people.values() for it in seen.check_ins}
    return _Came(path.name, days=len(days))


def _broken(name: str, line: Path, kept: Path) -> _Came:
    line.unlink(missing_ok=True)
    forget(kept)
    return _Came(name, broken=True)


def _before(view: View, kept: Path) -> Belief | None:
    try:
        return kept_of(view, kept)
    except FitError:
        # Of another version of the model, or of another couple in this couple's place.
        forget(kept)
        return None


def _made(view: View, before: Belief | None) -> tuple[Belief, dict[str, Any]]:
    from securebase.fit.couple import update

    from ._forecast import forecast_record
    from ._plan import plans_of, plans_record

    belief = update(view, before)
    record = {"forecast": forecast_record(view, belief)}
    if view.viewer is not Viewer.PRACTITIONER:  # to whom `plan` tells nothing either
        record["plan"] = plans_record(plans_of(view, belief), view, belief)
    return belief, record


def _mark(view: View) -> str:
    """Of all that a line comes from: what is seen, by whom, and what makes sense of it.

    A mark of the couple's files would tell one partner that the other has written.
    """
    told = [_FORMAT, view.viewer.value, view_mark(view), *_version()]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


@cache
def _version() -> tuple[str, ...]:
    from securebase import __version__
    from securebase.fit.couple._surrogate import surrogate
    from securebase.plan._gains import gains

    return __version__, surrogate().mark, gains().model


def _mark_in(line: Path) -> str | None:
    found = _read(line)
    return found.get("mark") if isinstance(found, dict) else None


def _line_file(out: Path, name: str) -> Path:
    return out / _COUPLES / f"{name}.json"


def _belief_file(out: Path, name: str) -> Path:
    return out / _BELIEFS / f"{name}.npz"


def _couples_in(folder: Path, out: Path) -> list[str]:
    """Names of what is a couple or should be one, in order."""
    if not folder.is_dir():
        raise RunError(
            "The couples must lie in a folder. "
            f"Got {str(folder)!r} instead, which is none. Name the folder above them."
        )
    if out.resolve().is_relative_to(folder.resolve()):
        raise RunError(
            "The results must lie outside the folder of the couples. "
            f"Got {str(out)!r} instead. Choose another place with --out."
        )
    names = sorted(
        it.name
        for it in folder.iterdir()
        if not it.name.startswith(".") and (it.is_dir() or it.suffix == ".json")
    )
    if not names:
        raise RunError(
            "The folder must hold couples, each a folder or a .json file. "
            f"Got none in {str(folder)!r} instead. Name the folder above them."
        )
    return names


def _make(out: Path) -> None:
    if not out.parent.is_dir():
        raise RunError(
            "The folder above the results must exist. "
            f"Got {str(out.parent)!r} instead, which is not a folder. Create it."
        )
    if not out.exists():
        out.mkdir(mode=0o700, exist_ok=True)


def _make_ready(out: Path, viewer: Viewer, *, fresh: bool) -> None:
    """See that an update for this viewer can begin, or go on, in a place."""
    asked = {"format": _FORMAT, "viewer": viewer.value}
    there = _there(out)
    if fresh:
        # Before it is said whose it becomes, so that a kill never mixes two viewers.
        _clear(out)
    elif there:
        need_same(asked, there, out)
    if there != asked:
        _write(out / _RUN, _line(asked))
    for place in (out / _COUPLES, out / _BELIEFS):
        place.mkdir(mode=0o700, exist_ok=True)


def _there(out: Path) -> dict[str, Any]:
    """What was said of a place when it was begun; empty where nothing is there yet."""
    found = _read(out / _RUN)
    if isinstance(found, dict) and found.get("format") == _FORMAT:
        return found
    if out.is_dir() and all(map(_left, out.iterdir())):
        return {}
    raise RunError(
        f"{str(out)!r} must be a folder that `securebase update` wrote, or not be "
        "there yet. Got something else instead, and left it as it is. Choose "
        "another place with --out."
    )


def _left(path: Path) -> bool:
    """Whether it is what a kill leaves of a file that was being written."""
    return path.name.startswith(".") and path.suffix == ".part"


def _clear(out: Path) -> None:
    (out / _BROKEN).unlink(missing_ok=True)
    for place in (out / _COUPLES, out / _BELIEFS):
        if place.exists():
            shutil.rmtree(place)


def _drop_others(out: Path, names: Sequence[str]) -> None:
    """Delete what is there of couples that are gone."""
    keep_only(out / _BELIEFS, [_belief_file(out, it).name for it in names])
    ours = {_line_file(out, it).name for it in names}
    for file in (out / _COUPLES).glob("*.json"):
        if file.name not in ours:
            file.unlink()


def _finish(out: Path, broken: Sequence[str]) -> None:
    """List the couples that could not be brought up to date, and drop what is left."""
    lines = [{"file": name, "error": UNREADABLE} for name in broken]
    found, place = b"".join(map(_line, lines)), out / _BROKEN
    if not place.exists() or place.read_bytes() != found:
        _write(place, found)
    for folder in (out, out / _COUPLES, out / _BELIEFS):
        for left in filter(_left, folder.iterdir()):
            left.unlink()


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _line(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False) + "\n"
    # A file's name need not be text; what JSON escapes so is read again as it was.
    return text.encode("utf-8", "backslashreplace")


def _write(path: Path, content: bytes) -> None:
    with replacing(path, private=True) as part:
        part.write_bytes(content)
