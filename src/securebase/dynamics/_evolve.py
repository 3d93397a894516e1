from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Float32, Float64, Int64, UInt32
from numpy import ndarray

from securebase.core import ModelError

from ._coefficients import coefficients
from ._layout import LANES, out_rows
from ._parameters import Parameters

# Four steps a day: halving it changes nothing that is reported (tests/dynamics).
STEP = 0.25
# Blocks that one call of the kernel takes; small, so that workers share evenly.
_BLOCKS_A_CALL = 16


@dataclass(frozen=True, slots=True)
class Cohort:
    """Couples at one moment: what they are and where they stand.

    The rows of `state` and `home` are those of `state_rows`, the rows of `fixed` those
    of `fixed_rows`; the last axis is the couple.

    Attributes:
        state: States now.
        home: Where each state is at home.
        fixed: Traits, slopes and practice.
        number: A couple's own number; with the seed it fixes all that chance does.
        swapped: 1 where partner a stands second, so that swapping the partners swaps
            their luck too; else 0.
        which: Place of a couple's parameters in the list that is passed along.
        day: Days gone since the start.
    """

    state: Float[ndarray, "state couple"]
    home: Float[ndarray, "state couple"]
    fixed: Float[ndarray, "fixed couple"]
    number: UInt32[ndarray, " couple"]
    swapped: UInt32[ndarray, " couple"]
    which: Int64[ndarray, " couple"]
    day: float = 0.0

    @property
    def couples(self) -> int:
        return int(self.state.shape[1])


def evolve(
    cohort: Cohort,
    parameters: Sequence[Parameters],
    days: int,
    *,
    seed: int,
    every: int = 1,
    step: float = STEP,
    wide: bool = False,
    workers: int = 1,
) -> tuple[
    Cohort,
    Float32[ndarray, "window row couple"] | Float64[ndarray, "window row couple"],
]:
    """Let couples live on for some days.

    The result is the same bit by bit whatever the number of workers, and for each
    couple whatever the others are; two spells one after the other give what one long
    spell gives.

    Args:
        cohort: Couples at the start.
        parameters: Sets of parameters; each couple says which is its own.
        days: How many days.

    Other Args:
        seed: All that chance does follows from it and a couple's number.
        every: Days in a window: states and read-outs come out as the mean of a
            window's evenings, events as their number in it. Must divide the days.
        step: Length of a step in days; its inverse must be a whole number.
        wide: Whether to compute in double precision.
        workers: How many threads.

    Returns:
        The couples at the end, and an array of windows, rows (see `out_rows`) and
        couples.

    Raises:
        ModelError: If days, step or window do not fit together.
    """
    return _evolved(
        cohort, parameters, (days, checked_days(days, every, step), every),
        seed=seed, step=step, wide=wide, workers=workers,
    )  # fmt: skip


def watch(
    cohort: Cohort,
    parameters: Sequence[Parameters],
    moments: int,
    *,
    seed: int,
    minutes: float = 50.0,
    workers: int = 1,
) -> Float32[ndarray, "moment row couple"]:
    """Look at couples again and again within the day, as studies with beeps do.

    Args:
        cohort: Couples at the start.
        parameters: Sets of parameters; each couple says which is its own.
        moments: How many looks.

    Other Args:
        seed: All that chance does follows from it and a couple's number.
        minutes: Time from look to look; each is one step.
        workers: How many threads.

    Returns:
        States, read-outs and events (see `out_rows`) at each moment.
    """
    step = minutes / (24 * 60)
    return _evolved(
        cohort, parameters, (moments, 1, 1),
        seed=seed, step=step, wide=False, workers=workers,
    )[1]  # fmt: skip


def _evolved(
    cohort: Cohort,
    parameters: Sequence[Parameters],
    rhythm: tuple[int, int, int],
    *,
    seed: int,
    step: float,
    wide: bool,
    workers: int,
) -> tuple[Cohort, ndarray]:
    _check_places(cohort, len(parameters))
    days, per_day, every = rhythm
    kind = np.float64 if wide else np.float32
    order, blocks = _ordered(cohort)
    table = np.stack([_table(each, step) for each in parameters]).astype(kind)
    data = _data(cohort, order, kind)
    who = np.stack([_at(cohort.number, order), _at(cohort.swapped, order)], axis=1)
    sets = np.ascontiguousarray(_at(cohort.which, order)[:, 0])
    out = np.empty((days // every, len(out_rows()), blocks * LANES), kind)
    _all_blocks(
        data, who.reshape(blocks, 2 * LANES), sets, table, out,
        (round(cohort.day / step), days, per_day, every), seed, workers,
    )  # fmt: skip
    rows = data.reshape(blocks, -1, LANES)[:, : len(cohort.state)]
    end = np.empty_like(cohort.state)
    flat, valid = order.ravel(), order.ravel() >= 0
    end[:, flat[valid]] = rows.transpose(1, 0, 2).reshape(len(end), -1)[:, valid]
    if valid.all() and (np.diff(flat) == 1).all():
        return replace(cohort, state=end, day=cohort.day + days), out
    sorted_out = np.empty((*out.shape[:2], cohort.couples), kind)
    sorted_out[:, :, flat[valid]] = out[:, :, valid]
    return replace(cohort, state=end, day=cohort.day + days), sorted_out


def _check_places(cohort: Cohort, sets: int) -> None:
    if not cohort.couples:
        raise ModelError(
            "A cohort must have one couple at least. Got none instead. "
            "Ask for a larger number."
        )
    if cohort.which.min() < 0 or cohort.which.max() >= sets:
        raise ModelError(
            "Each couple must name one of the sets of parameters by its place. "
            f"Got places {cohort.which.min()} to {cohort.which.max()} for {sets} sets "
            "instead. Pass all sets, or change `which`."
        )


def checked_days(days: int, every: int, step: float) -> int:
    per_day = round(1 / step) if 0.0 < step <= 1.0 else 0
    if per_day < 1 or abs(per_day * step - 1) > 1e-9:
        raise ModelError(
            "The step must be a day divided by a whole number. "
            f"Got {step} instead. Take {STEP}, which halving does not change."
        )
    if days < 1 or every < 1 or days % every:
        raise ModelError(
            "The days must be a whole number of windows, at least one. "
            f"Got {days} days in windows of {every} instead. Change one of them."
        )
    return per_day


def _ordered(cohort: Cohort) -> tuple[Int64[ndarray, "block lane"], int]:
    """Places of couples in blocks, one set of parameters a block; -1 fills up."""
    parts = []
    for which in np.unique(cohort.which):
        places = np.flatnonzero(cohort.which == which)
        fill = -len(places) % LANES
        parts.append(np.concatenate([places, np.full(fill, -1)]))
    order = np.concatenate(parts).reshape(-1, LANES).astype(np.int64)
    return order, len(order)


def _at(values: ndarray, order: Int64[ndarray, "block lane"]) -> ndarray:
    """Values in blocks; what fills up repeats a neighbour of the same block."""
    places = np.where(order < 0, order[:, :1], order)
    return values[..., places]


def _data(cohort: Cohort, order: Int64[ndarray, "block lane"], kind: type) -> ndarray:
    from ._instructions import data_rows

    rows = np.concatenate([cohort.state, cohort.home, cohort.fixed])
    data: ndarray = np.zeros((len(order), len(data_rows()), LANES), kind)
    data[:, : len(rows)] = _at(rows, order).transpose(1, 0, 2)
    return data.reshape(len(order), -1)


def _table(parameters: Parameters, step: float) -> Float64[ndarray, " row"]:
    found = list(coefficients(parameters.given(), step).values())
    return np.array([*parameters.values, *found, *parameters.centre, step], np.float64)


def _all_blocks(
    data: ndarray,
    who: ndarray,
    sets: ndarray,
    table: ndarray,
    out: ndarray,
    when: tuple[int, int, int, int],
    seed: int,
    workers: int,
) -> None:
    from ._kernel import kernel

    run = kernel()
    key = np.array([seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF], np.uint32)

    def part(first: int) -> None:
        last = min(first + _BLOCKS_A_CALL, len(data))
        lanes = slice(first * LANES, last * LANES)
        here = np.empty((*out.shape[:2], (last - first) * LANES), out.dtype)
        run(
            data[first:last], who[first:last], sets[first:last], table, *when, key, here
        )
        out[:, :, lanes] = here

    starts = range(0, len(data), _BLOCKS_A_CALL)
    if workers == 1 or len(starts) == 1:
        for first in starts:
            part(first)
        return
    part(0)
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(part, starts[1:]))
