"""Two fits of the same rows, one a special case of the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from securebase.core import FitError

from ._model import DyadicModel, Method
from ._outcome import Outcome
from ._search import fitted

if TYPE_CHECKING:
    from ._diary import Diary
    from ._fit import Fit

_COLUMNS = ["chi2", "df", "p", "aic_gain", "note"]
_AT_EDGE = (
    "A variance that may not be negative is held at nought, so that p is too large: "
    "at most twice as large, if it is one variance."
)
_NOT_NESTED = (
    "The larger model fits no better than the smaller one. Check that one is a special "
    "case of the other, and that both searches ended well."
)


def compare(small: Fit, large: Fit) -> pd.DataFrame:
    """Likelihood-ratio test of a model against a larger one that contains it.

    Args:
        small: The fit with fewer parameters.
        large: The fit with more.

    Returns:
        One row: ``chi2``, ``df``, ``p``, ``aic_gain`` (how much lower Akaike's
        criterion of the larger model is), ``note``.

    Raises:
        FitError: If the fits are of different rows or likelihoods, or are by REML and
            have different fixed effects.
    """
    _comparable(small, large)
    gain = small.minus_two_log_likelihood - large.minus_two_log_likelihood
    df = large.parameters - small.parameters
    note = _note(small, large, gain)
    able = df > 0 and small.outcome.trusted and large.outcome.trusted
    p = float(stats.chi2.sf(max(gain, 0.0), df)) if able else np.nan
    return pd.DataFrame(
        [[gain, df, p, small.aic - large.aic, note]], columns=_COLUMNS, index=[""]
    )


def _note(small: Fit, large: Fit, gain: float) -> str:
    for fit in (small, large):
        if not fit.outcome.trusted:
            return str(fit.outcome)
    if gain < -1e-6:
        return _NOT_NESTED
    fewer = len(small.model.random) < len(large.model.random)
    edge = Outcome.BOUNDARY_VARIANCE in (small.outcome, large.outcome)
    return _AT_EDGE if fewer or edge else ""


def _comparable(small: Fit, large: Fit) -> None:
    if small.method != large.method:
        raise FitError(
            f"Two fits must be by the same likelihood to be compared. Got "
            f"{small.method} and {large.method} instead. Fit one of them anew."
        )
    rows = int(small.design.used.sum()), int(large.design.used.sum())
    same = np.array_equal(small.design.used, large.design.used)
    if not same or not np.array_equal(small.design.y, large.design.y):
        raise FitError(
            f"Two fits must be of the same rows to be compared. Got {rows[0]} and "
            f"{rows[1]} rows instead. Leave out rows that lack a predictor of either."
        )
    if small.method is Method.REML and not _same_columns(small, large):
        raise FitError(
            "Two fits by REML must have the same fixed effects to be compared. Got "
            f"{', '.join(small.design.names)} and {', '.join(large.design.names)} "
            'instead. Fit both with method="ml".'
        )


def _same_columns(small: Fit, large: Fit) -> bool:
    x, other = small.design.x, large.design.x
    return x.shape == other.shape and np.allclose(x, other)


def distinguishability(model: DyadicModel, diary: Diary) -> pd.DataFrame:
    """Whether roles matter at all, and in what: tests against a model where all differ.

    Everything is fitted by ML. In the full model every fixed effect, every variance and
    every correlation is each role's own (Kenny, Kashy and Cook 2006, ch. 3).

    Args:
        model: With the formula of one person: the role must not be in it.
        diary: Of couples who are told apart by a role.

    Returns:
        A row for each thing that is held equal: ``everything``, ``fixed_effects``,
        ``intercepts``, ``slopes``, ``residual_variances`` and ``random_effects``, as
        far as the model has them, with the columns of `compare`.

    Raises:
        FitError: If nothing tells the partners apart.
    """
    if len(diary.kinds.kinds) != 1 or not diary.kinds.all_apart:
        raise FitError(
            "Couples must have two different roles each to test whether these matter. "
            f"Got {', '.join(it.name for it in diary.kinds.kinds)} instead. Leave out "
            "the other couples, or name the role."
        )
    alone = model.residual in ("diagonal", "identity")
    apart, same = ("diagonal", "identity") if alone else ("csh", "cs")
    full = replace(
        model, by_role="all", residual=apart, random_alike=False, exchangeable=False
    )
    large = fitted(full, diary, Method.ML)
    held: dict[str, DyadicModel] = {
        "everything": replace(full, by_role="none", residual=same, random_alike=True),
        "fixed_effects": replace(full, by_role="none"),
        "intercepts": replace(full, by_role="slopes"),
        "slopes": replace(full, by_role="intercept"),
        "residual_variances": replace(full, residual=same),
    }
    if model.random:
        held["random_effects"] = replace(full, random_alike=True)
    fits = {name: fitted(it, diary, Method.ML) for name, it in held.items()}
    rows = [
        compare(small, large).set_axis([name])
        for name, small in fits.items()
        if small.parameters < large.parameters
    ]
    return pd.concat(rows).rename_axis("held_equal")
