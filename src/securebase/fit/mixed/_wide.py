"""From both partners in one row to a row each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from jaxtyping import Int
from numpy import ndarray

from securebase.core import DataError, Problem


def laid_long(
    frame: pd.DataFrame,
    place: Int[ndarray, " row"],
    suffixes: Mapping[str, str],
    role: str,
    file: str,
) -> tuple[pd.DataFrame, Int[ndarray, " row_of_both"]]:
    """The long table, and the row of the file that each of its rows is from.

    Args:
        frame: One row per couple and time.
        place: Its rows in the file.
        suffixes: What each role's columns end with.
        role: How the column of the role is to be called.
        file: For messages.

    Raises:
        DataError: If there are not two roles, or no column ends as it should.
    """
    names = [str(it) for it in frame]
    if len(set(suffixes.values())) != 2:
        got = ", ".join(f"{it}={end}" for it, end in suffixes.items()) or "nothing"
        raise DataError([_not_two(file, got)])
    bare = [
        end for end in suffixes.values() if not any(it.endswith(end) for it in names)
    ]
    if bare:
        raise DataError([_no_such_end(file, end, names) for end in bare])
    parts = []
    for name, end in suffixes.items():
        others = tuple(it for it in suffixes.values() if it != end)
        kept = frame[[it for it in frame if not str(it).endswith(others)]]
        titles = {it: str(it).removesuffix(end) for it in kept.columns}
        parts.append(kept.rename(columns=titles).assign(**{role: name}))
    return pd.concat(parts, ignore_index=True), np.tile(place, len(parts))


def _not_two(file: str, got: str) -> Problem:
    return Problem(
        file=file, must="have two partners, each with an ending of their columns",
        got=got, remedy='Write, for example, suffixes={"wife": "_w", "husband": "_h"}.',
    )  # fmt: skip


def _no_such_end(file: str, end: str, names: list[str]) -> Problem:
    return Problem(
        file=file, must=f"have columns that end with {end!r}", got=", ".join(names),
        remedy="Name the ending that one partner's columns have.",
    )  # fmt: skip
