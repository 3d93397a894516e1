"""Pictures of draws from the posterior, through Altair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import xarray as xr

from securebase.core import FitError
from securebase.fit._pictures import GREY, INK, chosen, forest

from ._plots import per

if TYPE_CHECKING:
    from ._sample import Sample

_TAILS = (0.025, 0.975)


def plotted(sample: Sample, what: str) -> Any:
    """See `Sample.plot`."""
    return chosen({"effects": _effects, "couples": _couples}, what)(sample)


def _effects(sample: Sample) -> Any:
    table = _intervals(sample.tree["posterior"].to_dataset()["rates"])
    return forest(table, "effect", per(sample.mode))


def _couples(sample: Sample) -> Any:
    """Rates of each couple, from the lowest up, beside what they are on average."""
    import altair as alt

    posterior = sample.tree["posterior"].to_dataset()
    if "couple_rates" not in posterior:
        raise FitError(
            "Couples must have rates of their own for this picture. Got the same ones "
            "for all instead. Draw with random_rates=True."
        )
    own, whose = _intervals(posterior["couple_rates"]), sample.mode.whose
    mean = _intervals(posterior["rates"])[["effect", "estimate"]]
    table = own.merge(mean.rename(columns={"estimate": "average"}), on="effect")
    x = alt.X("low:Q", title="Mean and 95% interval", scale=alt.Scale(zero=False))
    y = alt.Y("couple:N", title=whose, sort=alt.EncodingSortField("estimate"))
    base = alt.Chart(table).properties(width=240, height={"step": 9})
    layers = alt.layer(
        base.mark_rule(color=INK, opacity=0.5).encode(x=x, x2="high:Q", y=y),
        base.mark_point(color=INK, filled=True, size=16).encode(x="estimate:Q", y=y),
        base.mark_rule(color=GREY, strokeDash=[4, 3]).encode(x="mean(average):Q"),
    )
    title = f"{per(sample.mode)}, by {whose.removesuffix('s')}; dashed: all together"
    apart = layers.facet(alt.Facet("effect:N", title=None, sort=None), columns=2)
    return apart.resolve_scale(x="independent", y="independent").properties(title=title)


def _intervals(draws: xr.DataArray) -> pd.DataFrame:
    """A row for each number that was drawn: mean, and an interval with equal tails."""
    dims = ["chain", "draw"]
    low, high = (draws.quantile(it, dims).drop_vars("quantile") for it in _TAILS)
    columns = {"estimate": draws.mean(dims), "low": low, "high": high}
    table = xr.Dataset(columns).to_dataframe().reset_index()
    # Rates that are nought by definition were not drawn.
    table = table[table["low"] < table["high"]]
    return table.assign(effect=table["source"] + " → " + table["process"])
