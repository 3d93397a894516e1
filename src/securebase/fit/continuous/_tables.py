"""Tables of estimates, with standard errors by the delta method."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from securebase.core import FitError

from . import _natural as natural
from ._model import DAYS, Clock
from ._natural import STEP, Quantity

if TYPE_CHECKING:
    from ._fit import Fit

# Of the standard library: SciPy takes as long to load as a fit.
_NORMAL = NormalDist()
_EFFECT = ["to", "source", "estimate", "se", "z", "p", "low", "high"]
_SPREAD = ["part", "quantity", "first", "second", "estimate", "se", "low", "high"]


def rate_table(fit: Fit, *, level: float) -> pd.DataFrame:
    """See `Fit.rates`."""
    return _effects(fit, natural.rates(fit), level)


def lagged_table(
    fit: Fit, intervals: Sequence[int | float], *, level: float
) -> pd.DataFrame:
    """See `Fit.lagged`."""
    for interval in intervals:
        _possible(fit, interval)
    tables = [
        _effects(fit, natural.lagged(fit, it), level).assign(interval=it)
        for it in intervals
    ]
    return pd.concat(tables, ignore_index=True)[["interval", *_EFFECT]]


def _possible(fit: Fit, interval: int | float) -> None:
    steps = fit.model.clock == Clock.STEPS
    if interval <= 0 or (steps and interval != round(interval)):
        raise FitError(
            f"An interval must be {'a whole number of steps' if steps else 'a time'} "
            f"above nought. Got {interval:g} instead. Give it in the unit of the diary."
        )


def usual_intervals(fit: Fit) -> tuple[float, ...]:
    """A day and a week in the diary's unit, and one unit where it is another."""
    days = DAYS[fit.model.unit]
    wanted = {1.0, 1 / days, 7 / days}
    if fit.model.clock == Clock.STEPS:
        wanted = {1.0, *(float(round(it)) for it in wanted if it > 1)}
    return tuple(sorted(wanted))


def level_table(fit: Fit, *, level: float) -> pd.DataFrame:
    """See `Fit.levels`."""
    quantities = list(natural.levels(fit))
    table = _effects(fit, quantities, level)
    table.insert(0, "part", [it.part for it in quantities])
    return table


def variance_table(fit: Fit, *, level: float) -> pd.DataFrame:
    """See `Fit.variances`."""
    rows: list[list[str | float]] = []
    for it in natural.covariances(fit):
        estimate, se = _estimate(fit, it)
        rows.append(
            [it.part, it.kind, it.first, it.second, estimate, se,
             *_interval(it.kind, estimate, se, level)]
        )  # fmt: skip
    return pd.DataFrame(rows, columns=_SPREAD)


def one_table(fit: Fit) -> pd.DataFrame:
    """See `Fit.to_frame`."""
    effects = {
        "rates": fit.rates(), "lagged": fit.lagged(), "levels": fit.levels()
    }  # fmt: skip
    tables = [
        table.assign(
            part=table.get("part", part),
            quantity="effect",
            first=table["to"],
            second=table["source"],
        )
        for part, table in effects.items()
    ]
    table = pd.concat([*tables, fit.variances()], ignore_index=True)
    return table[[*_SPREAD[:4], "interval", *_EFFECT[2:]]]


def _effects(fit: Fit, quantities: Iterable[Quantity], level: float) -> pd.DataFrame:
    rows: list[list[str | float]] = []
    for it in quantities:
        estimate, se = _estimate(fit, it)
        z = estimate / se if se > 0 else np.nan
        low, high = _interval(it.kind, estimate, se, level)
        p = 2 * _NORMAL.cdf(-abs(z))
        rows.append([it.first, it.second, estimate, se, z, p, low, high])
    return pd.DataFrame(rows, columns=_EFFECT)


def _estimate(fit: Fit, it: Quantity) -> tuple[float, float]:
    value = it.value(fit.around)
    estimate = float(value[0].real)
    if it.edge or not fit.outcome.trusted:
        return estimate, np.nan
    slope = value[1:].imag / STEP
    return estimate, float(np.sqrt(slope @ fit.doubt @ slope))


def _interval(
    kind: str, estimate: float, se: float, level: float
) -> tuple[float, float]:
    """Symmetric on the scale on which the number has no edge."""
    if not se > 0:
        return np.nan, np.nan
    z = _NORMAL.inv_cdf((1 + level) / 2)
    if kind == "effect":
        return estimate - z * se, estimate + z * se
    if kind == "variance":
        # A variance of which nothing is known may be anything.
        with np.errstate(over="ignore"):
            low, high = estimate * np.exp(np.array([-z, z]) * se / estimate)
    else:
        middle, half = np.arctanh(estimate), z * se / (1 - estimate**2)
        low, high = np.tanh([middle - half, middle + half])
    return float(low), float(high)
