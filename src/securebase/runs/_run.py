from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from ._journal import Journal
from ._span import Span


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, in units.

    Attributes:
        done: Finished so far, by this process and before it.
        total: All of them.
        before: Those that the journal knew at the start.
    """

    done: int
    total: int
    before: int


def run(
    work: Callable[[Span], None],
    parts: Sequence[Span],
    *,
    workers: int = 1,
    journal: Journal | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Progress:
    """Do a piece of work part by part, on several threads.

    What a part does must not depend on the others; then neither the number of
    workers nor an interruption changes the result. When one part fails or the
    process is interrupted, those under way are finished and kept, and no other is
    begun.

    Args:
        work: Does one part. Worth more than one thread only where it leaves Python's
            lock, as compiled code and compression do.
        parts: All parts.

    Other Args:
        workers: How many threads.
        journal: Knows which parts are finished, and learns of each that is.
        progress: Called in this thread at the start and after each part.

    Returns:
        How far the run is: to its end.
    """
    known = journal.done if journal else frozenset()
    open_ = deque(part for part in parts if part.number not in known)
    total = sum(map(len, parts))
    before = total - sum(map(len, open_))
    far = Progress(before, total, before)
    tell = progress or _nobody
    tell(far)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="securebase")
    waiting: dict[Future[None], Span] = {}
    try:
        while open_ or waiting:
            # One more than there are workers, so that none waits for this thread.
            while open_ and len(waiting) <= workers:
                part = open_.popleft()
                waiting[pool.submit(work, part)] = part
            for part in _finished(waiting, journal):
                far = Progress(far.done + len(part), total, before)
                tell(far)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        _keep_the_rest(waiting, journal)
    return far


def _finished(waiting: dict[Future[None], Span], journal: Journal | None) -> list[Span]:
    """Parts that came to an end, out of those waited for; the first error is raised."""
    ended, _ = wait(waiting, return_when=FIRST_COMPLETED)
    parts = []
    for future in ended:
        future.result()
        part = waiting.pop(future)
        if journal:
            journal.mark(part)
        parts.append(part)
    return parts


def _keep_the_rest(waiting: dict[Future[None], Span], journal: Journal | None) -> None:
    for future, part in waiting.items():
        done = not future.cancelled() and future.exception() is None
        if done and journal:
            journal.mark(part)


def _nobody(_: Progress) -> None:
    pass
