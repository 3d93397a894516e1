"""Whether the model fits: fitted diaries, residuals, data that it would have made."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from jaxtyping import Float
from numpy import ndarray
from scipy import stats

from securebase.core import FitError

from ._couples import covariance_of_fit, same_couples
from ._draws import drawn
from ._fit import Fit


def long(fit: Fit, columns: Mapping[str, ndarray]) -> pd.DataFrame:
    """Values of the rows that were used, with whose and when they are."""
    diary, kinds = fit.diary, fit.design.kinds
    frame = diary.frame[fit.design.used]
    titles = [title for kind in kinds.kinds for title in _members(kind.roles)]
    made = {
        "couple": frame[diary.couple].to_numpy(),
        "partner": [titles[it] for it in fit.design.member],
        "time": fit.design.time,
    }
    return pd.DataFrame({**made, **columns})


def _members(roles: tuple[str, str]) -> tuple[str, str]:
    return (f"{roles[0]} 1", f"{roles[1]} 2") if roles[0] == roles[1] else roles


def _left(fit: Fit) -> Float[ndarray, " row"]:
    return fit.design.y - fit.design.x @ fit.estimates


def fitted_table(fit: Fit, *, level: float) -> pd.DataFrame:
    """See `Fit.fitted`."""
    g = _random_matrix(fit)
    mean, left = fit.design.x @ fit.estimates, _left(fit)
    half = np.zeros_like(mean)
    for it in same_couples(fit):
        pull = it.z @ g @ it.z.T
        weighed = pull @ np.linalg.inv(it.v)
        mean[it.rows] += left[it.rows] @ weighed.T
        half[it.rows] = np.sqrt(np.maximum(np.diag(pull - weighed @ pull), 0.0))
    half *= float(stats.norm.ppf((1 + level) / 2))
    answer = fit.design.y
    return long(
        fit, {"answer": answer, "fitted": mean, "low": mean - half, "high": mean + half}
    )


def _random_matrix(fit: Fit) -> Float[ndarray, "q q"]:
    covariance = covariance_of_fit(fit)
    return covariance.random.matrix(covariance.split(fit.entries)[0])


def persons_table(fit: Fit, *, level: float) -> pd.DataFrame:
    """See `Fit.persons`."""
    g, left, rows = _random_matrix(fit), _left(fit), []
    terms = ["Intercept" if it == "1" else it for it in fit.model.random]
    if not terms:
        raise FitError(
            "A model must have random effects to tell persons apart. Got none instead. "
            'Fit it with random=["1"].'
        )
    names = long(fit, {})
    for it in same_couples(fit):
        weighed = g @ it.z.T @ np.linalg.inv(it.v)
        se = np.sqrt(np.maximum(np.diag(g - weighed @ it.z @ g), 0.0))
        for own in it.rows:
            found = weighed @ left[own]
            for member in np.unique(fit.design.member[own]):
                who = names.iloc[own[fit.design.member[own] == member][0]]
                for k, term in enumerate(terms):
                    at = member * len(terms) + k
                    rows.append((who.couple, who.partner, term, found[at], se[at]))
    table = pd.DataFrame(
        rows, columns=["couple", "partner", "effect", "estimate", "se"]
    )
    half = float(stats.norm.ppf((1 + level) / 2)) * table["se"]
    table = table.assign(low=table["estimate"] - half, high=table["estimate"] + half)
    return table.sort_values(["effect", "couple", "partner"], ignore_index=True)


def residual_table(fit: Fit) -> pd.DataFrame:
    """See `Fit.residuals`."""
    left, made = _left(fit), np.zeros(len(fit.design.y))
    for it in same_couples(fit):
        # The factor takes away what rows before, in time and then partner, foresee.
        root = np.linalg.inv(np.linalg.cholesky(it.v))
        made[it.rows] = left[it.rows] @ root.T
    return long(fit, {"residual": made})


def autocorrelation_table(fit: Fit, *, lags: int, level: float) -> pd.DataFrame:
    """See `Fit.autocorrelation`."""
    if lags < 1:
        raise FitError(f"lags must be one or more. Got {lags} instead. Ask for 10.")
    table = residual_table(fit)
    z, rows = float(stats.norm.ppf((1 + level) / 2)), []
    for partner, own in table.groupby("partner"):
        at = own.set_index(["couple", "time"])["residual"]
        for lag in range(1, lags + 1):
            before = own.assign(time=own["time"] - lag)
            other = at.reindex(pd.MultiIndex.from_frame(before[["couple", "time"]]))
            both = np.isfinite(other.to_numpy())
            many, edge = int(both.sum()), np.nan
            found = np.nan
            if many > 2:
                one = own["residual"].to_numpy()[both]
                found = float(np.corrcoef(one, other.to_numpy()[both])[0, 1])
                edge = z / np.sqrt(many)
            rows.append((partner, lag, found, many, -edge, edge))
    columns = ["partner", "lag", "estimate", "pairs", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def predictive_table(fit: Fit, *, draws: int, seed: int, level: float) -> pd.DataFrame:
    """See `Fit.predictive_check`."""
    if draws < 20:
        raise FitError(f"draws must be 20 or more. Got {draws} instead. Ask for 200.")
    seen = _statistics(fit, fit.design.y)
    made = pd.DataFrame([_statistics(fit, it) for it in drawn(fit, draws, seed=seed).T])
    low, high = made.quantile((1 - level) / 2), made.quantile((1 + level) / 2)
    below = made.le(pd.Series(seen)).mean()
    return pd.DataFrame(
        {
            "seen": seen, "expected": made.mean(), "low": low, "high": high,
            "p": (2 * np.minimum(below, 1 - below)).clip(2 / draws, 1),
        }
    ).rename_axis("statistic").dropna().reset_index()  # fmt: skip


def _statistics(fit: Fit, y: Float[ndarray, " row"]) -> dict[str, float]:
    """What a model of couples should get right."""
    table = long(fit, {"y": y})
    persons = table.groupby(["couple", "partner"])["y"]
    means = persons.mean()
    wide = table.pivot_table(index=["couple", "time"], columns="partner", values="y")
    found = {f"mean, {it}": float(wide[it].mean()) for it in wide}
    found |= {f"sd of means, {it}": float(means.xs(it, level=1).std()) for it in wide}
    within = (table["y"] - persons.transform("mean")).groupby(table["partner"])
    found |= {f"sd within, {it}": float(value) for it, value in within.std().items()}
    if wide.shape[1] == 2:
        found["correlation of partners"] = float(wide.corr().to_numpy(float)[0, 1])
    return found
