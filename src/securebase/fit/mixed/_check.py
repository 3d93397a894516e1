"""What must hold of a dyadic table, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, SupportsInt

import numpy as np
import pandas as pd
from jaxtyping import Bool, Int
from numpy import ndarray

from securebase.core import DataError, Problem

from ._calendar import in_days
from ._read import repeated

if TYPE_CHECKING:
    from ._diary import Diary

# So many problems of one kind are told; the rest is the same mistake.
_TOLD = 10


def checked(
    frame: pd.DataFrame,
    roles: Mapping[str, str | None],
    place: Int[ndarray, " row"],
    file: str,
) -> tuple[pd.DataFrame, pd.Timestamp | None]:
    """The table with numbers where numbers are meant, and the date of time nought.

    Raises:
        DataError: If a column that was named is not there, or a cell is not as its
            column.
    """
    frame = frame.reset_index(drop=True)
    named = {what: name for what, name in roles.items() if name is not None}
    problems = [
        *repeated(list(frame.columns), file),
        *(absent(frame, it, file, what) for what, it in named.items()
          if it not in frame),
        *_named_twice(named, file),
    ]  # fmt: skip
    if problems:
        raise DataError(problems)
    frame = frame.assign(**{str(it): _as_numbers(frame[it]) for it in frame})
    origin = None
    if time := roles["time"]:
        frame[time], origin = in_days(frame[time])
    names = set(named.values())
    likely = [str(it) for it in frame if it not in names and _meant(frame[it])]
    problems += number_problems(frame, likely, place, file)
    problems += [
        _cell(file, place[i], name, f"say the {what}", "nothing", "Fill it in.")
        for what, name in named.items()
        for i in np.flatnonzero(frame[name].isna())[:_TOLD]
    ]
    if time:
        problems += [
            _cell(file, place[i], time, "be a number, or a date such as 2026-03-31",
                _shown(frame[time].iloc[i]), "Write it so.")
            for i in np.flatnonzero(_wrong(frame[time]))[:_TOLD]
        ]  # fmt: skip
    if problems:
        raise DataError(list(dict.fromkeys(problems)))
    return frame, origin


def _named_twice(named: Mapping[str, str], file: str) -> Iterator[Problem]:
    """Columns that were given for two things."""
    for name in dict.fromkeys(named.values()):
        for_what = [what for what, it in named.items() if it == name]
        # Somebody without a partner is a couple of one.
        if len(for_what) > 1 and set(for_what) != {"couple", "person"}:
            yield Problem(
                file=file, column=name, must="be named for one thing",
                got=f"it as {' and '.join(for_what)}",
                remedy="Name another column, or leave one of them out.",
            )  # fmt: skip


def absent(frame: pd.DataFrame, name: str, file: str, what: str = "") -> Problem:
    """That a column is not there, with the one that was perhaps meant."""
    near = get_close_matches(name, [str(it) for it in frame], 1)
    remedy = f"Perhaps {near[0]!r} is meant." if near else "Give the column's name."
    return Problem(
        file=file, column=name, must=f"be there{f' as the {what}' if what else ''}",
        got=f"the columns {', '.join(str(it) for it in frame)}", remedy=remedy,
    )  # fmt: skip


def number_problems(
    frame: pd.DataFrame,
    columns: Sequence[str],
    place: Int[ndarray, " row"],
    file: str,
) -> list[Problem]:
    """Cells of these columns that are neither a finite number nor missing."""
    problems = []
    for name in columns:
        if name not in frame:
            problems.append(absent(frame, name, file))
            continue
        problems += [
            _cell(
                file, place[i], name, "be a number", _shown(frame[name].iloc[i]),
                "Correct it, or leave it empty if it is missing.",
            )
            for i in np.flatnonzero(_wrong(frame[name]))[:_TOLD]
        ]  # fmt: skip
    return problems


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else repr(value)


def _wrong(column: pd.Series[float]) -> Bool[ndarray, " row"]:
    there = column.notna().to_numpy()
    values = pd.to_numeric(column, errors="coerce").to_numpy(float)
    return there & ~np.isfinite(values)


def _as_numbers(column: pd.Series[float]) -> pd.Series[float]:
    """The column as numbers if all of it are numbers, infinite ones too."""
    if pd.api.types.is_datetime64_any_dtype(column) or (
        pd.api.types.is_timedelta64_dtype(column)
    ):
        return column
    values = pd.to_numeric(column, errors="coerce")
    return values if (values.isna() == column.isna()).all() else column


def _meant(column: pd.Series[float]) -> bool:
    """Whether a column is meant to be of numbers, so that the rest are slips."""
    if pd.api.types.is_numeric_dtype(column):
        return True
    there = int(column.notna().sum())
    return there > 0 and int(_wrong(column).sum()) * 2 < there


def _cell(
    file: str, row: SupportsInt, column: str, must: str, got: str, do: str
) -> Problem:
    return Problem(
        file=file, row=int(row), column=column, must=must, got=got, remedy=do
    )


def sane(diary: Diary) -> None:
    """Check that a couple has two people at most, and each one row a time.

    Raises:
        DataError: With every couple, person and time for which it does not hold.
    """
    problems = [*_crowds(diary), *_twice(diary), *_two_roles(diary)]
    if problems:
        raise DataError(problems)


def who(diary: Diary) -> str | None:
    """The column that says who it is within a couple."""
    return diary.person or diary.role


def _crowds(diary: Diary) -> list[Problem]:
    """Couples with more than two people in them."""
    name, frame = who(diary), diary.frame
    if name:
        count = frame.groupby(diary.couple)[name].transform("nunique").to_numpy()
        place = name
    else:
        keys = [it for it in (diary.couple, diary.time) if it]
        count = frame.groupby(keys)[diary.couple].transform("size").to_numpy()
        place = diary.couple
    first = ~frame[diary.couple].duplicated().to_numpy()
    return [
        _cell(
            diary.file, diary.row[i], place,
            f"name two people at most in couple {frame[diary.couple].iloc[i]}",
            _people(frame, diary.couple, name, i) or str(count[i]),
            "Split what are several couples, or write each name in one way.",
        )
        for i in np.flatnonzero(first & (count > 2))[:_TOLD]
    ]  # fmt: skip


def _people(
    frame: pd.DataFrame, couple: str, name: str | None, row: SupportsInt
) -> str:
    """Who is in a couple, as they are written."""
    if name is None:
        return ""
    there = frame.loc[frame[couple] == frame[couple].iloc[int(row)], name].unique()
    return f"{len(there)}: {', '.join(repr(it) for it in there[:4])}"


def _twice(diary: Diary) -> list[Problem]:
    """Rows of a person and time that another row has as well."""
    name, frame = who(diary), diary.frame
    if not name:
        return _nobody(diary) if diary.time else []
    keys = [it for it in (diary.couple, name, diary.time) if it]
    again = np.flatnonzero(frame.duplicated(keys).to_numpy())
    remedy = "Keep one of them." if diary.time else "Keep one, or name time=."
    if diary.role and not diary.person:
        remedy += " If both partners have the same role, name person= too."
    return [
        _cell(
            diary.file, diary.row[i], diary.couple, "have one row per person and time",
            f"row {diary.row[i - 1]} again", remedy,
        )
        for i in again[:_TOLD]
    ]  # fmt: skip


def _nobody(diary: Diary) -> list[Problem]:
    return [
        Problem(
            file=diary.file,
            must="say whose each row is",
            got="neither role nor person",
            remedy="Name the column: Diary.from_csv(…, person=…).",
        )
    ]  # fmt: skip


def _two_roles(diary: Diary) -> list[Problem]:
    """People who change their role."""
    if not (diary.role and diary.person):
        return []
    frame = diary.frame
    keys = [diary.couple, diary.person]
    count = frame.groupby(keys)[diary.role].transform("nunique").to_numpy()
    first = ~frame.duplicated(keys).to_numpy()
    return [
        _cell(
            diary.file, diary.row[i], diary.role, "be the same in all rows of a person",
            f"{count[i]} roles", "Correct it, or give the person another name.",
        )
        for i in np.flatnonzero(first & (count > 1))[:_TOLD]
    ]  # fmt: skip
