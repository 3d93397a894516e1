from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from securebase.core import ModelError

# Of all futures, the middle four in five lie in the band.
_BAND = (0.1, 0.9)
# Legible without colour too: each run has its own dashes.
_INK = ("#5b6472", "#c2703d", "#1f6f6b", "#7a4f9a")
_DASHES = ([1.0, 0.0], [6.0, 3.0], [2.0, 2.0], [8.0, 3.0, 2.0, 3.0])


def futures_picture(
    runs: Mapping[str, xr.Dataset],
    variables: Sequence[str] = ("quality", "drive", "growth"),
    *,
    names: Mapping[str, str] | None = None,
) -> Any:
    """Draw the courses of a couple in one picture, to compare runs.

    A line is the median of all futures of a run, a band holds the middle four in five
    of them: it carries chance and, where a run took several sets of parameters, their
    doubt.

    Args:
        runs: Results of `simulate` for one couple, by what a reader should call them.
        variables: Which variables, one row each.

    Other Args:
        names: What the partners are called, by letter.

    Returns:
        An Altair chart; ``chart.save("futures.svg")`` writes it.

    Raises:
        ModelError: If there is no run, or a variable is not in one.
    """
    import altair as alt

    table = _table(runs, variables, names or {"a": "partner a", "b": "partner b"})
    order = list(runs)
    rows = list(dict.fromkeys(table["variable"]))
    return (
        alt.vconcat(
            *(_row(table[table["variable"] == row], row, order) for row in rows)
        )
        .configure_view(stroke="#dddddd")
        .configure_axis(grid=True, gridColor="#eeeeee")
    )


def _row(table: pd.DataFrame, label: str, order: Sequence[str]) -> Any:
    """One variable, the partners side by side on one scale."""
    import altair as alt

    dashes = alt.Scale(domain=list(order), range=list(_DASHES[: len(order)]))
    colours = alt.Scale(domain=list(order), range=list(_INK[: len(order)]))
    legend = alt.Legend(
        title=None, orient="top", symbolType="stroke", symbolSize=400, symbolOpacity=1
    )
    base = alt.Chart(table).encode(x=alt.X("day:Q", title="days"))
    band = base.mark_area(fillOpacity=0.12).encode(
        y=alt.Y("low:Q", title="SD", scale=alt.Scale(zero=False)),
        y2="high:Q",
        fill=alt.Fill("run:N", sort=list(order), scale=colours, legend=legend),
    )
    line = base.mark_line(strokeWidth=2).encode(
        y="median:Q",
        stroke=alt.Stroke("run:N", sort=list(order), scale=colours, legend=legend),
        strokeDash=alt.StrokeDash(
            "run:N", sort=list(order), scale=dashes, legend=legend
        ),
    )
    return (
        alt.layer(band, line)
        .properties(width=280, height=150)
        .facet(column=alt.Column("partner:N", title=None), title=label)
    )


def _table(
    runs: Mapping[str, xr.Dataset], variables: Sequence[str], names: Mapping[str, str]
) -> pd.DataFrame:
    if not runs:
        raise ModelError(
            "There must be one run at least to draw. Got none instead. "
            "Pass what `securebase.simulate` returned, by a name for each."
        )
    parts = [
        part
        for run, dataset in runs.items()
        for variable in variables
        for part in _courses(run, dataset, variable, names)
    ]
    return pd.concat(parts, ignore_index=True)


def _courses(
    run: str, dataset: xr.Dataset, variable: str, names: Mapping[str, str]
) -> list[pd.DataFrame]:
    if variable not in dataset:
        raise ModelError(
            "A variable must be one of the dataset's. "
            f"Got {variable!r} instead. {run!r} holds {', '.join(map(str, dataset))}."
        )
    values = dataset[variable]
    axis = next(str(dim) for dim in values.dims if dim in ("copy", "couple"))
    label = str(values.attrs.get("label", variable))
    partners = dataset["partner"].values if "partner" in values.dims else [None]
    found = []
    for letter in partners:
        one = values if letter is None else values.sel(partner=letter)
        low, median, high = np.quantile(
            one.transpose(axis, "day").values, (_BAND[0], 0.5, _BAND[1]), axis=0
        )
        found.append(
            pd.DataFrame(
                {
                    "day": one["day"].values,
                    "low": low,
                    "median": median,
                    "high": high,
                    "run": run,
                    "variable": label,
                    "partner": "both" if letter is None else names[str(letter)],
                }
            )
        )
    return found
