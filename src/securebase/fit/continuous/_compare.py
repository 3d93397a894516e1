"""Two fits of the same answers, one a special case of the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from securebase.core import FitError

from ._model import ContinuousModel, Part
from ._outcome import Outcome
from ._search import fitted

if TYPE_CHECKING:
    from securebase.fit.mixed import Diary

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
        FitError: If the fits are of different answers.
    """
    _comparable(small, large)
    _likely(small, large)
    gain = small.minus_two_log_likelihood - large.minus_two_log_likelihood
    df = large.parameters - small.parameters
    able = df > 0 and small.outcome.trusted and large.outcome.trusted
    p = float(chdtrc(df, max(gain, 0.0))) if able else np.nan
    row = [gain, df, p, small.aic - large.aic, _note(small, large, gain)]
    return pd.DataFrame([row], columns=_COLUMNS, index=[""])


def _note(small: Fit, large: Fit, gain: float) -> str:
    for fit in (small, large):
        if not fit.outcome.trusted:
            return str(fit.outcome)
    if gain < -1e-6:
        return _NOT_NESTED
    fewer = any(
        getattr(small.model, it) < getattr(large.model, it)
        for it in ("errors", "random_intercepts")
    )
    edge = Outcome.BOUNDARY_VARIANCE in (small.outcome, large.outcome)
    return _AT_EDGE if fewer or edge else ""


def _likely(*fits: Fit) -> None:
    if any(fit.priors is not None for fit in fits):
        raise FitError(
            "Fits must be by maximum likelihood to be compared by it. Got a fit with "
            "priors instead. Fit without them, or compare samples by loo()."
        )


def _comparable(small: Fit, large: Fit) -> None:
    one, other = small.panel, large.panel
    same = one.there.shape == other.there.shape and np.array_equal(one.y, other.y)
    if not same or small.minus_two_log_likelihood is None:
        raise FitError(
            f"Two fits must be of the same answers to be compared. Got {one.answers} "
            f"and {other.answers} answers instead. Fit both to the same diary and "
            "variables."
        )


def distinguishability(model: ContinuousModel, diary: Diary) -> pd.DataFrame:
    """Whether roles matter at all, and in what: tests against a model where all differ.

    Args:
        model: Its ``exchangeable`` and ``alike`` are not looked at.
        diary: Of couples who are told apart by a role.

    Returns:
        A row for each thing that is held equal: ``everything``, and each part that the
        model has, with the columns of `compare`.

    Raises:
        FitError: If nothing tells the partners apart.
    """
    full = replace(model, exchangeable=False, alike=())
    large = fitted(full, diary)
    parts = [it.value for it in Part if len(getattr(large.bases, it.value))]
    held = {"everything": parts} | {it: [it] for it in parts}
    rows = [
        compare(fitted(replace(full, alike=those), diary), large).set_axis([name])
        for name, those in held.items()
    ]
    return pd.concat(rows).rename_axis("held_equal")
