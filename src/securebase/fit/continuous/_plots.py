"""Pictures of a fit, through Altair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from securebase.core import FitError
from securebase.fit._pictures import GREY, INK, chosen, forest

from ._model import Clock

if TYPE_CHECKING:
    from ._fit import Fit


def plotted(fit: Fit, what: str) -> Any:
    """See `Fit.plot`."""
    makers = {
        "effects": _effects, "intervals": _intervals, "diary": _diary,
        "autocorrelation": _autocorrelation,
    }  # fmt: skip
    maker = chosen(makers, what)
    if not fit.outcome.has_estimates:
        raise FitError(
            f"A fit must have estimates to be drawn. Got none instead. {fit.outcome}"
        )
    return maker(fit)


def per(fit: Fit) -> str:
    """What rates are called."""
    steps = fit.model.clock == Clock.STEPS
    return "Effect on the next step" if steps else f"Rate per {fit.model.unit}"


def _effects(fit: Fit) -> Any:
    table = fit.rates()
    table = table.assign(effect=table["source"] + " → " + table["to"])
    return forest(table, "effect", per(fit))


def _intervals(fit: Fit) -> Any:
    """What one more now means after each interval up to where most of it is gone."""
    import altair as alt

    slowest = _slowest(fit)
    steps = fit.model.clock == Clock.STEPS
    at = np.linspace(slowest / 40, 3 * slowest, 40).tolist()
    if steps:
        at = [float(it) for it in range(1, max(int(3 * slowest), 2) + 1)]
    table = fit.lagged(*at)
    table = table.assign(effect=table["source"] + " → " + table["to"])
    unit = "steps" if steps else f"{fit.model.unit}s"
    x = alt.X("interval:Q", title=f"Interval, {unit}")
    color = alt.Color("effect:N", title="What one more now means for")
    base = alt.Chart(table, title="Effects depend on the interval")
    return base.mark_area(opacity=0.15).encode(
        x=x, y=alt.Y("low:Q", title="Effect"), y2="high:Q", color=color
    ) + base.mark_line().encode(x=x, y="estimate:Q", color=color)


def _slowest(fit: Fit) -> float:
    """The time after which the slowest departure is down to a third."""
    values = np.linalg.eigvals(fit.around.rates[0].real)
    if fit.model.clock == Clock.STEPS:
        return float(-1 / np.log(np.clip(np.abs(values).max(), 0.1, 0.99)))
    return float(1 / max(-values.real.max(), 1e-6))


def _diary(fit: Fit) -> Any:
    """Of the six couples who answered most often."""
    import altair as alt

    table = fit.fitted()
    many = table.dropna(subset="answer").groupby("couple", sort=False).size()
    most = many.nlargest(6).index
    table = table[table["couple"].isin(most)]
    table = table.assign(who=table["partner"] + " " + table["variable"])
    x = alt.X("time:Q", title=fit.model.unit)
    color = alt.Color("who:N", title=None)
    base = alt.Chart(table).properties(width=220, height=120)
    layers = alt.layer(
        base.mark_area(opacity=0.15).encode(
            x=x, y=alt.Y("low:Q", title=None, scale=alt.Scale(zero=False)),
            y2="high:Q", color=color,
        ),
        base.mark_line().encode(x=x, y="fitted:Q", color=color),
        base.mark_point(size=14, filled=True).encode(x=x, y="answer:Q", color=color),
    )  # fmt: skip
    return layers.facet("couple:N", columns=3, title="Fitted diaries")


def _autocorrelation(fit: Fit) -> Any:
    import altair as alt

    table = fit.autocorrelation()
    x = alt.X("lag:O", title="Occasions before")
    base = alt.Chart(table).properties(width=220, height=120)
    layers = alt.layer(
        base.mark_bar(color=INK, size=6).encode(
            x=x, y=alt.Y("estimate:Q", title="Autocorrelation")
        ),
        base.mark_line(color=GREY, strokeDash=[4, 3]).encode(x=x, y="low:Q"),
        base.mark_line(color=GREY, strokeDash=[4, 3]).encode(x=x, y="high:Q"),
    )
    return layers.facet("variable:N", columns=2, title="Residuals")
