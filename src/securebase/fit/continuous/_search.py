"""From a model and a diary to the best fit, and how it ended."""

from __future__ import annotations

from functools import partial
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from ._climb import Lowest, Slope, lowest
from ._fit import Fit
from ._model import Clock, ContinuousModel
from ._outcome import Outcome
from ._panel import Panel, panel_of
from ._priors import Priors, laws_of, with_priors
from ._read import Scale
from ._system import FACTORS, Bases, Matrices, bases_of, matrices_of, parts_of, size_of

if TYPE_CHECKING:
    from securebase.fit.mixed import Diary

# In units of spread; below these an estimate is at the edge.
_NO_VARIANCE = 1e-6
_FULL_CORRELATION = 1e-5
# What a process must have lost of a deviation over the whole time observed.
_RETURN = 0.1
# Times that a deviation halves many times over between two answers.
_FAST = 7.0
_FLAT = 1e-6
_GAIN = 1e-5
# What two processes may lack of a full correlation within couples.
_SAME = 1e-9
# Where the search begins: shares of the variance, and how quickly a deviation is lost.
_BETWEEN, _ERROR = 0.4, (0.15, 0.5)
_SPEEDS = (0.15, 0.5, 1.5)
# With fewer answers the likelihood may have several tops, and all starts are tried.
_FEW = 2000
_NORMAL = NormalDist()


def fitted(
    model: ContinuousModel, diary: Diary, *, priors: Priors | None = None
) -> Fit:
    """Fit a model, or say why it cannot be.

    Raises:
        FitError: If the model does not go with the couples.
        DataError: If there is no time, a column is not there, or a cell is no number.
    """
    return searched(model, diary, panel_of(model, diary), priors=priors)


def searched(
    model: ContinuousModel, diary: Diary, panel: Panel, *, priors: Priors | None = None
) -> Fit:
    """Fit a model to blocks that are made already."""
    bases = bases_of(model, panel.categories)
    hopeless = _hopeless(model, panel, bases)
    make = partial(
        Fit, model=model, diary=diary, panel=panel, bases=bases, priors=priors
    )
    if hopeless is not Outcome.GOOD:
        return make(found=None, outcome=hopeless)
    objective = _objective(model, panel, bases)
    if priors is not None:
        objective = with_priors(objective, laws_of(model, bases, priors))
    starts = sorted(starts_of(model, panel, bases), key=lambda it: objective(it)[0])
    few = priors is None and panel.answers < _FEW
    ends = [lowest(objective, it) for it in (starts if few else starts[:1])]
    found = min(ends, key=lambda it: it.value)
    return make(found=found, outcome=ended(model, panel, bases, found))


def starts_of(
    model: ContinuousModel, panel: Panel, bases: Bases
) -> list[Float[ndarray, " free"]]:
    """Where a search may begin: quick and slow, with little and with much error."""
    starts = [start_of(bases, model, it, share) for it in _SPEEDS for share in _ERROR]
    for start in starts:
        start[parts_of(bases).levels] = _levels(model, panel, bases)
    return starts


def _objective(model: ContinuousModel, panel: Panel, bases: Bases) -> Slope:
    if model.effects.scales:
        from ._soft import soft_objective_of

        return soft_objective_of(model, panel, bases)
    from ._compiled import objective_of

    return objective_of(model, panel, bases)


def _levels(
    model: ContinuousModel, panel: Panel, bases: Bases
) -> Float[ndarray, " free"]:
    """Where levels begin: at what would give the answers on average."""
    effects = model.effects
    wanted = np.zeros(panel.y.shape[1])
    for place, answer in enumerate(effects.answers * model.members):
        value = panel.y[:, place][panel.there[:, place]]
        if effects.scale(answer) is Scale.COUNT:
            wanted[place] = np.log(value.mean() + 0.1) if value.size else 0.0
        elif effects.scale(answer) is not Scale.NUMBER:
            above = (value > 0).mean() if value.size else 0.5
            wanted[place] = 1.4 * _NORMAL.inv_cdf(float(np.clip(above, 0.02, 0.98)))
    basis = bases.levels[:, :, 0]
    return basis @ wanted / np.maximum(basis.sum(1), 1.0)


def _hopeless(model: ContinuousModel, panel: Panel, bases: Bases) -> Outcome:
    """Why nothing can be estimated, if so."""
    if panel.answers == 0:
        return Outcome.NO_ROWS
    by_member = panel.there.any((0, 2)).reshape(model.members, -1)
    if not by_member.any(1).all():
        return Outcome.SILENT_PARTNER
    if any(_constant(*it) for it in _by_answer(model, panel)):
        return Outcome.CONSTANT
    if panel.occasions.max() < 2:
        return Outcome.ONE_OCCASION
    if len(panel.couples) == 1 and model.random_intercepts:
        return Outcome.ONE_COUPLE
    if panel.answers <= size_of(bases):
        return Outcome.TOO_FEW_ROWS
    return Outcome.SAME if _together(panel) else Outcome.GOOD


def _together(panel: Panel) -> bool:
    """Whether two processes differ in every couple by no more than a constant."""
    y = np.where(panel.there, panel.y, np.nan)
    for i in range(1, y.shape[1]):
        for j in range(i):
            both = panel.there[:, i] & panel.there[:, j]
            if (both.sum(0) > 1).any() and not _apart(y[:, i], y[:, j], both):
                return True
    return False


def _apart(one: ndarray, other: ndarray, both: ndarray) -> bool:
    """Whether their correlation within couples is less than full."""
    many = np.maximum(both.sum(0), 1)
    x, z = (
        np.where(both, it - np.where(both, it, 0).sum(0) / many, 0)
        for it in (one, other)
    )
    size = float(np.sum(x * x) * np.sum(z * z))
    return size == 0 or float(np.sum(x * z)) ** 2 < (1 - _SAME) * size


def _constant(value: ndarray, there: ndarray) -> bool:
    """Whether all answers that there are, if any, are the same."""
    return bool(np.ptp(value[there]) < 1e-10) if there.any() else True


def _by_answer(model: ContinuousModel, panel: Panel) -> list[tuple[ndarray, ndarray]]:
    """Answers of both partners, column by column."""
    many = len(model.effects.answers)
    return [(panel.y[:, it::many], panel.there[:, it::many]) for it in range(many)]


def start_of(
    bases: Bases, model: ContinuousModel, speed: float, error: float
) -> Float[ndarray, " free"]:
    """Free numbers with which partners do not move each other.

    Args:
        bases: What each matrix is made of.
        model: Whose start it is.
        speed: How quickly a deviation is lost, in units of the usual interval.
        error: Share of a couple's own variance that is error.
    """
    between = _BETWEEN * model.random_intercepts
    error = error * model.errors
    within = (1 - between) * (1 - error)
    steps = model.clock == Clock.STEPS
    kept = np.exp(-speed)
    diagonal = {
        "rates": kept if steps else -speed,
        "noise": np.sqrt(within * (1 - kept**2 if steps else 2 * speed)),
        "errors": np.sqrt((1 - between) * error),
        "intercepts": np.sqrt(between),
        "start_spread": np.sqrt(within),
    }
    fixed = {"loadings": 1.0}
    free = np.zeros(size_of(bases))
    for name, value in diagonal.items():
        on = np.trace(getattr(bases, name), axis1=1, axis2=2) != 0
        free[getattr(parts_of(bases), name)] = on * value
    for name, value in fixed.items():
        free[getattr(parts_of(bases), name)] = value
    return free


def ended(model: ContinuousModel, panel: Panel, bases: Bases, found: Lowest) -> Outcome:
    """What is to be said of a search that found something."""
    matrices = matrices_of(bases, found.free)
    speeds = speeds_of(model, matrices)
    if speeds.min() * panel.span < _RETURN:
        return Outcome.NO_RETURN
    if not np.isfinite(found.value) or found.gain > _GAIN:
        return Outcome.NOT_CONVERGED
    flat = _flat(found.hessian)
    if flat and speeds.max() > _FAST:
        return Outcome.TOO_FAST
    edge = edges(bases, matrices).values()
    for worst in (Outcome.BOUNDARY_VARIANCE, Outcome.BOUNDARY_CORRELATION):
        if worst in edge:
            return worst
    return Outcome.FLAT if flat else Outcome.GOOD


def speeds_of(model: ContinuousModel, matrices: Matrices) -> Float[ndarray, " n"]:
    """How quickly each way of departing from the level is lost, per usual interval."""
    values = np.linalg.eigvals(matrices.rates)
    if model.clock == Clock.STEPS:
        return -np.log(np.maximum(np.abs(values), 1e-12))
    return -values.real


def _flat(hessian: Float[ndarray, "n n"]) -> bool:
    """Whether some direction hardly changes the likelihood, whatever the units."""
    sizes = np.sqrt(np.maximum(np.diag(hessian), 0.0))
    if not sizes.all():
        return True
    return bool(np.linalg.eigvalsh(hessian / np.outer(sizes, sizes))[0] < _FLAT)


def edges(bases: Bases, matrices: Matrices) -> dict[str, Outcome]:
    """For each covariance, whether it is at the edge of what is possible."""
    factors = {name: getattr(matrices, name) for name in FACTORS}
    return {
        name: _edge((factor @ factor.T)[np.ix_(there, there)])
        for name, factor in factors.items()
        for there in [getattr(bases, name).any((0, 2))]
        if there.any()
    }


def _edge(relative: Float[ndarray, "n n"]) -> Outcome:
    variances = np.diag(relative)
    if variances.min() < _NO_VARIANCE:
        return Outcome.BOUNDARY_VARIANCE
    sizes = np.sqrt(variances)
    lowest_one = np.linalg.eigvalsh(relative / np.outer(sizes, sizes))[0]
    full = lowest_one < _FULL_CORRELATION
    return Outcome.BOUNDARY_CORRELATION if full else Outcome.GOOD
