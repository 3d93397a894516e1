from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from securebase.core import FitError, replacing
from securebase.couples import View
from securebase.fit._threads import one_thread

from ._belief import Belief, hear_check_ins, hear_sheets, live_on, prior
from ._listen import Heard, heard
from ._space import names
from ._surrogate import surrogate

_FORMAT = "securebase-belief/1"
# A gap longer than this leaves nothing of what was known about a day.
_LONGEST_GAP = 365 * 20


def update(view: View, belief: Belief | None = None) -> Belief:
    """What is known of a couple after everything that a viewer may see.

    The calibrated couple model is what is expected beforehand; questionnaires count
    as noisy signs of the weeks before them, check-ins of their evening. Days without
    an answer, of one partner or of both, are lived through unheard.

    Args:
        view: What `couples.look` lets the viewer see.
        belief: From where to go on: answers up to its day are taken as heard. The
            result is the same, bit by bit, as from the beginning. From the beginning
            if left out.

    Returns:
        The belief on the evening of the last day with an answer.

    Raises:
        FitError: If the belief is later than everything in the view, which then
            cannot be what it heard.
    """
    found = heard(view)
    if belief is None or belief.day is None:
        return after(found)
    if found and found[-1].day < belief.day:
        raise FitError(
            "A belief must not be later than the answers it goes on with. Got one of "
            f"{belief.day} with answers up to {found[-1].day} instead. Start without "
            "it; nothing is lost, since the answers are all there."
        )
    return after((it for it in found if it.day > belief.day), belief)


def after(events: Iterable[Heard], belief: Belief | None = None) -> Belief:
    """A belief after what came day by day, in order."""
    found = prior() if belief is None else belief
    with one_thread():
        for event in events:
            found = _heard_one(found, event)
    return found


def on_evening(belief: Belief, day: dt.date) -> Belief:
    """The belief on an evening, no earlier than its own."""
    if belief.day is None:
        return replace(belief, day=day)
    gap = min((day - belief.day).days, _LONGEST_GAP)
    return replace(live_on(belief, gap) if gap else belief, day=day)


def _heard_one(belief: Belief, event: Heard) -> Belief:
    now = on_evening(belief, event.day - dt.timedelta(days=1))
    if event.scores:
        now = hear_sheets(now, event.scores)
    return hear_check_ins(live_on(now), event.answers)


def save(belief: Belief, path: Path) -> None:
    """Keep a belief so that it can be taken up again exactly.

    The file holds what was concluded from private answers: it can be read by its
    owner alone, and belongs to the viewer for whom the belief was made.

    Args:
        belief: What is known.
        path: The file; replaced as a whole where it is there.
    """
    head = {
        "format": _FORMAT,
        "model": surrogate().mark,
        "day": None if belief.day is None else belief.day.isoformat(),
        "days_heard": belief.days_heard,
        "sheets_heard": belief.sheets_heard,
        "surprise": belief.surprise,
        "questions_heard": sorted(belief.questions_heard),
    }
    whole = io.BytesIO()
    text = np.frombuffer(json.dumps(head).encode(), np.uint8)
    half = belief.spread[np.tril_indices(len(belief.mean))]
    np.savez(whole, head=text, mean=belief.mean, half=half)
    with replacing(path, private=True) as part:
        part.write_bytes(whole.getvalue())


def load(path: Path) -> Belief:
    """A belief that was kept.

    Raises:
        FitError: If the file is none, or of another version of the model; then start
            from the answers.
    """
    head, mean, spread = _read(path)
    if head["model"] != surrogate().mark:
        raise FitError(
            f"{str(path)!r} must be a belief of this version of the model. Got one of "
            "another version instead. Delete it: it is made anew from the answers."
        )
    day = None if head["day"] is None else dt.date.fromisoformat(head["day"])
    (a, b), surprise = head["days_heard"], head["surprise"]
    return Belief(
        mean=mean,
        spread=spread,
        day=day,
        days_heard=(a, b),
        sheets_heard=tuple(head["sheets_heard"]),
        surprise=((surprise[0][0], surprise[0][1]), (surprise[1][0], surprise[1][1])),
        questions_heard=frozenset(head["questions_heard"]),
    )


def _read(path: Path) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    size = len(names())
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            head = json.loads(bytes(kept["head"]).decode())
            mean, half = kept["mean"], kept["half"]
            whole = head["format"] == _FORMAT and mean.shape == (size,)
            whole &= half.shape == (size * (size + 1) // 2,)
    except Exception as error:  # an archive can be broken in more ways than are listed
        raise _no_belief(path) from error
    if not whole:
        raise _no_belief(path)
    return head, mean, _whole(half, size)


def _whole(half: np.ndarray, size: int) -> np.ndarray:
    """A covariance from its lower half: the upper one is the same, bit by bit."""
    spread = np.empty((size, size))
    low = np.tril_indices(size)
    spread[low] = half
    spread.T[low] = half
    return spread


def _no_belief(path: Path) -> FitError:
    return FitError(
        f"{str(path)!r} must be a belief that was kept by securebase. Got something "
        "else instead. Choose another file, or delete it if securebase wrote it: it is "
        "made anew from the answers."
    )
