"""What pictures of all fits have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pandas as pd

from securebase.core import FitError

__all__ = ["GREY", "INK", "chosen", "forest"]

_Fitted = TypeVar("_Fitted")

INK, GREY = "#1f4e79", "#767676"


def chosen(
    makers: Mapping[str, Callable[[_Fitted], Any]], what: str
) -> Callable[[_Fitted], Any]:
    """Who makes a picture, by its name.

    Raises:
        FitError: If there is no such picture.
    """
    if what not in makers:
        raise FitError(
            f"A plot must be one of {', '.join(makers)}. Got {what!r} instead. Choose "
            "one of them."
        )
    return makers[what]


def forest(table: pd.DataFrame, row: str, title: str) -> Any:
    """Estimates with their intervals, one below the other, as an Altair chart.

    Args:
        table: With the columns ``estimate``, ``low`` and ``high``, in their order.
        row: The column that names them.
        title: Above it.
    """
    # A second to load, which nothing else needs.
    import altair as alt

    y = alt.Y(f"{row}:N", title=None, sort=None)
    base = alt.Chart(table, title=title)
    zero = alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(color=GREY)
    return (
        zero.encode(x=alt.X("x:Q", title="Estimate and 95% interval"))
        + base.mark_rule(color=INK).encode(y=y, x="low:Q", x2="high:Q")
        + base.mark_point(color=INK, filled=True).encode(y=y, x="estimate:Q")
    )
