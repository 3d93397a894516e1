"""A belief in a file, with a note beside it that says whose it is."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from securebase.core import FitError

from ._files import need_folder, write_files

if TYPE_CHECKING:
    from securebase.couples import View
    from securebase.fit.couple import Belief

_FORMAT = "securebase-belief-of/1"


def belief_of(view: View, file: Path | None) -> Belief:
    """What is known of a couple; gone on from a file, and kept there for next time.

    A file is gone on from only if it is of the same couple and viewer, and if all that
    it heard is still there to be seen: what was taken back counts no longer.

    Args:
        view: What `couples.look` lets the viewer see.
        file: Where it is kept; nowhere if left out.

    Raises:
        FitError: If the file is of another couple or viewer, or none of ours.
    """
    from securebase.fit.couple import update

    if file is None:
        return update(view)
    need_folder(file.parent, "--belief")
    before = kept_of(view, file)
    now = update(view, before)
    if before is None or now.day != before.day:
        keep(now, view, file)
    return now


def kept_of(view: View, file: Path) -> Belief | None:
    """The belief in a file, or None where it is best begun anew.

    Raises:
        FitError: If the file is of another couple or viewer, or none of ours.
    """
    from securebase.fit.couple import load

    if not file.exists():
        return None
    found = load(file)
    note = _note(file)
    if {name: note.get(name) for name in _whose(view)} != _whose(view):
        raise FitError(
            f"{str(file)!r} must be of this couple and this viewer. Got one that is "
            "not: a belief is never carried from one viewer to another. Choose "
            "another file."
        )
    # Nothing is said of it: that something was taken back is nobody else's business.
    return found if note.get("heard") == heard_mark(view, found.day) else None


def keep(belief: Belief, view: View, file: Path) -> None:
    """Keep a belief, and beside it what says whose it is and what it heard."""
    from securebase.fit.couple import save

    save(belief, file)
    note = {**_whose(view), "heard": heard_mark(view, belief.day)}
    write_files({_beside(file): (json.dumps(note) + "\n").encode()}, private=True)


def forget(file: Path) -> None:
    """Delete a belief and what says whose it is."""
    file.unlink(missing_ok=True)
    _beside(file).unlink(missing_ok=True)


def view_mark(view: View) -> str:
    """A mark of everything in a view, and of nothing that is not in it."""
    told = [
        view.couple,
        view.made_up,
        [[whose.value, name] for whose, name in view.names.items()],
        heard_mark(view, dt.date.max),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def keep_only(folder: Path, names: Collection[str]) -> None:
    """Delete every belief that is none of these files, and what lies beside it."""
    ours = {*names, *(_beside(Path(it)).name for it in names)}
    for file in folder.glob("*.npz*"):
        if file.name not in ours:
            file.unlink()


def heard_mark(view: View, until: dt.date | None) -> str:
    """A mark of everything in a view up to an evening; other answers, another mark.

    It stands beside conclusions from these very answers, for the same owner alone.
    """
    told = [
        [
            whose.value,
            [
                [it.instrument, it.occasion.isoformat(), sorted(it.answers.items())]
                for it in seen.sheets
                if until is not None and it.occasion <= until
            ],
            [
                [it.day.isoformat(), sorted(it.answers.items())]
                for it in seen.check_ins
                if until is not None and it.day <= until
            ],
        ]
        for whose, seen in view.people.items()
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _whose(view: View) -> dict[str, Any]:
    return {"format": _FORMAT, "couple": view.couple, "viewer": view.viewer.value}


def _note(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(_beside(file).read_text("utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or found.get("format") != _FORMAT:
        raise FitError(
            f"Beside {str(file)!r} there must lie {_beside(file).name!r}, which says "
            "of whom it is. Got nothing of the kind instead. Delete both: the belief "
            "is made anew from the answers."
        )
    return found


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")
