"""Answers of both partners as one long table: a row is one person at one time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from jaxtyping import Int
from numpy import ndarray

from securebase.core import DataError, Problem

from ._check import checked, number_problems, sane
from ._columns import of_days_before, of_partner, within_and_between
from ._kinds import Kinds, kinds_of

# What other programs write for nothing.
_NOTHING = [".", "-", "NA", "NaN", "nan", "NULL", ""]


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
    """

    frame: pd.DataFrame
    couple: str
    role: str | None
    person: str | None
    time: str | None
    row: Int[ndarray, " row"]
    file: str

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
            path: The file, with a header. ``.``, ``NA`` and nothing are missing.
            couple: Column that says which couple a row is of.
            role: Column of what tells the partners apart.
            person: Column of who it is, needed if the role does not say it.
            time: Column of the time, a number.
            suffixes: Where both partners stand in one row; see `from_wide`.

        Raises:
            DataError: With every problem found, each with its row and column.
        """
        frame = _read(Path(path))
        if suffixes is not None:
            return cls.from_wide(
                frame, couple=couple, suffixes=suffixes, time=time,
                role=role or "role", file=Path(path).name,
            )  # fmt: skip
        return cls.from_frame(
            frame, couple=couple, role=role, person=person, time=time,
            file=Path(path).name,
        )  # fmt: skip

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
        roles = {"couple": couple, "role": role, "person": person, "time": time}
        frame = checked(frame, roles, file)
        keys = [key for key in (couple, time, role, person) if key]
        rest = [] if role or person else [str(it) for it in frame if it not in keys]
        # Partners whom nothing tells apart are put in the order of their answers, so
        # that the order of the rows cannot matter.
        order = frame.reset_index(drop=True).sort_values([*keys, *rest], kind="stable")
        row = order.index.to_numpy() + 2
        return cls(
            frame=order.reset_index(drop=True), couple=couple, role=role,
            person=person, time=time, row=row, file=file,
        ).sane()  # fmt: skip

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
        parts = []
        for name, end in suffixes.items():
            others = tuple(it for it in suffixes.values() if it != end)
            kept = frame[[it for it in frame if not str(it).endswith(others)]]
            own = kept.rename(
                columns={it: str(it).removesuffix(end) for it in kept.columns}
            )
            parts.append(own.assign(**{role: name}))
        long = pd.concat(parts, ignore_index=True)
        diary = cls.from_frame(long, couple=couple, role=role, time=time, file=file)
        return replace(diary, row=(diary.row - 2) % max(len(frame), 1) + 2)

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
                remedy='Number the occasions, or use over_time="car1" without lags.',
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


def _read(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, na_values=_NOTHING, skipinitialspace=True)
    except (ValueError, pd.errors.EmptyDataError) as why:
        first = str(why).strip().partition("\n")[0]
        raise DataError(
            [
                Problem(
                    file=path.name, must="be a table in UTF-8 with a header and commas",
                    got=repr(first), remedy="Save it as CSV (UTF-8).",
                )
            ]
        ) from why  # fmt: skip


def _no_time(file: str) -> Problem:
    return Problem(
        file=file, must="have a column of times", got="none",
        remedy="Name it: Diary.from_csv(…, time=…).",
    )  # fmt: skip
