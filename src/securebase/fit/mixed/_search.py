"""The search for the best fit, and what can be said about how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float, Shaped
from numpy import ndarray
from scipy.optimize import minimize

from securebase.fit._threads import one_thread

from ._batches import batches_of
from ._covariance import Covariance
from ._design import Design, design_of
from ._fit import Fit, nothing
from ._likelihood import Batch, Evaluation, evaluate
from ._model import DyadicModel, Method
from ._outcome import Outcome
from ._parts import covariance_of
from ._structure import Block

if TYPE_CHECKING:
    from ._diary import Diary

# Relative to the residual spread; below these an estimate is at the edge.
_NO_VARIANCE = 1e-6
_FULL_CORRELATION = 1e-5
_FULL_TIME = 1e-4
# How much the likelihood may still gain, by the next Newton step.
_GAIN = 1e-6
_FLAT = 1e-9
_ALONG = 1e-6
_TINY = 1e-30


def slopes_of(
    function: Callable[[Shaped[ndarray, " free"]], Shaped[ndarray, " out"]],
    free: Float[ndarray, " free"],
) -> Float[ndarray, "out free"]:
    """Derivatives to the last digit, by a step into the imaginary."""
    steps = free + 1j * _TINY * np.eye(free.size)
    return np.stack([function(step).imag / _TINY for step in steps], 1)


@dataclass(eq=False)
class Objective:
    """Minus twice the log-likelihood by the free numbers, with what was computed last.

    Attributes:
        batches: All couples.
        covariance: What V is made of.
        reml: Whether it is the restricted likelihood.
    """

    batches: Sequence[Batch]
    covariance: Covariance
    reml: bool
    _last: dict[bytes, Evaluation] = field(default_factory=dict)

    def at(self, free: Float[ndarray, " free"], order: int = 2) -> Evaluation:
        """The likelihood there.

        Raises:
            numpy.linalg.LinAlgError: If a covariance matrix is not positive definite.
        """
        key = free.tobytes()
        known = self._last.get(key)
        if known is None or (order and not known.sums.trace.size):
            entries = self.covariance.entries(free)
            known = evaluate(
                self.batches, self.covariance, entries, reml=self.reml, order=order
            )
            self._last = {key: known}
        return known

    def value(self, free: Float[ndarray, " free"]) -> float:
        try:
            return self.at(free).value
        except np.linalg.LinAlgError:
            return np.inf

    def gradient(self, free: Float[ndarray, " free"]) -> Float[ndarray, " free"]:
        return self.slopes(free).T @ self.at(free).gradient

    def hessian(self, free: Float[ndarray, " free"]) -> Float[ndarray, "free free"]:
        there, slopes = self.at(free), self.slopes(free)
        bent = self.covariance.bend(free, there.gradient)
        return slopes.T @ there.hessian @ slopes + bent

    def slopes(self, free: Float[ndarray, " free"]) -> Float[ndarray, "entry free"]:
        """How each entry moves with each free number."""
        return slopes_of(self.covariance.entries, free)


def fitted(
    model: DyadicModel,
    diary: Diary,
    method: Method,
    only: Bool[ndarray, " diary_row"] | None = None,
) -> Fit:
    """Fit a model, or say why it cannot be.

    Args:
        model: What is asked.
        diary: The data.
        method: By which likelihood.
        only: Which rows may be used; all if None.

    Raises:
        FitError: If the model does not go with the columns or the couples.
        DataError: If a cell of a column that is used is not a number.
    """
    design = design_of(model, diary, only)
    if (outcome := _hopeless(design)) is not Outcome.GOOD:
        return nothing(model, method, diary, design, outcome)
    return searched(model, diary, method, design, covariance_of(model, design))


def searched(
    model: DyadicModel,
    diary: Diary,
    method: Method,
    design: Design,
    covariance: Covariance,
) -> Fit:
    """The best fit of rows in which there is something to be found."""
    objective = Objective(batches_of(design), covariance, method is Method.REML)
    with one_thread():
        free = best(objective, covariance.start())
        hessian, slopes = objective.hessian(free), objective.slopes(free)
        there = objective.at(free)
    return Fit(
        model=model,
        method=method,
        diary=diary,
        design=design,
        covariance=covariance,
        batches=tuple(objective.batches),
        evaluation=there,
        free=free,
        entries=covariance.entries(free),
        slopes=slopes,
        doubt=_inverse(hessian / 2),
        outcome=_ended(objective, free, hessian),
    )


def _hopeless(design: Design) -> Outcome:
    """Why nothing can be estimated, if so."""
    rows, effects = design.x.shape
    if rows == 0:
        return Outcome.NO_ROWS
    if rows <= effects:
        return Outcome.TOO_FEW_ROWS
    if design.constant:
        return Outcome.CONSTANT
    if design.couples == 1 and design.z.shape[1]:
        return Outcome.ONE_COUPLE
    return Outcome.GOOD


@runtime_checkable
class Smooth(Protocol):
    """A function with its first and second derivatives."""

    def value(self, free: Float[ndarray, " free"]) -> float:
        """The function."""

    def gradient(self, free: Float[ndarray, " free"]) -> Float[ndarray, " free"]:
        """Its slopes."""

    def hessian(self, free: Float[ndarray, " free"]) -> Float[ndarray, "free free"]:
        """How these change."""


def best(objective: Smooth, start: Float[ndarray, " free"]) -> Float[ndarray, " free"]:
    """Free numbers at the lowest place that is found from a start."""
    found = minimize(
        objective.value,
        start,
        jac=objective.gradient,
        hess=objective.hessian,
        method="trust-exact",
        options={"gtol": 1e-4, "maxiter": 200, "initial_trust_radius": 0.5},
    )
    return _polished(objective, np.asarray(found.x, float))


def _polished(
    objective: Smooth, free: Float[ndarray, " free"]
) -> Float[ndarray, " free"]:
    """One Newton step more, if it does no harm."""
    step = _inverse(objective.hessian(free)) @ objective.gradient(free)
    here, there = objective.value(free), objective.value(free - step)
    return free - step if there <= here else free


def _inverse(hessian: Float[ndarray, "n n"]) -> Float[ndarray, "n n"]:
    """The inverse in all directions in which the likelihood bends upwards."""
    values, vectors = np.linalg.eigh(hessian)
    good = values > _FLAT * max(float(values.max(initial=0.0)), 1.0)
    inverse = np.where(good, 1 / np.where(good, values, 1.0), 0.0)
    return (vectors * inverse) @ vectors.T


def _ended(
    objective: Objective,
    free: Float[ndarray, " free"],
    hessian: Float[ndarray, "free free"],
) -> Outcome:
    gradient = objective.gradient(free)
    if gradient @ _inverse(hessian) @ gradient > _GAIN:
        return Outcome.NOT_CONVERGED
    edge = edges(objective.covariance, free)
    if Outcome.BOUNDARY_VARIANCE in edge:
        return Outcome.BOUNDARY_VARIANCE
    if Outcome.BOUNDARY_CORRELATION in edge:
        return Outcome.BOUNDARY_CORRELATION
    return Outcome.FLAT if _flat(hessian) else Outcome.GOOD


def _flat(hessian: Float[ndarray, "n n"]) -> bool:
    """Whether the likelihood stays the same along some direction.

    Each number is measured by its own curvature: one that is merely known far less
    than another, as a small variance between persons is, lies in no flat direction.
    """
    own = np.diag(hessian)
    if own.min(initial=np.inf) <= _FLAT * own.max(initial=0.0):
        return True
    size = np.sqrt(own)
    return bool(np.linalg.eigvalsh(hessian / np.outer(size, size))[0] < _ALONG)


def edges(covariance: Covariance, free: Float[ndarray, " free"]) -> list[Outcome]:
    """For each block of G, then of S, then over time, whether it is at its edge."""
    g, s, t = covariance.split(free)
    blocks = [*covariance.random.parts(g), *covariance.residual.parts(s)]
    found = [_edge(block, own) for block, own in blocks]
    if t.size:
        along = float(covariance.entries(free)[-1])
        low = -1.0 if covariance.over_time == "ar1" else 0.0
        full = along > 1 - _FULL_TIME or along < low + _FULL_TIME
        found.append(Outcome.BOUNDARY_CORRELATION if full else Outcome.GOOD)
    return found


def _edge(block: Block, free: Float[ndarray, " free"]) -> Outcome:
    """Variances in the units of the data; correlations where they are plainest."""
    usual = np.diag(block.turn @ block.turn.T)
    if (np.diag(block.full(free)) < _NO_VARIANCE * usual).any():
        return Outcome.BOUNDARY_VARIANCE
    relative = block.relative(free)
    sizes = np.sqrt(np.diag(relative))
    if sizes.min() ** 2 < _NO_VARIANCE:
        return Outcome.BOUNDARY_CORRELATION
    lowest = np.linalg.eigvalsh(relative / np.outer(sizes, sizes))[0]
    return Outcome.BOUNDARY_CORRELATION if lowest < _FULL_CORRELATION else Outcome.GOOD
