"""Many couples brought up to date, part by part, in processes; a kill costs a part."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from securebase.core import FitError, RunError, SecureBaseError, Viewer
from securebase.runs import Journal, Progress, Span, need_same, run, spans, threads

from ._beliefs import belief_of, forget, keep_only, view_mark
from ._files import write_files

if TYPE_CHECKING:
    from securebase.couples import View
    from securebase.fit.couple import Belief

# Couples in a part: a second or two of work.
PART = 8
# So many are read sooner than processes have begun.
_ALONE = 64
_FORMAT = "securebase-update/1"
_JOURNAL, _RUN, _BROKEN = "journal.jsonl", "run.json", "broken.jsonl"
_PARTS, _BELIEFS = "parts", "beliefs"
# Settings that may differ from those of another night in the same place.
_NIGHTLY = ("couples", "answers", "model", "securebase")
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
        before: Those that an earlier process had finished.
        days: Days with check-ins, of those that this process did.
        seconds: How long this process took.
    """

    path: Path
    couples: int
    broken: int
    before: int
    days: int
    seconds: float


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
    """
    begun = time.monotonic()
    names = _couples_in(folder, out)
    count = threads(workers)
    marks = _marks(folder, names, viewer, count)
    settings = _settings(marks, viewer)
    _make_ready(out, settings, fresh=fresh)
    keep_only(out / _BELIEFS, [_kept(it) for it, mark in marks.items() if mark])
    days = 0
    far = Progress(len(names), len(names), len(names))
    if (out / _JOURNAL).exists():
        with Journal(out / _JOURNAL, settings) as journal:
            parts = spans(len(names), PART)
            far, days = _work(
                folder, out, names, viewer, parts, count, journal, progress
            )
            _finish(out, parts)
            (out / _JOURNAL).unlink()
    broken = len((out / _BROKEN).read_text("utf-8").splitlines())
    seconds = time.monotonic() - begun
    return Updated(out, len(names), broken, far.before, days, seconds)


def _work(
    folder: Path,
    out: Path,
    names: Sequence[str],
    viewer: Viewer,
    parts: Sequence[Span],
    workers: int,
    journal: Journal,
    progress: Callable[[Progress], None] | None,
) -> tuple[Progress, int]:
    count = min(workers, len(parts))
    days: list[int] = []
    with _processes(count) as pool:

        def work(span: Span) -> None:
            some = tuple(names[span.first : span.stop])
            job = pool.submit(_part, folder, out, some, span.number, viewer)
            days.append(job.result())

        far = run(work, parts, workers=count, journal=journal, progress=progress)
    return far, sum(days)


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


def _part(
    folder: Path, out: Path, names: Sequence[str], number: int, viewer: Viewer
) -> int:
    """Do one part; how many days of check-ins were in it."""
    lines, days = [], 0
    for name in names:
        record, own = _one(folder / name, out / _BELIEFS / _kept(name), viewer)
        lines.append(json.dumps({"file": name, **record}, ensure_ascii=False))
        days += own
    text = "".join(f"{line}\n" for line in lines)
    write_files({_part_file(out, number): text.encode()}, private=True)
    return days


def _one(path: Path, kept: Path, viewer: Viewer) -> tuple[dict[str, Any], int]:
    from securebase import couples

    from ._forecast import forecast_record
    from ._plan import plans_of, plans_record

    record: dict[str, Any] = {}
    try:
        view = couples.look(couples.read(path), viewer)
        belief = _belief(view, kept)
        record["forecast"] = forecast_record(view, belief)
        if viewer is not Viewer.PRACTITIONER:  # to whom `plan` tells nothing either
            record["plan"] = plans_record(plans_of(view, belief), view, belief)
    except (SecureBaseError, OSError):
        forget(kept)
        return {"error": UNREADABLE}, 0
    days = {it.day for seen in view.people.values() for it in seen.check_ins}
    return record, len(days)


def _belief(view: View, kept: Path) -> Belief:
    try:
        return belief_of(view, kept)
    except FitError:
        # Of another version of the model, or of another couple in this couple's place.
        forget(kept)
        return belief_of(view, kept)


def _kept(name: str) -> str:
    """What the file is called that keeps the belief of a couple."""
    return f"{name}.npz"


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


def _marks(
    folder: Path, names: Sequence[str], viewer: Viewer, workers: int
) -> dict[str, str]:
    """A mark of what may be seen of each couple; an empty one if it cannot be read.

    Marks of the files themselves would tell one partner that the other has written.
    """
    mark = partial(_mark, viewer=viewer)
    paths = [folder / name for name in names]
    if workers == 1 or len(names) <= _ALONE:
        return dict(zip(names, map(mark, paths), strict=True))
    with _processes(workers) as pool:
        found = pool.map(mark, paths, chunksize=PART)
        return dict(zip(names, found, strict=True))


def _mark(path: Path, viewer: Viewer) -> str:
    from securebase import couples

    try:
        return view_mark(couples.look(couples.read(path), viewer))
    except (SecureBaseError, OSError):
        return ""


def _settings(marks: Mapping[str, str], viewer: Viewer) -> dict[str, Any]:
    """All that the result depends on."""
    from securebase import __version__
    from securebase.fit.couple._surrogate import surrogate
    from securebase.plan._gains import gains

    answers = hashlib.sha256(json.dumps(list(marks.items())).encode())
    return {
        "format": _FORMAT,
        "viewer": viewer.value,
        "couples": len(marks),
        "answers": answers.hexdigest()[:16],
        "model": f"{surrogate().mark} {gains().model}",
        "securebase": __version__,
    }


def _make_ready(out: Path, settings: Mapping[str, Any], *, fresh: bool) -> None:
    """See that a run with these settings can begin, or go on, in a place."""
    if out.exists():
        there = _there(out)
        _refuse_two(out, there)
        if not fresh:
            asked = {it: settings[it] for it in there if it not in _NIGHTLY}
            need_same(asked, {it: there[it] for it in asked}, out)
            whole = (out / _JOURNAL).exists() or (out / _BROKEN).exists()
            if there == dict(settings) and whole:
                return
        _clear(out, settings, fresh=fresh)
    elif not out.parent.is_dir():
        raise RunError(
            "The folder above the results must exist. "
            f"Got {str(out.parent)!r} instead, which is not a folder. Create it."
        )
    for place in (out, out / _PARTS, out / _BELIEFS):
        place.mkdir(mode=0o700, exist_ok=True)
    Journal(out / _JOURNAL, settings).close()
    # Last, since from then on the run counts as begun.
    _write_json(out / _RUN, settings)


def _there(out: Path) -> dict[str, Any]:
    try:
        found = json.loads((out / _RUN).read_text("utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or found.get("format") != _FORMAT:
        if out.is_dir() and all(map(_ours, out.iterdir())):
            return {"format": _FORMAT}
        raise RunError(
            f"{str(out)!r} must be a folder that `securebase update` wrote, or not be "
            "there yet. Got something else instead, and left it as it is. Choose "
            "another place with --out."
        )
    return found


def _ours(path: Path) -> bool:
    """Whether a run leaves something of this name, if only when it is killed."""
    left = path.name.startswith(".") and path.suffix == ".part"
    return left or path.name in (_PARTS, _BELIEFS, _JOURNAL, _BROKEN)


def _refuse_two(out: Path, there: Mapping[str, Any]) -> None:
    """Refuse a place where another process is at work."""
    # Before all its settings are there, no process is at work.
    if (out / _JOURNAL).exists() and "answers" in there:
        Journal(out / _JOURNAL, there).close()


def _clear(out: Path, settings: Mapping[str, Any], *, fresh: bool) -> None:
    """Make way for another night; what is known of the couples is gone on from."""
    # First, so that what a kill leaves looks like nothing that is finished, and still
    # like ours, for the same viewer.
    begun = {it: settings[it] for it in settings if it not in _NIGHTLY}
    _write_json(out / _RUN, begun)
    (out / _JOURNAL).unlink(missing_ok=True)
    (out / _BROKEN).unlink(missing_ok=True)
    shutil.rmtree(out / _PARTS, ignore_errors=True)
    if fresh:
        shutil.rmtree(out / _BELIEFS, ignore_errors=True)


def _finish(out: Path, parts: Sequence[Span]) -> None:
    """List the couples that could not be brought up to date, and drop what is left."""
    broken = []
    for part in parts:
        for line in _part_file(out, part.number).read_text("utf-8").splitlines():
            found = json.loads(line)
            if "error" in found:
                broken.append(f"{line}\n")
    write_files({out / _BROKEN: "".join(broken).encode()}, private=True)
    for folder in (out, out / _PARTS, out / _BELIEFS):
        for left in folder.glob(".*.part"):
            # What a kill left of a file that was being written.
            left.unlink()


def _part_file(out: Path, number: int) -> Path:
    return out / _PARTS / f"part-{number:06d}.jsonl"


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    text = json.dumps(dict(value), indent=2) + "\n"
    write_files({path: text.encode()}, private=True)
