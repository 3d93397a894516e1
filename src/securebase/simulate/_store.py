"""A population on disk: written a part at a time, and gone on with after a kill."""

from __future__ import annotations

import json
import os
import shutil
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import ndarray

from securebase.core import RunError
from securebase.dynamics import STEP, Parameters
from securebase.runs import Journal, Progress, Span, need_same, run, spans, threads

from ._dataset import NOTE, Piece, axes, moving
from ._simulate import MOST, Plan, Practice, lived, pieces, plan
from ._windows import BLOCK
from ._words import whole

if TYPE_CHECKING:
    import zarr

# Couples in a part: some tens of megabytes, and a second or so of work.
PART = 2048
# States are kept to the nearest of these steps, far finer than any questionnaire.
GRAIN = 1 / 1024
_JOURNAL = "securebase-journal.jsonl"
_SETTINGS = "run"


@dataclass(frozen=True, slots=True)
class Written:
    """A population on disk.

    Attributes:
        path: Where; ``xarray.open_zarr(path)`` opens it.
        couples: How many there are.
        days: Days of each.
        before: Couples that an earlier process had finished.
        seconds: How long this process took.
        size: Bytes on disk.
    """

    path: Path
    couples: int
    days: int
    before: int
    seconds: float
    size: int


def stream(
    path: Path | str,
    couples: int,
    *,
    days: int = 365,
    seed: int = 0,
    every: int = 1,
    practice: Practice = (),
    keep: Sequence[str] | None = None,
    off: Iterable[str] = (),
    parameters: Parameters | Sequence[Parameters] | None = None,
    burn_in: int | None = None,
    workers: int | None = None,
    step: float = STEP,
    part: int = PART,
    fresh: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Written:
    """Let a population live on for some days, straight onto the disk.

    What `simulate` gives for a number of couples, as a Zarr store (version 3) that
    ``xarray.open_zarr(path)`` opens: the same numbers, states to the nearest 1/1024. It
    is written a part at a time and never held whole. Where the same was begun before,
    by a process that was stopped or killed, it goes on; the result does not show it.

    Args:
        path: A folder that is not there yet, or one in which this run was begun.
        couples: How many.

    Other Args:
        days: How many days.
        seed: From which people and chance follow.
        every: Days in a window.
        practice: `Spell`, or tuples of its fields.
        keep: Names of the variables to keep; all if left out.
        off: Names of mechanisms to switch off.
        parameters: One set, or several that couples take in turn.
        burn_in: Days that go before the first and are not kept; 28 if left out.
        workers: How many threads; one for each core if left out.
        step: Length of a step in days.
        part: Couples that are worked on and written at a time, by each worker. It
            changes the memory needed and the chunks on the disk, and no number.
        fresh: Whether to begin anew, whatever an earlier run left there.
        progress: Called at the start and after each part.

    Raises:
        ModelError: If an argument cannot be.
        RunError: If something else lies there, or a run with other settings.
        OSError: If the disk is full or cannot be written.
    """
    begun = time.monotonic()
    asked = plan(
        couples, days=days, seed=seed, every=every, practice=practice, keep=keep,
        off=off, parameters=parameters, burn_in=burn_in, step=step,
    )  # fmt: skip
    count = threads(workers)
    place = Path(path)
    settings = _settings(asked)
    settings["part"] = whole("The couples in a part", part, 1, MOST)
    _make_ready(place, asked, settings, fresh=fresh)
    if (place / _JOURNAL).exists():
        far = _write(place, asked, settings, count, progress)
    else:
        far = Progress(couples, couples, couples)
    seconds = time.monotonic() - begun
    return Written(place, couples, days, far.before, seconds, _size(place))


def _write(
    place: Path,
    plan: Plan,
    settings: dict[str, Any],
    workers: int,
    progress: Callable[[Progress], None] | None,
) -> Progress:
    # Compiled once, before several threads ask for it.
    next(iter(lived(plan, plan.begin(0, 1), workers=1)))
    with Journal(place / _JOURNAL, settings) as journal:
        arrays = _arrays(place, plan)
        parts = spans(plan.couples, settings["part"])

        def work(span: Span) -> None:
            _write_part(arrays, place, plan, span)

        far = run(work, parts, workers=workers, journal=journal, progress=progress)
        _finish(place)
    return far


def _arrays(place: Path, plan: Plan) -> dict[str, zarr.Array[Any]]:
    import zarr

    names = [each.name for each in plan.kept]
    names += pieces(plan, plan.begin(0, 1))
    return {name: zarr.open_array(place / name, mode="r+") for name in names}


def _write_part(
    arrays: Mapping[str, zarr.Array[Any]], place: Path, plan: Plan, span: Span
) -> None:
    cohort = plan.begin(span.first, span.stop)
    couples = slice(span.first, span.stop)
    for name, piece in pieces(plan, cohort).items():
        arrays[name][couples] = piece.values
    for block, values in lived(plan, cohort, workers=1):
        for name, piece in moving(rounded(values), plan.kept, "").items():
            arrays[name][couples, ..., block] = piece.values
    _to_disk(place, span)


def rounded(values: ndarray) -> ndarray:
    """Rows to the grain; numbers of events are whole, and stay so."""
    found: ndarray = values * np.float32(1 / GRAIN)
    np.round(found, out=found)
    found *= np.float32(GRAIN)
    return found


def _to_disk(place: Path, span: Span) -> None:
    """Wait until a part's files would outlast a power cut."""
    for folder in place.iterdir():
        # Along the axis of couples a part is one chunk, with its own number.
        chunk = folder / "c" / str(span.number)
        files = chunk.rglob("*") if chunk.is_dir() else [chunk]
        for file in files:
            if file.is_file():
                _sync(file)


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _finish(place: Path) -> None:
    import zarr

    for left in place.rglob("*.partial"):
        # What a kill left of a file that was being written.
        left.unlink()
    with warnings.catch_warnings():
        # One file that describes all arrays is an extension that xarray looks for.
        warnings.simplefilter("ignore", zarr.errors.ZarrUserWarning)
        zarr.consolidate_metadata(place)
    _sync(place / "zarr.json")
    (place / _JOURNAL).unlink()


def _make_ready(
    place: Path, plan: Plan, settings: dict[str, Any], *, fresh: bool
) -> None:
    """See that a run with these settings can begin or go on in a place."""
    if not place.parent.is_dir():
        raise RunError(
            "The folder above the result must exist. "
            f"Got {str(place.parent)!r} instead, which is not a folder. Create it."
        )
    if place.exists() or place.is_symlink():
        there = _there(place)
        if not fresh:
            need_same(settings, there, place)
            return
        if (place / _JOURNAL).exists():
            # Refused while another process writes there.
            Journal(place / _JOURNAL, there).close()
        # By another name first: what a kill leaves of it must not look whole.
        old = _beside(place, "old")
        shutil.rmtree(old, ignore_errors=True)
        place.replace(old)
        shutil.rmtree(old)
    _begin(place, plan, settings)


def _there(place: Path) -> dict[str, Any]:
    """Settings of what lies in a place."""
    try:
        head = json.loads((place / "zarr.json").read_text("utf-8"))
        found = json.loads(head["attributes"][_SETTINGS])
    except (OSError, ValueError, KeyError, TypeError):
        found = None
    if not isinstance(found, dict):
        raise RunError(
            f"{str(place)!r} must be a folder that securebase wrote, or not be there "
            "yet. Got something else instead, and left it as it is. Choose another "
            "place."
        )
    return found


def _beside(place: Path, what: str) -> Path:
    return place.with_name(f".{place.name}.{what}")


def _begin(place: Path, plan: Plan, settings: dict[str, Any]) -> None:
    """An empty store with its journal; it appears whole."""
    made = _beside(place, "part")
    shutil.rmtree(made, ignore_errors=True)
    try:
        _lay_out(made, plan, settings)
        Journal(made / _JOURNAL, settings).close()
        made.replace(place)
    except OSError as error:
        shutil.rmtree(made, ignore_errors=True)
        raise RunError(
            f"{str(place)!r} must be a folder that can be made. "
            f"Got {error.strerror!r} instead. Choose another place."
        ) from error


def _lay_out(place: Path, plan: Plan, settings: dict[str, Any]) -> None:
    """Arrays with their names and labels, without values that depend on couples."""
    import zarr

    rounding = f"states and read-outs to the nearest 1/{round(1 / GRAIN)}"
    about = {
        **plan.about,
        "note": NOTE,
        "rounding": rounding,
        # So that xarray does not take them for variables.
        "coordinates": "parameter_set window",
        _SETTINGS: json.dumps(settings),
    }
    store = zarr.create_group(place, zarr_format=3, attributes=about)
    windows = plan.life.windows
    # None alive yet: only dims, types and attributes are looked at.
    none = np.empty((len(windows), len(plan.rows), 0), np.float32)
    moved = moving(none, plan.kept, plan.axis)
    still = pieces(plan, plan.begin(0, 1))
    for name, piece in {**moved, **still}.items():
        shape = (plan.couples, *piece.values.shape[1:])
        _create(store, name, piece, shape, _chunks(piece, shape, settings["part"]))
    for name, piece in axes(windows).items():
        array = _create(store, name, piece, piece.values.shape, piece.values.shape)
        text = piece.values.dtype.kind == "U"
        array[:] = piece.values.astype(object) if text else piece.values


def _chunks(piece: Piece, shape: tuple[int, ...], part: int) -> tuple[int, ...]:
    most = {"partner": 2, "day": BLOCK}
    return tuple(
        min(length, most.get(dim, part))
        for dim, length in zip(piece.dims, shape, strict=True)
    )


def _create(
    store: zarr.Group,
    name: str,
    piece: Piece,
    shape: tuple[int, ...],
    chunks: tuple[int, ...],
) -> zarr.Array[Any]:
    from zarr.codecs import BloscCodec

    text = piece.values.dtype.kind == "U"
    real = piece.values.dtype.kind == "f"
    packed = BloscCodec(
        cname="zstd", clevel=1, shuffle="bitshuffle", typesize=piece.values.itemsize
    )
    return store.create_array(
        name,
        shape=shape,
        chunks=chunks,
        dtype=str if text else piece.values.dtype,
        compressors="auto" if text else packed,
        fill_value=np.nan if real else ("" if text else 0),
        dimension_names=piece.dims,
        attributes=dict(piece.attributes),
    )


def _settings(plan: Plan) -> dict[str, Any]:
    """All that the result depends on; the number of workers is not among it."""
    life = plan.life
    about = plan.about
    return {
        "couples": plan.couples,
        "days": life.windows.days,
        "every": life.windows.every,
        "seed": life.seed,
        "step": life.step,
        "burn_in": life.burn_in,
        "practice": about["practice"],
        "off": sorted(plan.off),
        "keep": [each.name for each in plan.kept],
        "parameters": about["parameters"],
        "model": about["model"],
        "securebase": about["securebase"],
    }


def _size(place: Path) -> int:
    return sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
