"""Couple by couple: the rows of each, and their covariance as the fit has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from securebase.core import FitError

from ._batches import rows_of_batches
from ._covariance import Covariance
from ._fit import Fit


@dataclass(frozen=True, eq=False)
class Same:
    """Couples who answered at the same times, one beside the other.

    Attributes:
        rows: Of the design, in the order of time and member.
        v: The covariance matrix of each one's rows.
        z: From random effects of all members to rows.
    """

    rows: Int[ndarray, "couple n"]
    v: Float[ndarray, "n n"]
    z: Float[ndarray, "n q"]


def covariance_of_fit(fit: Fit) -> Covariance:
    """The covariances of a fit that has estimates.

    Raises:
        FitError: If it has none.
    """
    if fit.covariance is None or not fit.outcome.has_estimates:
        raise FitError(
            f"A fit must have estimates to be looked at. Got none instead. "
            f"{fit.outcome}"
        )
    return fit.covariance


def same_couples(fit: Fit) -> Iterator[Same]:
    """All couples, those of one pattern together.

    Raises:
        FitError: If there are no estimates.
    """
    covariance = covariance_of_fit(fit)
    for batch, groups in zip(fit.batches, rows_of_batches(fit.design), strict=True):
        v = covariance.value(fit.entries, batch.over)
        for place, group in enumerate(groups):
            n = len(group[0])
            yield Same(np.stack(group), v[place, :n, :n], batch.over.z[place, :n])
