"""Effects of what is shared, with intervals by the profile of the likelihood."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from jaxtyping import Float, Shaped
from numpy import ndarray
from scipy import stats

from securebase.core import FitError

from ._couples import covariance_of_fit
from ._fate_fit import CommonFateFit
from ._fate_parts import Part, parts_of, slope_of
from ._fate_profile import end_of, without, worse_of
from ._fit import Fit
from ._outcome import Outcome
from ._search import slopes_of
from ._variances import COLUMNS, Quantity, quantities, row_of

_EFFECTS = [
    "level", "part", "role", "estimate", "se", "p", "low", "high", "note",
]  # fmt: skip
_ANYTHING = (
    "The data do not show that partners share the predictor: a model in which they do "
    "not fits nearly as well. So the shared effect may be anything."
)
_FEWEST = 20


def effect_table(fit: CommonFateFit, *, level: float) -> pd.DataFrame:
    """See `CommonFateFit.effects`."""
    if level not in fit.known:
        rows = [_effect(fit, it, level) for it in _parts(fit)]
        fit.known[level] = pd.DataFrame(rows, columns=_EFFECTS)
    return fit.known[level].copy()


def _parts(fit: CommonFateFit) -> list[Part]:
    return list(parts_of(fit.stacked)) if fit.stacked.covariance is not None else []


def _effect(of: CommonFateFit, part: Part, level: float) -> list[str | float]:
    fit, edge = of.stacked, of.edges.get(part.level) if part.shared else None
    title = [str(part.level), "shared" if part.shared else "own", part.role]
    if edge is Outcome.PREDICTOR_APART:
        return [*title, *[np.nan] * 5, ""]
    estimate = float(slope_of(part)(fit.free)[0])
    if part.edge or not fit.outcome.trusted:
        return [*title, estimate, *[np.nan] * 4, ""]
    se = _error(fit, part)
    if part.shared:
        return [*title, estimate, se, *_profiled(fit, part, estimate, se, level)]
    z = float(stats.norm.ppf((1 + level) / 2))
    p = float(2 * stats.norm.sf(abs(estimate / se)))
    return [*title, estimate, se, p, estimate - z * se, estimate + z * se, ""]


def _error(fit: Fit, part: Part) -> float:
    slope = slopes_of(slope_of(part), fit.free)[0]
    return float(np.sqrt(slope @ fit.doubt @ slope))


def _profiled(
    fit: Fit, part: Part, estimate: float, se: float, level: float
) -> tuple[float, float, float, str]:
    """p, both ends of the interval, and a note."""
    worse = worse_of(fit, part, estimate)
    p = float(stats.chi2.sf(worse(0.0), 1))
    much = float(stats.chi2.ppf(level, 1))
    # As an effect grows without end, its predictor vanishes from the model.
    if without(fit, part, 0) <= much:
        return p, -np.inf, np.inf, _ANYTHING
    low, high = (end_of(worse, estimate, step, much) for step in (-se, se))
    return p, low, high, ""


def spread_table(fit: CommonFateFit, *, level: float) -> pd.DataFrame:
    """See `CommonFateFit.variances`."""
    rows = [
        [str(part.level), *row_of(fit.stacked, it, level)]
        for part in _parts(fit)
        for it in _quantities(fit, part)
    ]
    rows += [
        ["day", *row_of(fit.stacked, it, level)]
        for it in quantities(fit.stacked)
        if it.part == "over_time"
    ]
    return pd.DataFrame(rows, columns=["level", *COLUMNS])


def _quantities(fit: CommonFateFit, part: Part) -> Iterator[Quantity]:
    """Both variances of a part, and the correlation."""
    whose = f"[{part.role}]" if part.role else ""
    names = [f"{it}{whose}" for it in (fit.model.predictor, fit.model.outcome)]
    for row, column in ((0, 0), (1, 1), (1, 0)):
        yield Quantity(
            part="shared" if part.shared else "own",
            what="variance" if row == column else "correlation",
            first=names[column], second="" if row == column else names[row],
            edge=part.edge, value=_entry(part, row, column),
        )  # fmt: skip


def _entry(
    part: Part, row: int, column: int
) -> Callable[[Shaped[ndarray, "*many free"]], Shaped[ndarray, "*many one"]]:
    def value(free: Shaped[ndarray, "*many free"]) -> Shaped[ndarray, "*many one"]:
        full = part.block.full(free[part.at])
        if row == column:
            return full[row, row : row + 1]
        return full[row, column : column + 1] / np.sqrt(full[0, 0] * full[1, 1])

    return value


def bootstrap_table(
    fit: CommonFateFit, *, studies: int, seed: int, level: float
) -> pd.DataFrame:
    """See `CommonFateFit.bootstrap`."""
    covariance_of_fit(fit.stacked)
    if studies < _FEWEST:
        raise FitError(
            f"A bootstrap must have {_FEWEST} studies or more. Got {studies} instead. "
            "Ask for 1000."
        )
    again = fit.stacked.refit(fit.stacked.simulate(studies, seed=seed))
    free = again.free[again.converged]
    rows = [
        [str(it.level), slope_of(it)(fit.stacked.free)[0], *_between(it, free, level)]
        for it in _parts(fit)
        if it.shared
    ]
    table = pd.DataFrame(rows, columns=["level", "estimate", "low", "high"])
    return table.assign(studies=len(free))


def _between(
    part: Part, free: Float[ndarray, "study free"], level: float
) -> Float[ndarray, " 2"]:
    tail = (1 - level) / 2
    return np.asarray(np.quantile(slope_of(part)(free)[:, 0], [tail, 1 - tail]))


def one_table(fit: CommonFateFit, *, level: float = 0.95) -> pd.DataFrame:
    """See `CommonFateFit.to_frame`."""
    means = fit.fixed(level=level).reset_index().rename(columns={"effect": "first"})
    means = means.assign(level="couple", part="mean", quantity="mean", second="")
    effects = fit.effects(level=level)
    whose = effects["role"].map(lambda it: f"[{it}]" if it else "")
    effects = effects.assign(
        quantity="effect", first=fit.model.predictor + whose,
        second=fit.model.outcome + whose,
    )  # fmt: skip
    columns = [
        "level", "part", "quantity", "first", "second", "estimate", "se", "df", "t",
        "p", "low", "high", "note",
    ]  # fmt: skip
    tables = [it for it in (means, effects, fit.variances(level=level)) if len(it)]
    made = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    made = made.reindex(columns=columns)
    notes = made["note"].astype(object).where(made["note"].notna(), "")
    return made.assign(method=str(fit.stacked.method), note=notes)
