"""One design, very many outcomes: all fits at once, for power and for calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy import stats

from securebase.core import FitError
from securebase.fit._bfgs import learnt
from securebase.fit._threads import one_thread

from ._fit import Fit
from ._many import Place, sums_over_couples

_STEPS, _GAIN = 80, 1e-8
# Numbers in one array of a chunk of studies: a hundred megabytes or so in all.
_ENTRIES = 1_500_000
_AT_ONCE = 250


@dataclass(frozen=True, eq=False)
class Refits:
    """Fits of many outcomes with one design.

    Attributes:
        effects: Names of the fixed effects.
        estimates: Of the fixed effects.
        se: Their standard errors.
        df: Degrees of freedom by Satterthwaite, those of the fit that the studies are
            like: the same in each study, whatever its own variances.
        free: The covariances' free numbers.
        minus_two_log_likelihood: Of each study.
        converged: Whether its search ended well.
    """

    effects: tuple[str, ...]
    estimates: Float[ndarray, "study p"]
    se: Float[ndarray, "study p"]
    df: Float[ndarray, " p"]
    free: Float[ndarray, "study free"]
    minus_two_log_likelihood: Float[ndarray, " study"]
    converged: Bool[ndarray, " study"]

    def p(self) -> Float[ndarray, "study p"]:
        """Two-sided p of each effect in each study, from ``df``."""
        t = np.abs(self.estimates / self.se)
        return np.asarray(2 * stats.t.sf(t, self.df))

    def power(self, *, alpha: float = 0.05) -> pd.Series[float]:
        """Share of the studies that ended well in which each effect was significant."""
        found = (self.p()[self.converged] < alpha).mean(0)
        return pd.Series(found, pd.Index(self.effects, name="effect"))

    def to_frame(self) -> pd.DataFrame:
        """A row per study and effect: ``estimate``, ``se``, ``p``, ``converged``."""
        index = pd.MultiIndex.from_product(
            [range(len(self.estimates)), self.effects], names=["study", "effect"]
        )
        columns = {"estimate": self.estimates, "se": self.se, "p": self.p()}
        made = pd.DataFrame(
            {it: values.ravel() for it, values in columns.items()}, index
        )
        return made.assign(converged=np.repeat(self.converged, len(self.effects)))


def refitted(fit: Fit, outcomes: Float[ndarray, "row study"]) -> Refits:
    """See `Fit.refit`."""
    if fit.covariance is None or not fit.outcome.has_estimates:
        raise FitError(
            f"A fit must have estimates to start from. Got none instead. {fit.outcome}"
        )
    if len(outcomes) != len(fit.design.y) or not np.isfinite(outcomes).all():
        raise FitError(
            f"Outcomes must be numbers in {len(fit.design.y)} rows, as many as the fit "
            f"used. Got {len(outcomes)} rows, or missing ones, instead. Draw them with "
            "simulate(), or take rows where design.used is true."
        )
    left = outcomes - (fit.design.x @ fit.design.first_guess)[:, None]
    at_once = _at_once(fit)
    with one_thread():
        parts = [
            _climb(fit, left[:, start : start + at_once])
            for start in range(0, left.shape[1], at_once)
        ]
    free, value, beta, se, good = (
        np.concatenate(it) for it in zip(*parts, strict=True)
    )
    return Refits(
        effects=fit.design.names, estimates=beta + fit.design.first_guess, se=se,
        df=fit.fixed()["df"].dropna().to_numpy(float)
        if fit.outcome.trusted else np.full(beta.shape[1], np.inf),
        free=free, minus_two_log_likelihood=value, converged=good,
    )  # fmt: skip


def _at_once(fit: Fit) -> int:
    """As many studies as fit into memory together."""
    p = fit.design.x.shape[1]
    pairs = sum(it.over.z.shape[0] * it.over.z.shape[1] ** 2 for it in fit.batches)
    return int(np.clip(_ENTRIES // max(pairs * (p + 2), 1), 1, _AT_ONCE))


def _climb(fit: Fit, left: Float[ndarray, "row study"]) -> tuple[ndarray, ...]:
    """Quasi-Newton steps (Broyden, Fletcher, Goldfarb, Shanno) of all together.

    They start where the fit of the real outcome stands, each with a matrix of its own.
    """
    place = Place(fit, list(sums_over_couples(fit, left)))
    studies, size = left.shape[1], fit.free.size
    free = np.repeat(fit.free[None], studies, 0)
    value, slope = place.look(free)
    inverse = np.repeat((fit.doubt / 2 + 1e-9 * np.eye(size))[None], studies, 0)
    for _ in range(_STEPS):
        step = -np.einsum("rij,rj->ri", inverse, slope)
        gain = -np.einsum("ri,ri->r", step, slope)
        going = gain > _GAIN
        if not going.any():
            break
        new, new_value, new_slope = place.along(free, step, value, slope, gain, going)
        inverse = learnt(inverse, new - free, new_slope - slope)
        free, value, slope = new, new_value, new_slope
    good = np.einsum("ri,rij,rj->r", slope, inverse, slope) < 1e-4
    beta, se = place.effects(free)
    return free, value, beta, se, good
