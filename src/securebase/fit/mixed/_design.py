"""From a diary and a formula to arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from formulaic import Formula, model_matrix
from formulaic.errors import FormulaicError
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from securebase.core import DataError, FitError

from ._check import absent
from ._kinds import Kinds
from ._model import DyadicModel

if TYPE_CHECKING:
    from ._diary import Diary

# A column that others explain but for this part of it says nothing of its own.
_OWN_PART = 1e-8


@dataclass(frozen=True, eq=False)
class Design:
    """The rows that are used, as arrays.

    Attributes:
        outcome: Its name.
        names: Of the fixed effects that can be estimated.
        aliased: Of those that others make superfluous.
        x: Their values.
        y: The outcome.
        z: Values of the random effects.
        couple: Number of each row's couple.
        member: Which member of which kind each row is of.
        time: Of each row.
        used: Which rows of the diary these are.
        kinds: Of couples.
    """

    outcome: str
    names: tuple[str, ...]
    aliased: tuple[str, ...]
    x: Float[ndarray, "row p"]
    y: Float[ndarray, " row"]
    z: Float[ndarray, "row term"]
    couple: Int[ndarray, " row"]
    member: Int[ndarray, " row"]
    time: Float[ndarray, " row"]
    used: Bool[ndarray, " diary_row"]
    kinds: Kinds

    @cached_property
    def first_guess(self) -> Float[ndarray, " p"]:
        """Fixed effects by least squares."""
        return np.linalg.lstsq(self.x, self.y, rcond=None)[0]

    @cached_property
    def left(self) -> Float[ndarray, " row"]:
        """What least squares leaves over."""
        return self.y - self.x @ self.first_guess

    @property
    def spread(self) -> float:
        """Standard deviation of what is left over."""
        return float(np.sqrt(np.mean(self.left**2))) if self.left.size else 0.0

    @cached_property
    def present(self) -> tuple[int, ...]:
        """Which members of which kinds there are rows of."""
        return tuple(int(it) for it in np.unique(self.member))

    @property
    def couples(self) -> int:
        return len(np.unique(self.couple))

    @property
    def constant(self) -> bool:
        """Whether nothing is left over, but for rounding."""
        size = float(np.sqrt(np.mean(self.y**2))) if self.y.size else 0.0
        return self.spread <= 1e-10 * size


def design_of(
    model: DyadicModel, diary: Diary, only: Bool[ndarray, " diary_row"] | None = None
) -> Design:
    """The arrays of a model, of the rows in ``only`` that lack nothing.

    Raises:
        FitError: If the formula cannot be read, or names what is not there.
        DataError: If a cell of a random effect or of the outcome is not a number.
    """
    formula = _parsed(model.formula, diary)
    left, right = formula.get("lhs"), formula["rhs"]
    if left is None or left.shape[1] != 1 or _is_words(model.formula, diary):
        raise FitError(
            f"A formula must have one outcome of numbers on its left. Got "
            f"{model.formula!r} instead. Write it as outcome ~ predictor + predictor."
        )
    slopes = [term for term in model.random if term != "1"]
    diary.numbers(*slopes)
    if model.over_time == "ar1":
        diary.whole_times()
    kinds = diary.kinds.pooled() if model.exchangeable else diary.kinds
    x, names = _by_role(model, diary, right.to_numpy(float), list(right.columns))
    z = np.column_stack(
        [np.ones((len(diary), 0))]
        + [
            np.ones(len(diary)) if term == "1" else diary.frame[term].to_numpy(float)
            for term in model.random
        ]
    )
    y = left.to_numpy(float)[:, 0]
    used = np.isfinite(y) & np.isfinite(x).all(1) & np.isfinite(z).all(1)
    if only is not None:
        used &= only
    own = _own_columns(x[used])
    time = diary.frame[diary.time].to_numpy(float) if diary.time else np.zeros(len(y))
    return Design(
        outcome=str(left.columns[0]),
        names=tuple(name for name, keep in zip(names, own, strict=True) if keep),
        aliased=tuple(name for name, keep in zip(names, own, strict=True) if not keep),
        x=x[used][:, own],
        y=y[used],
        z=z[used],
        couple=pd.factorize(diary.frame[diary.couple])[0].astype(np.int64)[used],
        member=(2 * kinds.of + kinds.member)[used],
        time=time[used],
        used=used,
        kinds=kinds,
    )


def _is_words(text: str, diary: Diary) -> bool:
    """Whether the outcome is a column of words."""
    column = diary.frame.get(text.partition("~")[0].strip())
    return column is not None and not pd.api.types.is_numeric_dtype(column)


def _parsed(text: str, diary: Diary) -> dict[str, pd.DataFrame]:
    try:
        wanted = sorted(map(str, Formula(text).required_variables))
        gone = [it for it in wanted if it not in diary.frame]
        if gone:
            raise DataError([absent(diary.frame, it, diary.file) for it in gone])
        made = model_matrix(text, diary.frame, na_action="ignore", context={})
    except (FormulaicError, SyntaxError) as why:
        raise FitError(
            f"A formula must read as outcome ~ predictor + predictor. Got {text!r} "
            f"instead. {str(why).splitlines()[0]}"
        ) from why
    if not hasattr(made, "lhs"):
        return {"rhs": pd.DataFrame(made)}
    return {"lhs": pd.DataFrame(made.lhs), "rhs": pd.DataFrame(made.rhs)}


def _by_role(
    model: DyadicModel, diary: Diary, x: Float[ndarray, "row p"], names: list[str]
) -> tuple[Float[ndarray, "row p_all"], list[str]]:
    """Columns once for every role, as far as they are asked for."""
    if model.by_role == "none":
        return x, names
    if diary.role is None:
        raise FitError(
            f"by_role must be none where nothing tells partners apart. Got "
            f'"{model.by_role}" instead. Name what does: Diary.from_csv(…, role=…).'
        )
    role = diary.frame[diary.role]
    columns, titles = [], []
    for column, name in zip(x.T, names, strict=True):
        if model.by_role in ("all", "intercept" if name == "Intercept" else "slopes"):
            for each in sorted(role.unique(), key=str):
                columns.append(np.where(role == each, column, 0.0))
                titles.append(f"{name}[{each}]")
        else:
            columns.append(column)
            titles.append(name)
    return np.column_stack(columns), titles


def _own_columns(x: Float[ndarray, "row p"]) -> Bool[ndarray, " p"]:
    """Which columns say something that those before them do not."""
    keep = np.zeros(x.shape[1], dtype=bool)
    for place, column in enumerate(x.T):
        before = x[:, keep]
        rest = column - before @ np.linalg.lstsq(before, column, rcond=None)[0]
        size = np.linalg.norm(column)
        keep[place] = size > 0 and np.linalg.norm(rest) > _OWN_PART * size
    return keep
