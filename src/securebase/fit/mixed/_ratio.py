"""The ratio of the partner effect to the actor effect, and four intervals of it.

Where the actor effect may be nought the ratio may be without bounds, so the search for
an interval's ends goes by the angle θ of both effects, k = tan θ, which has none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from jaxtyping import Float
from numpy import ndarray
from scipy import stats
from scipy.optimize import brentq

from securebase.core import FitError
from securebase.fit._threads import one_thread

from ._batches import batches_of
from ._fit import Fit
from ._search import Objective, best
from ._tables import place_of, satterthwaite

_UNSAFE = (
    "The actor effect is not clearly different from nought, so that the ratio may be "
    "anything{but}. Read the two effects instead."
)
_FEWEST = 20
_GRID = 180
_HALF = np.pi / 2


def k_ratio(
    fit: Fit,
    actor: str,
    partner: str,
    *,
    level: float,
    draws: int,
    seed: int,
    profile: bool,
    bootstrap: int,
) -> pd.DataFrame:
    """See `Fit.k_ratio`."""
    at = [place_of(fit, actor), place_of(fit, partner)]
    a, p = fit.estimates[at]
    covariance = fit.estimates_covariance[np.ix_(at, at)]
    slope = np.array([-p / a**2, 1 / a])
    trusted = fit.outcome.trusted
    se = float(np.sqrt(slope @ covariance @ slope)) if trusted else np.nan
    half = float(stats.norm.ppf((1 + level) / 2)) * se
    row: dict[str, float | str] = {
        "estimate": p / a, "se": se, "low": p / a - half, "high": p / a + half
    }  # fmt: skip
    pairs: dict[str, Callable[[], tuple[float, float]]] = {
        "mc": lambda: _by_draws(np.array([a, p]), covariance, level, draws, seed),
        "fieller": lambda: _bounded(_fieller(fit, at, level)),
    }
    if profile:
        _need_ml(fit)
        pairs["profile"] = lambda: _profile(fit, at, level)
    if bootstrap:
        pairs["bootstrap"] = lambda: _bootstrap(fit, at, level, bootstrap, seed)
    for name, ends in pairs.items():
        row[f"{name}_low"], row[f"{name}_high"] = ends() if trusted else [np.nan] * 2
    row["note"] = _note(_fieller(fit, at, level)) if trusted else str(fit.outcome)
    return pd.DataFrame([row])


def _by_draws(
    effects: Float[ndarray, " 2"],
    covariance: Float[ndarray, "2 2"],
    level: float,
    draws: int,
    seed: int,
) -> tuple[float, float]:
    """From draws of both effects."""
    rng = np.random.default_rng(seed)
    return _middle(rng.multivariate_normal(effects, covariance, draws), level)


def _middle(effects: Float[ndarray, "draw 2"], level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    low, high = np.quantile(effects[:, 1] / effects[:, 0], [tail, 1 - tail])
    return float(low), float(high)


def _fieller(fit: Fit, at: list[int], level: float) -> tuple[float, float] | None:
    """Angles between which p cos θ = a sin θ is not refuted; None if nowhere.

    The angle of the estimates lies between them, half a turn at most away.
    """

    def clear(angle: float) -> float:
        """How far the t of the difference is beyond its critical value."""
        contrast = np.zeros(len(fit.estimates))
        contrast[at] = -np.sin(angle), np.cos(angle)
        se = np.sqrt(contrast @ fit.estimates_covariance @ contrast)
        worst = stats.t.ppf((1 + level) / 2, satterthwaite(fit, contrast))
        return float(abs(contrast @ fit.estimates) / se - worst)

    middle = _angle(fit, at)
    steps = np.pi * np.arange(1, _GRID) / _GRID
    ends = []
    for side in (-1, 1):
        beyond = [it for it in steps if clear(middle + side * it) > 0]
        if not beyond:
            return None
        last = middle + side * (beyond[0] - np.pi / _GRID)
        ends.append(brentq(clear, last, middle + side * beyond[0]))
    return float(ends[0]), float(ends[1])


def _angle(fit: Fit, at: list[int]) -> float:
    """Of the estimates, in the right half of the plane: the ratio is its tangent."""
    a, p = fit.estimates[at]
    return float(np.arctan(p / a))


def _bounded(angles: tuple[float, float] | None) -> tuple[float, float]:
    """From angles to ratios; without bounds if they pass the upright."""
    if angles is None or angles[0] <= -_HALF or angles[1] >= _HALF:
        return -np.inf, np.inf
    return float(np.tan(angles[0])), float(np.tan(angles[1]))


def _note(angles: tuple[float, float] | None) -> str:
    """Where Fieller's interval is without bounds, what it still rules out."""
    if np.isfinite(_bounded(angles)[0]):
        return ""
    if angles is None:
        return _UNSAFE.format(but="")
    low, high = sorted(float(np.tan(it)) for it in angles)
    return _UNSAFE.format(but=f" but between {low:.3g} and {high:.3g}")


def _need_ml(fit: Fit) -> None:
    if fit.method != "ml":
        raise FitError(
            "A profile of fixed effects must be of a fit by ML. Got one by REML "
            "instead, whose likelihoods with other effects cannot be compared. Fit "
            'with method="ml", or read Fieller\'s interval.'
        )


def _profile(fit: Fit, at: list[int], level: float) -> tuple[float, float]:
    """Ratios with which the likelihood is not much worse at its best."""
    assert fit.covariance is not None
    covariance, design = fit.covariance, fit.design
    much = float(stats.chi2.ppf(level, 1))

    def beyond(angle: float) -> float:
        x = np.delete(design.x, at[1], 1)
        both = np.array([np.cos(angle), np.sin(angle)])
        x[:, at[0] - (at[1] < at[0])] = design.x[:, at] @ both
        names = design.names[: at[1]] + design.names[at[1] + 1 :]
        batches = batches_of(replace(design, x=x, names=names))
        objective = Objective(batches, covariance, reml=False)
        with one_thread():
            found = objective.value(best(objective, fit.free))
        return found - fit.minus_two_log_likelihood - much

    # Upright, the actor effect is nought.
    if beyond(_HALF) <= 0:
        return -np.inf, np.inf
    middle = _angle(fit, at)
    ends = [brentq(beyond, middle, it, xtol=1e-6) for it in (-_HALF, _HALF)]
    return float(np.tan(ends[0])), float(np.tan(ends[1]))


def _bootstrap(
    fit: Fit, at: list[int], level: float, studies: int, seed: int
) -> tuple[float, float]:
    """From studies that are drawn from the fit, and fitted again."""
    if studies < _FEWEST:
        raise FitError(
            f"A bootstrap must have {_FEWEST} studies or more. Got {studies} instead. "
            "Ask for 1000, or leave it out."
        )
    again = fit.refit(fit.simulate(studies, seed=seed))
    return _middle(again.estimates[again.converged][:, at], level)
