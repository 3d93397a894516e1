"""Tables of the fixed effects, and what is asked about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from jaxtyping import Float
from numpy import ndarray
from scipy import stats

from securebase.core import FitError

from ._fit import Fit
from ._robust import sandwich, small_sample
from ._search import fitted

_COLUMNS = ["estimate", "se", "df", "t", "p", "low", "high"]


def fixed_table(fit: Fit, *, robust: bool | str, level: float) -> pd.DataFrame:
    """See `Fit.fixed`."""
    if robust not in (True, False, "cr2"):
        raise FitError(
            f'robust must be True, False or "cr2". Got {robust!r} instead. Choose one.'
        )
    names, aliased = fit.design.names, fit.design.aliased
    table = rows_of(fit, np.eye(len(names)), names, robust=robust, level=level)
    return table.reindex([*names, *aliased])


def rows_of(
    fit: Fit,
    contrasts: Float[ndarray, "row p"],
    titles: Sequence[str],
    *,
    robust: bool | str = False,
    level: float = 0.95,
) -> pd.DataFrame:
    """One row for each weighted sum of fixed effects."""
    se, df = _errors(fit, contrasts, robust)
    estimate = contrasts @ fit.estimates
    if not (fit.outcome.trusted and (not robust or fit.design.couples > 1)):
        se = np.full_like(se, np.nan)
    t = estimate / se
    half = stats.t.ppf((1 + level) / 2, df) * se
    p = 2 * stats.t.sf(np.abs(t), df)
    values = (estimate, se, df, t, p, estimate - half, estimate + half)
    return pd.DataFrame(
        dict(zip(_COLUMNS, values, strict=True)), index=pd.Index(titles, name="effect")
    )


def _errors(
    fit: Fit, contrasts: Float[ndarray, "row p"], robust: bool | str
) -> tuple[Float[ndarray, " row"], Float[ndarray, " row"]]:
    """Standard errors and degrees of freedom."""
    if robust == "cr2" and fit.outcome.trusted:
        return small_sample(fit, contrasts)
    trusted = bool(robust) and fit.outcome.trusted
    covariance = sandwich(fit) if trusted else fit.estimates_covariance
    se = np.sqrt(np.einsum("ri,ij,rj->r", contrasts, covariance, contrasts))
    if robust:
        return se, np.full(len(contrasts), fit.design.couples - 1.0)
    return se, np.array([satterthwaite(fit, it) for it in contrasts])


def satterthwaite(fit: Fit, contrast: Float[ndarray, " p"]) -> float:
    """Degrees of freedom of one weighted sum of fixed effects."""
    if fit.evaluation is None:
        return np.nan
    variance = contrast @ fit.estimates_covariance @ contrast
    sway = fit.slopes.T @ (fit.evaluation.sway @ contrast @ contrast)
    spread = sway @ fit.doubt @ sway
    return float(2 * variance**2 / spread) if spread > 0 else np.inf


def criteria(fit: Fit) -> pd.DataFrame:
    """See `Fit.criteria`."""
    rows, reml = len(fit.design.y), fit.method == "reml"
    sample = max(rows - len(fit.design.names) * reml, 1)
    value, many = fit.minus_two_log_likelihood, fit.parameters
    counted = fit.free.size if reml else many
    return pd.DataFrame(
        {
            "parameters": [counted, many],
            "aic": [fit.aic, value + 2 * many],
            "bic": [fit.bic, value + many * float(np.log(sample))],
        },
        index=pd.Index(["sas", "nlme"], name="as_in"),
    )


def combined(
    fit: Fit, weights: Mapping[str, int | float], *, level: float
) -> pd.DataFrame:
    """See `Fit.combine`."""
    contrast = np.zeros(len(fit.design.names))
    for name, weight in weights.items():
        contrast[place_of(fit, name)] = weight
    title = " ".join(f"{weight:+g} {name}" for name, weight in weights.items())
    return rows_of(fit, contrast[None], [title], level=level)


def place_of(fit: Fit, name: str) -> int:
    """Which fixed effect it is.

    Raises:
        FitError: If there is none of this name.
    """
    if name not in fit.design.names:
        raise FitError(
            f"An effect must be one of {', '.join(fit.design.names)}. Got {name!r} "
            f"instead. Take its name from the table of fixed effects."
        )
    return fit.design.names.index(name)


def joint(fit: Fit, effects: Sequence[str]) -> pd.DataFrame:
    """See `Fit.test`."""
    at = [place_of(fit, name) for name in effects]
    if not at:
        raise FitError(
            "A test must have one effect at least. Got none instead. Name some."
        )
    values, vectors = np.linalg.eigh(fit.estimates_covariance[np.ix_(at, at)])
    turned = np.zeros((len(at), len(fit.design.names)))
    turned[:, at] = vectors.T
    f = float(np.mean((turned @ fit.estimates) ** 2 / values))
    df = np.array([satterthwaite(fit, it) for it in turned])
    error = _error_df(df)
    if not fit.outcome.trusted:
        f = np.nan
    return pd.DataFrame(
        {
            "f": [f],
            "df_effects": [float(len(at))],
            "df_error": [error],
            "p": [float(stats.f.sf(f, len(at), error))],
        }
    )


def _error_df(df: Float[ndarray, " q"]) -> float:
    """What makes the mean of F right, from the degrees of freedom of its parts."""
    if len(df) == 1:
        return float(df[0])
    if not np.isfinite(df).any():
        return np.inf
    total = float(np.sum(np.where(df > 2, 1 / (1 - 2 / np.maximum(df, 2.1)), 0.0)))
    return 2 * total / (total - len(df)) if total > len(df) else 2.0


def explained(fit: Fit) -> float:
    """See `Fit.explained`."""
    if fit.covariance is None:
        return np.nan
    outcome = fit.model.formula.split("~")[0]
    empty = replace(fit.model, formula=f"{outcome} ~ 1", by_role="none")
    bare = fitted(empty, fit.diary, fit.method, fit.design.used)
    return 1 - _total(fit) / _total(bare)


def _total(fit: Fit) -> float:
    """Mean over rows of what V has on its diagonal."""
    if fit.covariance is None:
        return np.nan
    total = 0.0
    for batch in fit.batches:
        v = fit.covariance.value(fit.entries, batch.over)
        total += batch.xy.shape[2] * float(np.einsum("unn,un->", v, batch.over.there))
    return total / len(fit.design.y)


def one_table(fit: Fit) -> pd.DataFrame:
    """See `Fit.to_frame`."""
    fixed = fit.fixed().reset_index().rename(columns={"effect": "first"})
    fixed = fixed.assign(part="fixed", quantity="effect", second="")
    table = pd.concat([fixed, fit.variances()], ignore_index=True)
    return table[["part", "quantity", "first", "second", *_COLUMNS]].assign(
        method=str(fit.method)
    )
