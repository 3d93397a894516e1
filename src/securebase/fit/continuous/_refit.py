"""One design, very many studies: all fits at once, for power and for calibration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float, Int, Shaped
from numpy import ndarray

from securebase.core import FitError
from securebase.fit._threads import one_thread

from . import _natural as natural
from ._climb import Lowest, inverse
from ._climbs import Climbs, LowestOfMany
from ._natural import COVARIANCES, STEP, Quantity, around, in_units, units_of
from ._outcome import Outcome
from ._priors import laws_of
from ._search import edges, ended, starts_of
from ._system import FACTORS, matrices_of, parts_of
from ._tables import usual_intervals

if TYPE_CHECKING:
    from ._fit import Fit

# What a step may still promise of a search that ended well.
_ENDED = 1e-5
# Standard deviations below this begin a little above nought: at nought the likelihood
# is flat in them, be they nought or not.
_OFF_NOUGHT = 0.05
_AT_ONCE = 200
_LABELS = ["part", "quantity", "first", "second", "interval"]


@dataclass(frozen=True, eq=False)
class Refits:
    """Fits of many studies with one design.

    Attributes:
        named: What was estimated: ``part``, ``quantity``, ``first``, ``second``,
            ``interval``, as in `Fit.to_frame`.
        estimates: In the units of the diary.
        se: Standard errors by the delta method; missing at the edge of what is
            possible, and everywhere if they were not asked for.
        free: The free numbers, in units of spread of the fit that the studies are like.
        minus_two_log_likelihood: Of each study.
        converged: Whether its search ended well.
    """

    named: pd.DataFrame
    estimates: Float[ndarray, "study quantity"]
    se: Float[ndarray, "study quantity"]
    free: Float[ndarray, "study free"]
    minus_two_log_likelihood: Float[ndarray, " study"]
    converged: Bool[ndarray, " study"]

    def p(self) -> Float[ndarray, "study quantity"]:
        """Two-sided p of each effect in each study; missing for variances."""
        from scipy.special import ndtr

        effect = (self.named["quantity"] == "effect").to_numpy()
        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.abs(self.estimates / self.se)
        return np.where(effect, 2 * ndtr(-z), np.nan)

    def power(self, *, alpha: float = 0.05) -> pd.DataFrame:
        """Share of the studies that ended well in which each effect was significant.

        Args:
            alpha: Below which p is significant.

        Returns:
            A row per effect: the columns of ``named``, ``power``, and its standard
            error ``se`` from the number of studies.

        Raises:
            FitError: If there are no standard errors.
        """
        if np.isnan(self.se).all():
            raise FitError(
                "Refits must have standard errors to tell power. They have none. Ask "
                "for them: refit(…, standard_errors=True)."
            )
        found = (self.p()[self.converged] < alpha).mean(0)
        many = max(int(self.converged.sum()), 1)
        doubt = np.sqrt(found * (1 - found) / many)
        table = self.named.assign(power=found, se=doubt)
        return table[table["quantity"] == "effect"].reset_index(drop=True)

    def intervals(self, *, level: float = 0.95) -> pd.DataFrame:
        """How estimates differ between the studies that ended well.

        Args:
            level: Of the interval from ``low`` to ``high``, by percentiles.

        Returns:
            A row per quantity: the columns of ``named``, ``mean``, ``sd``, ``low``,
            ``high``.
        """
        good = self.estimates[self.converged]
        if not len(good):
            good = np.full((1, len(self.named)), np.nan)
        low, high = np.quantile(good, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return self.named.assign(mean=good.mean(0), sd=good.std(0), low=low, high=high)

    def to_frame(self) -> pd.DataFrame:
        """A row per study and quantity: ``estimate``, ``se``, ``p``, ``converged``."""
        studies, quantities = self.estimates.shape
        table = self.named.iloc[np.tile(np.arange(quantities), studies)]
        table.insert(0, "study", np.repeat(np.arange(studies), quantities))
        return table.reset_index(drop=True).assign(
            estimate=self.estimates.ravel(), se=self.se.ravel(), p=self.p().ravel(),
            converged=np.repeat(self.converged, quantities),
        )  # fmt: skip


def refitted(
    fit: Fit,
    answers: Float[ndarray, "study occasion answer couple"],
    *,
    standard_errors: bool,
) -> Refits:
    """See `Fit.refit`."""
    from ._many import Many

    _possible(fit, answers)
    assert fit.found is not None
    size, centre = units_of(fit)
    y = np.where(fit.panel.there, (answers - centre) / size, 0.0)
    many = Many(fit, y)
    search = Climbs(many, many.at_once)
    with one_thread():
        found = _searched(fit, search, np.arange(len(y)))
        if standard_errors:
            found = search.checked(found)
        return _read(fit, found)


def _searched(fit: Fit, search: Climbs, every: Int[ndarray, " study"]) -> LowestOfMany:
    """From the fit, and where that leads to an edge also from the usual starts."""
    assert fit.found is not None
    start = np.repeat(_start(fit)[None], every.size, 0)
    hessian = np.repeat(fit.found.hessian[None], every.size, 0)
    found = search.down(every, start, hessian)
    at_edge = [bool(_at_edge(fit, it)) for it in found.free]
    odd = every[(found.gain >= _ENDED) | np.array(at_edge)]
    if not odd.size:
        return found
    starts = np.array(starts_of(fit.model, fit.panel, fit.bases))
    return search.again(found, odd, starts)


def _at_edge(fit: Fit, free: Float[ndarray, " free"]) -> set[str]:
    """Parts whose covariance is at the edge of what is possible."""
    at = edges(fit.bases, matrices_of(fit.bases, free))
    return {COVARIANCES[name] for name, how in at.items() if how is not Outcome.GOOD}


def bootstrapped(fit: Fit, studies: int, *, seed: int, level: float) -> pd.DataFrame:
    """See `Fit.bootstrap`."""
    found = refitted(fit, fit.simulate(studies, seed=seed), standard_errors=False)
    table = found.intervals(level=level)
    here = _values(fit, [it for _, it in _labelled(fit)], fit.free)
    bias = table["mean"] - here
    table = table.rename(columns={"sd": "se"}).drop(columns="mean")
    table.insert(len(_LABELS), "estimate", here)
    return table.assign(bias=bias, studies=int(found.converged.sum()))


def _possible(
    fit: Fit, answers: Float[ndarray, "study occasion answer couple"]
) -> None:
    """Refuse what cannot be fitted again.

    Raises:
        FitError: Saying why.
    """
    if fit.found is None:
        raise FitError(
            f"A fit must have estimates to start from. Got none instead. {fit.outcome}"
        )
    if fit.model.effects.scales:
        raise FitError(
            "Answers must be numbers with equal steps to be fitted many at once. Got "
            f"{', '.join(fit.model.effects.scales)} instead. Fit one after the other."
        )
    there = fit.panel.there
    shaped = answers.shape[1:] == there.shape and len(answers)
    if not (shaped and np.isfinite(answers[:, there]).all()):
        raise FitError(
            f"Answers must be numbers in studies of {there.shape} occasions, answers "
            f"and couples, wherever the diary has one. Got {answers.shape}, or missing "
            "ones, instead. Draw them with simulate()."
        )


def _start(fit: Fit) -> Float[ndarray, " free"]:
    """Where all searches begin."""
    free = fit.free.copy()
    for name in FACTORS:
        sized = np.trace(getattr(fit.bases, name), axis1=1, axis2=2) != 0
        own = free[getattr(parts_of(fit.bases), name)]
        own[sized & (np.abs(own) < _OFF_NOUGHT)] = _OFF_NOUGHT
    return free


def _read(fit: Fit, found: LowestOfMany) -> Refits:
    """All that is estimated, some studies at a time."""
    quantities = [it for _, it in _labelled(fit)]
    parts = [
        _estimated(fit, quantities, found, slice(it, it + _AT_ONCE))
        for it in range(0, len(found.free), _AT_ONCE)
    ]
    estimates, se = (np.concatenate(it) for it in zip(*parts, strict=True))
    return Refits(
        named=_named(fit), estimates=estimates, se=se, free=found.free,
        minus_two_log_likelihood=_likely(fit, found),
        converged=np.isfinite(found.value) & (found.gain < _ENDED),
    )  # fmt: skip


def _likely(fit: Fit, found: LowestOfMany) -> Float[ndarray, " study"]:
    value = found.value + fit._units
    if fit.priors is None:
        return value
    laws = laws_of(fit.model, fit.bases, fit.priors)
    return value - np.array([laws.penalty(it)[0] for it in found.free])


def _labelled(fit: Fit) -> Iterator[tuple[float, Quantity]]:
    """What is estimated, with the interval that it is about, as in `Fit.to_frame`."""
    yield from ((np.nan, it) for it in natural.rates(fit))
    for interval in usual_intervals(fit):
        yield from ((interval, it) for it in natural.lagged(fit, interval))
    yield from ((np.nan, it) for it in natural.levels(fit))
    yield from ((np.nan, it) for it in natural.covariances(fit))


def _named(fit: Fit) -> pd.DataFrame:
    rows = [
        [it.part, it.kind, it.first, it.second, interval]
        for interval, it in _labelled(fit)
    ]
    return pd.DataFrame(rows, columns=_LABELS)


def _values(
    fit: Fit, quantities: Sequence[Quantity], free: Shaped[ndarray, "*many free"]
) -> Shaped[ndarray, "*many quantity"]:
    m = in_units(fit, free)
    return np.stack([it.value(m) for it in quantities], -1)


def _estimated(
    fit: Fit, quantities: Sequence[Quantity], found: LowestOfMany, some: slice
) -> tuple[Float[ndarray, "some quantity"], Float[ndarray, "some quantity"]]:
    """Estimates with their standard errors, by the delta method."""
    free, hessian = found.free[some], found.hessian[some]
    if not len(hessian):
        estimates = _values(fit, quantities, free)
        return estimates, np.full_like(estimates, np.nan)
    values = _values(fit, quantities, around(free))
    slope = values[:, 1:].imag / STEP
    doubt = np.array([inverse(it / 2) for it in hessian])
    variance = np.einsum("skq,skl,slq->sq", slope, doubt, slope, optimize=True)
    known = np.array([_known(fit, quantities, it) for it in found.each(some)])
    return values[:, 0].real, np.sqrt(np.where(known, np.maximum(variance, 0), np.nan))


def _known(
    fit: Fit, quantities: Sequence[Quantity], found: Lowest
) -> Bool[ndarray, " quantity"]:
    """Which numbers have a standard error, in one study."""
    if not ended(fit.model, fit.panel, fit.bases, found).trusted:
        return np.zeros(len(quantities), bool)
    edge = _at_edge(fit, found.free)
    return np.array([it.kind == "effect" or it.part not in edge for it in quantities])
