"""What is known of every couple in a folder; work that was stopped is gone on with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from securebase.core import SecureBaseError, Viewer
from securebase.runs import Progress, Span, alone, run, spans, threads

from ._beliefs import keep
from ._night import belief_file, couples_in, drop_others, finish, make, make_ready
from ._overnight import PART, hands, known_before

if TYPE_CHECKING:
    from securebase.fit.couple import Belief


@dataclass(frozen=True)
class Heard:
    """Couples of a folder.

    Attributes:
        beliefs: What is known of each that could be read, by the name of its folder or
            file, in the order of names.
        broken: Names of those that could not.
    """

    beliefs: dict[str, Belief]
    broken: tuple[str, ...]


def couples_heard(
    folder: Path,
    viewer: Viewer,
    work: Path | None,
    *,
    workers: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Heard:
    """Hear every couple in a folder.

    Args:
        folder: Couples, each a folder or a JSON file.
        viewer: Who looks.
        work: Where what is known of each is kept and gone on from, as `update_all`
            does; nowhere if None.

    Other Args:
        workers: How many processes; one for each core if left out.
        progress: Called at the start and after each part.

    Raises:
        RunError: If there are no couples, or the place is not one for this work.
        OSError: If there is no writing there.
    """
    names = couples_in(folder, work)
    parts = spans(len(names), PART)
    count = min(threads(workers), len(parts))
    found: dict[str, Belief | None] = {}
    with _place(work, viewer, names), hands(count, _part) as do:

        def hear(span: Span) -> None:
            some = tuple(names[span.first : span.stop])
            found.update(do(folder, work, some, viewer))

        run(hear, parts, workers=count, progress=progress)
        broken = tuple(name for name in names if found[name] is None)
        if work is not None:
            finish(work, broken)
    known = {name: found[name] for name in names}
    return Heard({name: it for name, it in known.items() if it is not None}, broken)


@contextmanager
def _place(work: Path | None, viewer: Viewer, names: Sequence[str]) -> Iterator[None]:
    if work is None:
        yield
        return
    make(work)
    with alone(work):
        make_ready(work, viewer, fresh=False)
        drop_others(work, names)
        yield


def _part(
    folder: Path, work: Path | None, names: Sequence[str], viewer: Viewer
) -> dict[str, Belief | None]:
    return {name: _one(folder / name, work, viewer) for name in names}


def _one(path: Path, work: Path | None, viewer: Viewer) -> Belief | None:
    from securebase import couples
    from securebase.fit.couple import update

    try:
        view = couples.look(couples.read(path), viewer)
    except (SecureBaseError, OSError):
        return None
    if work is None:
        return update(view)
    kept = belief_file(work, path.name)
    before = known_before(view, kept)
    belief = update(view, before)
    if before is None or before.day != belief.day:
        keep(belief, view, kept)
    return belief
