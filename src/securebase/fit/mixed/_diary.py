"""Answers of both partners as one long table: a row is one person at one time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Int
from numpy import ndarray

from securebase.core import DataError, Problem

from ._check import checked, number_problems, sane
from ._columns import of_days_before, of_partner, within_and_between
from ._kinds import Kinds, kinds_of
from ._read import table_of
from ._wide import laid_long


@dataclass(frozen=True, eq=False, kw_only=True)
class Diary:
    """Dyadic data: checked, sorted, and never changed; each method gives a new one.

    Couples may be told apart by a role (wife and husband), or not (two friends), or
    some may and others not. Rows may be in any order, anything may be missing, a whole
    partner too. Where neither ``role`` nor ``person`` is named, the two rows of a
    couple are two people who cannot be told apart.

    Attributes:
        frame: One row per person and time, sorted by couple, time and person.
        couple: Name of the column that says which couple a row is of.
        role: Column of what tells partners apart, or None.
        person: Column of who it is within the couple, or None where the role says it.
        time: Column of the time, a number, or None if everybody answered once.
        row: Row of each row in the file or table it came from.
        file: Name of that file, for messages.
        origin: Midnight from which the time counts days, where it was given as dates.
    """

    frame: pd.DataFrame
    couple: str
    role: str | None
    person: str | None
    time: str | None
    row: Int[ndarray, " row"]
    file: str
    origin: pd.Timestamp | None = None

    @classmethod
    def from_csv(
        cls,
        path: Path | str,
        *,
        couple: str,
        role: str | None = None,
        person: str | None = None,
        time: str | None = None,
        suffixes: dict[str, str] | None = None,
    ) -> Diary:
        """Read a table from a CSV file.

        Args:
            path: The file, with a header; ``.``, ``NA`` and nothing are missing.
                Cells are parted by commas, or by semicolons with decimal commas.
            couple: Column that says which couple a row is of.
            role: Column of what tells the partners apart.
            person: Column of who it is, needed if the role does not say it.
            time: Column of the time: a number, or a date as ``2026-03-31`` with or
                without a time of day, which is turned into days from the first date.
            suffixes: Where both partners stand in one row; see `from_wide`.

        Raises:
            DataError: With every problem found, each with its row and column.
        """
        frame, place = table_of(Path(path))
        if suffixes is not None:
            role = role or "role"
            frame, place = laid_long(frame, place, suffixes, role, Path(path).name)
        names = {"couple": couple, "role": role, "person": person, "time": time}
        return cls._checked(frame, place, names, Path(path).name)

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        *,
        couple: str,
        role: str | None = None,
        person: str | None = None,
        time: str | None = None,
        file: str = "table",
    ) -> Diary:
        """Take over a long table; see `from_csv` for the arguments.

        Raises:
            DataError: With every problem found, each with its row and column.
        """
        names = {"couple": couple, "role": role, "person": person, "time": time}
        return cls._checked(frame, np.arange(len(frame)) + 2, names, file)

    @classmethod
    def from_wide(
        cls,
        frame: pd.DataFrame,
        *,
        couple: str,
        suffixes: dict[str, str],
        time: str | None = None,
        role: str = "role",
        file: str = "table",
    ) -> Diary:
        """Take over a table with both partners in one row.

        Args:
            frame: One row per couple and time.
            couple: Column that says which couple a row is of.
            suffixes: What each role's columns end with: ``{"wife": "_w", …}``. A
                column that ends with neither is the same for both.
            time: Column of the time, a number.
            role: How the new column that holds the role is called.
            file: Where the table came from, for messages.

        Raises:
            DataError: With every problem found, each with its row and column.
        """
        place = np.arange(len(frame)) + 2
        long, place = laid_long(frame, place, suffixes, role, file)
        names = {"couple": couple, "role": role, "person": None, "time": time}
        return cls._checked(long, place, names, file)

    @classmethod
    def _checked(
        cls,
        frame: pd.DataFrame,
        place: Int[ndarray, " row"],
        names: dict[str, Any],
        file: str,
    ) -> Diary:
        """A diary of what has been looked at, in an order that is always the same."""
        frame, origin = checked(frame, names, place, file)
        keys = [names[it] for it in ("couple", "time", "role", "person") if names[it]]
        known = names["role"] or names["person"]
        rest = [] if known else [str(it) for it in frame if it not in keys]
        # Partners whom nothing tells apart are put in the order of their answers, so
        # that the order of the rows cannot matter.
        order = frame.sort_values([*keys, *rest], kind="stable", key=_sortable)
        return cls(
            frame=order.reset_index(drop=True), row=place[order.index.to_numpy()],
            origin=origin, file=file, **names,
        ).sane()  # fmt: skip

    def partner(self, *columns: str) -> Diary:
        """Add what the partner answered at the same time, as ``…_partner``.

        What is always the same for a person, such as their mean, is known on days on
        which they did not answer too.

        Raises:
            DataError: If a column is not there or holds what is not a number.
        """
        self.numbers(*columns)
        made = {f"{it}_partner": of_partner(self, it) for it in columns}
        return replace(self, frame=self.frame.assign(**made))

    def decompose(self, *columns: str) -> Diary:
        """Add each person's mean and the day's departure from it.

        ``…_between`` is the person's mean less the mean of all persons, ``…_within``
        the answer less the person's mean (Bolger and Laurenceau 2013, ch. 5).

        Raises:
            DataError: If a column is not there or holds what is not a number.
        """
        self.numbers(*columns)
        made: dict[str, pd.Series[float]] = {}
        for it in columns:
            within, between = within_and_between(self, it)
            made |= {f"{it}_within": within, f"{it}_between": between}
        return replace(self, frame=self.frame.assign(**made))

    def centre(self, *columns: str) -> Diary:
        """Add each column less its mean over all rows, as ``…_centred``.

        Raises:
            DataError: If a column is not there or holds what is not a number.
        """
        self.numbers(*columns)
        made = {
            f"{it}_centred": self.frame[it] - self.frame[it].mean() for it in columns
        }
        return replace(self, frame=self.frame.assign(**made))

    def lag(self, *columns: str, by: int = 1) -> Diary:
        """Add what the same person answered ``by`` times before, as ``…_lag1``.

        A gap is never bridged: if nothing was answered exactly ``by`` before, the
        value is missing. Times must be whole numbers.

        Raises:
            DataError: If a time is not a whole number, or a column is not as in
                `partner`.
        """
        self.numbers(*columns)
        self.whole_times()
        made = {f"{it}_lag{by}": of_days_before(self, it, by) for it in columns}
        return replace(self, frame=self.frame.assign(**made))

    def by_day(self, *, begins: int | float = 0) -> Diary:
        """Count the time in whole days, which lags and ``"ar1"`` need.

        Args:
            begins: Hour at which a day begins. With 4, what was answered at one in the
                night is of the day before.

        Raises:
            DataError: If somebody has two rows on a day, or there is no time.
        """
        if self.time is None:
            raise DataError([_no_time(self.file)])
        day = np.floor(self.frame[self.time] - begins / 24)
        return replace(self, frame=self.frame.assign(**{self.time: day})).sane()

    def numbers(self, *columns: str) -> None:
        """Check that columns are there and hold numbers.

        Raises:
            DataError: With every cell that does not.
        """
        problems = number_problems(self.frame, columns, self.row, self.file)
        if problems:
            raise DataError(problems)

    def whole_times(self) -> None:
        """Check that times are whole numbers, as days are.

        Raises:
            DataError: With the first rows where they are not, or if there is no time.
        """
        if self.time is None:
            raise DataError([_no_time(self.file)])
        at = self.frame[self.time].to_numpy(float)
        if wrong := [
            Problem(
                file=self.file, row=int(self.row[i]), column=self.time,
                must="be a whole number", got=f"{at[i]:g}",
                remedy="Use by_day() or --by-day, or number the occasions.",
            )
            for i in np.flatnonzero(at != np.round(at))[:10]
        ]:  # fmt: skip
            raise DataError(wrong)

    @cached_property
    def kinds(self) -> Kinds:
        """Which kinds of couples there are, and which member every row is of."""
        return kinds_of(self)

    def sane(self) -> Diary:
        """Itself, once who is who is known to hold together."""
        sane(self)
        return self

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        couples = self.frame[self.couple].nunique()
        times = self.frame[self.time].nunique() if self.time else 1
        return f"Diary({couples} couples, {len(self)} rows, {times} times)"


def _no_time(file: str) -> Problem:
    return Problem(
        file=file, must="have a column of times", got="none",
        remedy="Name it: Diary.from_csv(…, time=…).",
    )  # fmt: skip


def _sortable(column: pd.Series[Any]) -> pd.Series[Any]:
    """Names that are numbers in one row and words in another have no order else."""
    return column if column.dtype != object else column.map(str, na_action="ignore")
