"""The search for the best common fate model, and what can be said about its end."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from jaxtyping import Float
from numpy import ndarray

from ._covariance import OverTime
from ._design import Design
from ._diary import Diary
from ._fate import CommonFateModel
from ._fate_fit import CommonFateFit
from ._fate_parts import (
    OUTCOME,
    PREDICTOR,
    Level,
    Part,
    covariance_of_fate,
    parts_of,
    stacked,
)
from ._fate_profile import without
from ._fit import Fit, nothing
from ._model import DyadicModel, Method
from ._outcome import Outcome
from ._search import searched

# With fewer rows of both partners, four columns nearly follow from each other.
_FEWEST = 6
# Of the correlation matrix of the four columns.
_SINGULAR = 1e-10
# What a deviance must lose without a variable for it to be clearly there: chi-square's
# 95% with one degree of freedom.
_CLEAR = 3.841458820694124
_EDGES = (Outcome.BOUNDARY_VARIANCE, Outcome.BOUNDARY_CORRELATION)


def fate_fitted(model: CommonFateModel, diary: Diary, method: Method) -> CommonFateFit:
    """See `CommonFateModel.fit`."""
    design = stacked(model, diary)
    # To the machinery it is a model of one column: both variables, each with its mean.
    over_time = model.over_time if design.z.shape[1] else OverTime.NONE
    plain = DyadicModel("value ~ 0 + variable", over_time=over_time)
    outcome = _hopeless(design)
    if outcome is not Outcome.GOOD:
        found = nothing(plain, method, diary, design, outcome)
        return CommonFateFit(model=model, stacked=found, outcome=outcome, edges={})
    covariance = covariance_of_fate(design, over_time)
    found = searched(plain, diary, method, design, covariance)
    edges = _at_edge(found)
    return CommonFateFit(
        model=model, stacked=found, outcome=_worst(found, edges), edges=edges
    )


def _hopeless(design: Design) -> Outcome:
    """Why nothing can be estimated, if so."""
    if not len(design.y):
        return Outcome.NO_ROWS
    wide = _wide(design)
    if any(wide[list(it)].dropna().empty for it in (PREDICTOR, OUTCOME)):
        return Outcome.UNPAIRED
    whole = wide.dropna()
    couples = whole.groupby(level=0)
    if len(whole) < _FEWEST:
        return Outcome.TOO_FEW_PAIRS
    if couples.ngroups < 2:
        return Outcome.ONE_COUPLE
    if design.z.shape[1]:
        whole = whole - couples.transform("mean")
    return Outcome.NOTHING_OWN if _singular(whole.to_numpy()) else Outcome.GOOD


def _wide(design: Design) -> pd.DataFrame:
    """Both variables of both partners in one row."""
    rows = {"couple": design.couple, "time": design.time, "member": design.member}
    long = pd.DataFrame({**rows, "y": design.left}).set_index(list(rows))["y"]
    return long.unstack("member").reindex(columns=[*PREDICTOR, *OUTCOME])


def _singular(columns: Float[ndarray, "row 4"]) -> bool:
    """Whether a column is constant, or follows from the others."""
    sizes = columns.std(0)
    if not (sizes > _SINGULAR).all():
        return True
    return bool(np.linalg.eigvalsh(np.corrcoef(columns.T))[0] < _SINGULAR)


def _at_edge(fit: Fit) -> dict[Level, Outcome]:
    """What is the matter with what is shared, where that is at its edge."""
    return {
        it.level: _of_shared(fit, it) for it in parts_of(fit) if it.shared and it.edge
    }


def _of_shared(fit: Fit, part: Part) -> Outcome:
    """A correlation of one mostly means that a variable is hardly shared."""
    loss = [without(fit, part, variable) for variable in (0, 1)]
    if min(loss) > _CLEAR:
        return Outcome.ALL_SHARED
    predictor = loss[0] <= loss[1]
    return Outcome.PREDICTOR_APART if predictor else Outcome.OUTCOME_APART


def _worst(fit: Fit, edges: Mapping[Level, Outcome]) -> Outcome:
    """How the search ended, in terms of what is shared where that is at its edge."""
    if fit.outcome not in _EDGES:
        return fit.outcome
    order = (Outcome.PREDICTOR_APART, Outcome.OUTCOME_APART, Outcome.ALL_SHARED)
    own = any(it.edge and not it.shared for it in parts_of(fit))
    rest = Outcome.OWN_AT_EDGE if own else fit.outcome
    return next((it for it in order if it in edges.values()), rest)
