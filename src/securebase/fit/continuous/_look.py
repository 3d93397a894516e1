"""Whether the model fits: fitted diaries, residuals, data that it would have made."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from jaxtyping import Float
from numpy import ndarray

from securebase.core import FitError

from ._draw import drawn
from ._natural import Names, units_of
from ._search import speeds_of
from ._smooth import course_of
from ._system import matrices_of

if TYPE_CHECKING:
    from ._fit import Fit


def fitted_table(fit: Fit, *, level: float) -> pd.DataFrame:
    """See `Fit.fitted`."""
    _estimated(fit)
    course, z = course_of(fit), NormalDist().inv_cdf((1 + level) / 2)
    size, centre = units_of(fit)
    half = z * np.sqrt(np.maximum(course.variance, 0.0)) * size
    mean = course.mean * size + centre
    answer = np.where(fit.panel.there, fit.panel.y * size + centre, np.nan)
    return _long(
        fit, {"answer": answer, "fitted": mean, "low": mean - half, "high": mean + half}
    )


def residual_table(fit: Fit) -> pd.DataFrame:
    """See `Fit.residuals`."""
    _estimated(fit)
    table = _long(fit, {"residual": course_of(fit).missed})
    return table.dropna(subset="residual").reset_index(drop=True)


def autocorrelation_table(fit: Fit, *, lags: int, level: float) -> pd.DataFrame:
    """See `Fit.autocorrelation`."""
    if lags < 1:
        raise FitError(f"lags must be one or more. Got {lags} instead. Ask for 10.")
    _estimated(fit)
    missed, names = course_of(fit).missed, Names(fit.model, fit.panel.roles)
    z = NormalDist().inv_cdf((1 + level) / 2)
    rows: list[list[str | float]] = []
    for place in range(missed.shape[1]):
        for lag in range(1, min(lags, len(missed) - 1) + 1):
            one, other = missed[lag:, place], missed[:-lag, place]
            both = np.isfinite(one) & np.isfinite(other)
            many = int(both.sum())
            found = (
                float(np.corrcoef(one[both], other[both])[0, 1]) if many > 2 else np.nan
            )
            band = z / np.sqrt(many) if many > 2 else np.nan
            rows.append([names.answer(place, False), lag, found, many, -band, band])
    return pd.DataFrame(
        rows, columns=["variable", "lag", "estimate", "pairs", "low", "high"]
    )


def predictive_table(fit: Fit, *, draws: int, seed: int, level: float) -> pd.DataFrame:
    """See `Fit.predictive_check`."""
    _estimated(fit)
    if draws < 20:
        raise FitError(f"draws must be 20 or more. Got {draws} instead. Ask for 200.")
    rng = np.random.default_rng(seed)
    around = fit.free[None].repeat(draws, 0)
    if fit.outcome.trusted:
        around = rng.multivariate_normal(fit.free, fit.doubt, draws, method="eigh")
    y = np.where(fit.panel.there, fit.panel.y, np.nan)
    names = Names(fit.model, fit.panel.roles)
    seen = dict(_statistics(names, y))
    possible = [matrices_of(fit.bases, it) for it in around]
    made = [
        dict(_statistics(names, drawn(fit, m, rng)))
        for m in possible
        if speeds_of(fit.model, m).min() > 0
    ]
    rows: list[list[str | float]] = []
    for (what, who), value in seen.items():
        values = np.array([it[what, who] for it in made])
        low, high = np.nanquantile(values, [(1 - level) / 2, (1 + level) / 2])
        above = (values > value).mean() + 0.5 * (values == value).mean()
        p = 2 * min(above, 1 - above)
        rows.append([what, who, value, float(np.nanmean(values)), low, high, p])
    return pd.DataFrame(
        rows,
        columns=["statistic", "variable", "seen", "expected", "low", "high", "p"],
    )


def _statistics(
    names: Names, y: Float[ndarray, "occasion answer couple"]
) -> Iterator[tuple[tuple[str, str], float]]:
    """What is compared: in units of spread, so of size one or so."""
    there = np.isfinite(y)
    many = np.maximum(there.sum(0), 1)
    own = np.where(there.any(0), np.nansum(y, axis=0) / many, np.nan)
    within = y - own
    for place in range(y.shape[1]):
        who = names.answer(place, False)
        yield ("mean", who), float(np.nanmean(y[:, place]))
        yield ("sd within", who), float(np.nanstd(within[:, place]))
        if y.shape[2] > 2:
            yield ("sd of means", who), float(np.nanstd(own[place]))
        yield ("lag 1", who), _product(within[1:, place], within[:-1, place])
        for other in range(place):
            pair = f"{names.answer(other, False)}, {who}"
            yield ("same time", pair), _product(within[:, other], within[:, place])


def _product(one: ndarray, other: ndarray) -> float:
    """The correlation where both are there."""
    both = np.isfinite(one) & np.isfinite(other)
    x, z = one[both], other[both]
    size = np.sqrt((x * x).sum() * (z * z).sum())
    return float((x * z).sum() / size) if size > 0 else np.nan


def _estimated(fit: Fit) -> None:
    if not fit.outcome.has_estimates:
        raise FitError(
            f"A fit must have estimates for this. Got none instead. {fit.outcome}"
        )


def _long(fit: Fit, blocks: dict[str, ndarray]) -> pd.DataFrame:
    """A row for each couple, occasion that it has, person and column."""
    panel, answers = fit.panel, fit.model.effects.answers
    t, c = (it.ravel() for it in np.nonzero(np.isfinite(panel.times)))
    order = np.lexsort((t, c))
    t, c = t[order], c[order]
    tables = []
    for place in range(panel.y.shape[1]):
        member, number = divmod(place, len(answers))
        columns = {
            "couple": panel.couples[c], "partner": panel.roles[member],
            "time": panel.times[t, c], "variable": answers[number],
        }  # fmt: skip
        values = {name: block[t, place, c] for name, block in blocks.items()}
        tables.append(pd.DataFrame(columns | values))
    return pd.concat(tables, ignore_index=True)
