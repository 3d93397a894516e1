"""From a diary to arrays in units of their own spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from securebase.core import DataError, FitError, Problem

from ._model import Clock, ContinuousModel
from ._read import Effects, Scale
from ._system import column_names

if TYPE_CHECKING:
    from securebase.fit.mixed import Diary

# Steps between a couple's first and last answer that would no longer fit into memory.
_LONGEST = 50_000
_MOST_CATEGORIES = 20


@dataclass(frozen=True, eq=False, kw_only=True)
class Panel:
    """A diary as blocks of numbers; the axes are occasion, answer or column, couple.

    Answers and times are in units of ``spreads`` and ``tick``, so that nothing depends
    on the units of the file.

    Attributes:
        roles: What the two partners are called.
        couples: Their names in the file.
        times: Of each occasion; NaN where a couple has none.
        y: Nought where missing.
        there: Whether there is an answer.
        gaps: To the next occasion; one number if it is the same for all.
        shifts: Columns that shift levels: of one partner, then of the other.
        pushes: Columns that push, likewise.
        centres: Means of the answers, then of the shifting columns.
        spreads: Their standard deviations, then those of the pushing columns.
        categories: How many each answer in ordered categories has.
        tick: The usual time between two occasions, in the diary's unit.
        filled: How many values of pushing columns were missing, and were taken to be
            the person's mean.
        dropped: How many answers have no value of a column that shifts their level.
    """

    roles: tuple[str, str]
    couples: ndarray
    times: Float[ndarray, "occasion couple"]
    y: Float[ndarray, "occasion answer couple"]
    there: Bool[ndarray, "occasion answer couple"]
    gaps: Float[ndarray, "occasion_or_1 couple_or_1"]
    shifts: Float[ndarray, "occasion shift couple"]
    pushes: Float[ndarray, "occasion push couple"]
    centres: dict[str, float]
    spreads: dict[str, float]
    categories: dict[str, int]
    tick: float
    filled: int
    dropped: int

    @property
    def answers(self) -> int:
        return int(self.there.sum())

    @property
    def span(self) -> float:
        """The longest time that a couple was asked, in usual intervals."""
        if not self.times.size:
            return 0.0
        span = np.nanmax(self.times, axis=0) - np.nanmin(self.times, axis=0)
        return float(span.max()) / self.tick

    @property
    def occasions(self) -> Int[ndarray, " couple"]:
        """How many occasions each couple has on which somebody answered."""
        return self.there.any(1).sum(0)


def panel_of(model: ContinuousModel, diary: Diary) -> Panel:
    """The blocks of a model.

    Raises:
        FitError: If the model does not go with the couples.
        DataError: If there is no time, a column is not there, or a cell is no number.
    """
    effects = model.effects
    answers = effects.answers
    levels, pushes = (column_names(it) for it in (effects.levels, effects.pushes))
    roles, member = _members(model, diary)
    _timed(model, diary)
    diary.numbers(*answers, *levels, *pushes)
    frame = diary.frame[[*dict.fromkeys((*answers, *levels, *pushes))]].astype(float)
    categories = {it: _categories(effects, frame[it], diary, it) for it in answers}
    ordered = [it for it in answers if effects.scale(it) is Scale.ORDINAL]
    frame = frame.assign(**{it: frame[it].rank(method="dense") - 1 for it in ordered})
    frame, dropped = _with_levels(model, frame)
    # A couple begins with its first row, answered or not: what is assumed of the first
    # occasion would otherwise depend on what is missing.
    used = _heard_of(diary, frame[list(answers)])
    couple, names = pd.factorize(diary.frame[diary.couple][used])
    time = diary.frame[diary.time][used].to_numpy(float)
    place, times = _occasions(couple, time, model.clock == Clock.STEPS, diary)
    frame, member = frame[used], member[used]
    at = _At(place, member, couple, (len(times), len(names)), model.members)
    centres = {it: _mean(frame[it]) for it in (*answers, *levels)}
    spreads = {it: _spread(frame[it]) for it in (*answers, *levels, *pushes)}
    for it in effects.scales:
        centres[it], spreads[it] = 0.0, 1.0
    y = at.block(frame, answers, centres, spreads)
    moving, filled = _filled(at.block(frame, pushes, {}, spreads), times)
    tick = 1.0 if model.clock == Clock.STEPS else _tick(times)
    return Panel(
        roles=roles, couples=np.asarray(names), times=times,
        y=np.nan_to_num(y), there=np.isfinite(y), gaps=_gaps(times, tick),
        shifts=np.nan_to_num(at.block(frame, levels, centres, spreads)),
        pushes=moving, centres=centres, spreads=spreads,
        categories={it: many for it, many in categories.items() if many}, tick=tick,
        filled=filled, dropped=dropped,
    )  # fmt: skip


def _members(
    model: ContinuousModel, diary: Diary
) -> tuple[tuple[str, str], Int[ndarray, " row"]]:
    """What the partners are called, and which of them each row is of."""
    if model.single:
        return _alone(diary)
    kinds = diary.kinds.pooled() if model.exchangeable else diary.kinds
    if not len(diary):
        return ("person", "partner"), kinds.member
    if len(kinds.kinds) != 1:
        raise FitError(
            "Couples must be of one kind to share one model. Got "
            f"{', '.join(it.name for it in kinds.kinds)} instead. Fit each kind by "
            "itself, or set exchangeable=True."
        )
    if not (kinds.all_apart or model.exchangeable):
        raise FitError(
            "exchangeable must be True for partners whom nothing tells apart. Got "
            "False instead. Set it, or name what tells them apart: Diary.from_csv(…, "
            "role=…)."
        )
    return kinds.kinds[0].roles, kinds.member


def _alone(diary: Diary) -> tuple[tuple[str, str], Int[ndarray, " row"]]:
    """The same where each couple is one person."""
    keys = [it for it in (diary.person, diary.role) if it]
    count = diary.frame.groupby(diary.couple)[keys].nunique().to_numpy()
    if count.size and count.max() > 1:
        raise FitError(
            "Couples must be one person each for single=True. Got couples of two "
            "instead. Name the column of persons as couple= and person=, or leave "
            "single out."
        )
    return ("person", ""), np.zeros(len(diary), np.int64)


def _categories(
    effects: Effects, column: pd.Series[float], diary: Diary, name: str
) -> int:
    """How many ordered categories a column has; nought if it has none.

    Raises:
        DataError: If a cell does not go with how the column is answered.
    """
    scale = effects.scale(name)
    if scale is Scale.NUMBER:
        return 0
    value = column.to_numpy()
    good = np.isnan(value) | ((value >= 0) & (value == np.round(value)))
    must = "be a count: 0, 1, 2, …"
    if scale is Scale.BINARY:
        good, must = np.isnan(value) | np.isin(value, (0, 1)), "be 0 or 1"
    if scale is Scale.ORDINAL:
        good &= ~(value > _MOST_CATEGORIES)
        must = f"be the number of a category, at most {_MOST_CATEGORIES}"
    if wrong := np.flatnonzero(~good)[:10].tolist():
        raise DataError(
            [
                Problem(
                    file=diary.file, row=int(diary.row[it]), column=name, must=must,
                    got=f"{value[it]:g}",
                    remedy=f"Correct it, or leave out '{name} is {scale}'.",
                )
                for it in wrong
            ]
        )  # fmt: skip
    if scale is Scale.COUNT:
        return 0
    there = column.dropna()
    return 2 if scale is Scale.BINARY else max(int(there.nunique()), 2)


def _timed(model: ContinuousModel, diary: Diary) -> None:
    if diary.time is None:
        raise DataError(
            [
                Problem(
                    file=diary.file, must="have a column of times", got="none",
                    remedy="Name it: Diary.from_csv(…, time=…).",
                )
            ]
        )  # fmt: skip
    if model.clock == Clock.STEPS:
        diary.whole_times()


def _with_levels(
    model: ContinuousModel, frame: pd.DataFrame
) -> tuple[pd.DataFrame, int]:
    """Without answers of which no level can be told."""
    there = int(frame.notna().to_numpy().sum())
    for name, terms in model.effects.levels.items():
        known = frame[list(terms)].notna().all(axis=1)
        asked = model.effects.asked(name)
        frame = frame.assign(**{it: frame[it].where(known) for it in asked})
    return frame, there - int(frame.notna().to_numpy().sum())


def _heard_of(diary: Diary, answers: pd.DataFrame) -> Bool[ndarray, " row"]:
    """Rows of couples of whom anything is known."""
    there = answers.notna().any(axis=1)
    return there.groupby(diary.frame[diary.couple]).transform("any").to_numpy(bool)


def _occasions(
    couple: Int[ndarray, " row"],
    time: Float[ndarray, " row"],
    steps: bool,
    diary: Diary,
) -> tuple[Int[ndarray, " row"], Float[ndarray, "occasion couple"]]:
    """The occasion of each row, and the time of each occasion."""
    table = pd.DataFrame({"couple": couple, "time": time})
    if steps:
        first = table.groupby("couple")["time"].transform("min")
        place = (table["time"] - first).to_numpy().round().astype(np.int64)
    else:
        place = (
            table.groupby("couple")["time"].rank("dense").to_numpy().astype(np.int64)
            - 1
        )
    many = int(place.max(initial=-1)) + 1
    if many > _LONGEST:
        raise FitError(
            f"A couple must have {_LONGEST:,} steps at most between its first and last "
            f"answer. Got {many:,} in {diary.file} instead. Count time in longer "
            'units, or set clock="continuous".'
        )
    times = np.full((many, int(couple.max(initial=-1)) + 1), np.nan)
    times[place, couple] = time
    if steps and times.size:
        first = np.nanmin(times, axis=0)
        last = np.nanmax(times, axis=0)
        grid = first + np.arange(many)[:, None]
        times = np.where(grid <= last, grid, np.nan)
    return place, times


@dataclass(frozen=True, eq=False)
class _At:
    """Where each row goes in a block."""

    place: Int[ndarray, " row"]
    member: Int[ndarray, " row"]
    couple: Int[ndarray, " row"]
    shape: tuple[int, int]
    members: int

    def block(
        self,
        frame: pd.DataFrame,
        columns: Sequence[str],
        centres: dict[str, float],
        spreads: dict[str, float],
    ) -> Float[ndarray, "occasion column couple"]:
        """Columns of one partner, then those of the other; NaN where there is none."""
        occasions, couples = self.shape
        many = len(columns)
        block = np.full((occasions, self.members * many, couples), np.nan)
        for number, name in enumerate(columns):
            value = (frame[name].to_numpy() - centres.get(name, 0.0)) / spreads[name]
            block[self.place, self.member * many + number, self.couple] = value
        return block


def _filled(
    block: Float[ndarray, "occasion push couple"],
    times: Float[ndarray, "occasion couple"],
) -> tuple[Float[ndarray, "occasion push couple"], int]:
    """With the person's mean where a push is not known, and nought after the end."""
    gone = np.isnan(block) & np.isfinite(times)[:, None]
    many = np.isfinite(block).sum(0)
    mean = np.nansum(block, axis=0) / np.maximum(many, 1)
    return np.where(gone, mean, np.nan_to_num(block)), int(gone.sum())


def _tick(times: Float[ndarray, "occasion couple"]) -> float:
    """The usual time between two occasions."""
    gaps = np.diff(times, axis=0)
    gaps = gaps[np.isfinite(gaps)]
    return float(np.median(gaps)) if gaps.size else 1.0


def _gaps(
    times: Float[ndarray, "occasion couple"], tick: float
) -> Float[ndarray, "occasion_or_1 couple_or_1"]:
    gaps = np.diff(times, axis=0, append=np.nan) / tick
    known = gaps[np.isfinite(gaps)]
    # Times such as 0.1, 0.2, 0.3 differ by the same but for their last digit.
    if known.size and np.ptp(known) < 1e-9:
        return np.full((1, 1), float(known[0]))
    return np.nan_to_num(gaps)


def _mean(column: pd.Series[float]) -> float:
    return float(column.mean()) if column.notna().any() else 0.0


def _spread(column: pd.Series[float]) -> float:
    """The standard deviation, or one where there is none."""
    spread = float(column.std(ddof=0)) if column.notna().any() else 0.0
    size = float(column.abs().max()) if column.notna().any() else 0.0
    return spread if spread > 1e-10 * size else 1.0
