"""Where results of many couples lie: whose they are, and what stands there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from securebase.core import RunError, Viewer, replacing
from securebase.runs import need_same

from ._beliefs import keep_only

FORMAT = "securebase-update/2"
_RUN, _BROKEN = "run.json", "broken.jsonl"
_COUPLES, _BELIEFS = "couples", "beliefs"
# The same whatever is wrong: the reason may quote what one partner keeps to themselves.
UNREADABLE = (
    "A couple must be one that can be read. This one could not be: `securebase "
    "validate` tells why."
)


def couples_in(folder: Path, out: Path | None) -> list[str]:
    """Names of what is a couple or should be one, in order.

    Args:
        folder: Where they lie.
        out: Where results will lie, which must be elsewhere; None where nowhere.
    """
    if not folder.is_dir():
        raise RunError(
            "The couples must lie in a folder. "
            f"Got {str(folder)!r} instead, which is none. Name the folder above them."
        )
    if out is not None and out.resolve().is_relative_to(folder.resolve()):
        raise RunError(
            "The results must lie outside the folder of the couples. "
            f"Got {str(out)!r} instead. Choose another place."
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


def make(out: Path) -> None:
    """Make the place, where it is not there yet."""
    if not out.parent.is_dir():
        raise RunError(
            "The folder above the results must exist. "
            f"Got {str(out.parent)!r} instead, which is not a folder. Create it."
        )
    if not out.exists():
        out.mkdir(mode=0o700, exist_ok=True)


def make_ready(out: Path, viewer: Viewer, *, fresh: bool) -> None:
    """See that an update for this viewer can begin, or go on, in a place."""
    asked = {"format": FORMAT, "viewer": viewer.value}
    there = _there(out)
    if fresh:
        # Before it is said whose it becomes, so that a kill never mixes two viewers.
        _clear(out)
    elif there:
        need_same(asked, there, out)
    if there != asked:
        write_line(out / _RUN, asked)
    for place in (out / _COUPLES, out / _BELIEFS):
        place.mkdir(mode=0o700, exist_ok=True)


def _there(out: Path) -> dict[str, Any]:
    """What was said of a place when it was begun; empty where nothing is there yet."""
    found = _read(out / _RUN)
    if isinstance(found, dict) and found.get("format") == FORMAT:
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


def drop_others(out: Path, names: Sequence[str]) -> None:
    """Delete what is there of couples that are gone."""
    keep_only(out / _BELIEFS, [belief_file(out, it).name for it in names])
    ours = {line_file(out, it).name for it in names}
    for file in (out / _COUPLES).glob("*.json"):
        if file.name not in ours:
            file.unlink()


def finish(out: Path, broken: Sequence[str]) -> None:
    """List the couples that could not be brought up to date, and drop what is left."""
    lines = [{"file": name, "error": UNREADABLE} for name in broken]
    found, place = b"".join(map(_line, lines)), out / _BROKEN
    if not place.exists() or place.read_bytes() != found:
        _write(place, found)
    for folder in (out, out / _COUPLES, out / _BELIEFS):
        for left in filter(_left, folder.iterdir()):
            left.unlink()


def line_file(out: Path, name: str) -> Path:
    """Where the results of a couple are."""
    return out / _COUPLES / f"{name}.json"


def belief_file(out: Path, name: str) -> Path:
    """Where that is kept which is known of a couple."""
    return out / _BELIEFS / f"{name}.npz"


def mark_in(line: Path) -> str | None:
    """The mark that stands in a line; None where there is no line."""
    found = _read(line)
    return found.get("mark") if isinstance(found, dict) else None


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def write_line(path: Path, value: Any) -> None:
    """Write a value as one line of JSON, for the owner's eyes alone."""
    _write(path, _line(value))


def _line(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False) + "\n"
    # A file's name need not be text; what JSON escapes so is read again as it was.
    return text.encode("utf-8", "backslashreplace")


def _write(path: Path, content: bytes) -> None:
    with replacing(path, private=True) as part:
        part.write_bytes(content)
