"""Pictures of a fit, through Altair."""

from __future__ import annotations

from typing import Any

from securebase.fit._pictures import GREY, INK, chosen, forest

from ._couples import covariance_of_fit
from ._fit import Fit

# More would be too small to read.
_DIARIES = 6


def plotted(fit: Fit, what: str) -> Any:
    """See `Fit.plot`."""
    makers = {
        "effects": _effects, "couples": _couples, "diary": _diary,
        "autocorrelation": _autocorrelation, "predictive": _predictive,
    }  # fmt: skip
    maker = chosen(makers, what)
    covariance_of_fit(fit)
    return maker(fit)


def _effects(fit: Fit) -> Any:
    table = fit.fixed().dropna(subset="estimate").reset_index()
    # The intercept is on the scale of the outcome, and would dwarf all effects.
    slopes = table[~table["effect"].str.startswith("Intercept")]
    shown = table if slopes.empty else slopes
    return forest(shown, "effect", f"Effects on {fit.design.outcome}")


def _couples(fit: Fit) -> Any:
    """How persons differ, in the first random effect, from the lowest up."""
    table = fit.persons()
    first = table[table["effect"] == table["effect"].iloc[0]].sort_values("estimate")
    who = first["couple"].astype(str) + " " + first["partner"].astype(str)
    return forest(first.assign(who=who), "who", f"{first['effect'].iloc[0]}, by person")


def _diary(fit: Fit) -> Any:
    """Of the couples who answered most often."""
    import altair as alt

    table = fit.fitted()
    most = table["couple"].value_counts().index[:_DIARIES]
    table = table[table["couple"].isin(most)]
    base = alt.Chart(table).encode(
        x=alt.X("time:Q", title=fit.diary.time or "Occasion"),
        color=alt.Color("partner:N", title=None),
    )
    layers = alt.layer(
        base.mark_area(opacity=0.15).encode(
            y=alt.Y("low:Q", title=fit.design.outcome), y2="high:Q"
        ),
        base.mark_line().encode(y="fitted:Q"),
        base.mark_point().encode(y="answer:Q"),
    )
    return layers.properties(width=220, height=140).facet("couple:N", columns=2)


def _autocorrelation(fit: Fit) -> Any:
    import altair as alt

    table = fit.autocorrelation()
    base = alt.Chart(table).encode(
        x=alt.X("lag:O", title="Occasions back"),
        color=alt.Color("partner:N", title=None),
    )
    bars = base.mark_bar().encode(
        y=alt.Y("estimate:Q", title="Autocorrelation of residuals"), xOffset="partner:N"
    )
    band = base.mark_tick(thickness=1, color=GREY)
    return bars + band.encode(y="low:Q") + band.encode(y="high:Q")


def _predictive(fit: Fit) -> Any:
    import altair as alt

    table = fit.predictive_check()
    y = alt.Y("statistic:N", title=None, sort=None)
    base = alt.Chart(table, title="What was seen, and what the model would make")
    return base.mark_rule(color=INK, strokeWidth=3).encode(
        y=y, x=alt.X("low:Q", title=f"{fit.design.outcome}: 95% of made-up studies"),
        x2="high:Q",
    ) + base.mark_point(color="black", filled=True).encode(y=y, x="seen:Q")  # fmt: skip
