r"""The likelihood of answers that are no numbers with equal steps, by Laplace's method.

An answer in categories is $y = k$ where $c_k < \eta + \epsilon \le c_{k+1}$ with a
standard normal $\epsilon$; a count is Poisson with mean $e^\eta$; $\eta$ is what an
answer in numbers would be without error. Near the most likely course $\hat\eta$ each
answer says as much of $\eta$ as a number $\tilde y = \hat\eta + g/w$ with an error of
variance $1/w$ would, with $g$ and $-w$ the derivatives of $\log p(y | \eta)$; so the
Kalman filter does the rest (Durbin and Koopman 1997, doi:10.1093/biomet/84.3.669):

$$ \log p(y) \approx \log N(\tilde y) + \sum \log p(y | \hat\eta)
   - \log N(\tilde y; \hat\eta, 1/w). $$

The most likely course is found by the filter too: given $\tilde y$ it is
$\tilde y + w^{-1} \partial \log N(\tilde y) / \partial \tilde y$. It moves with the
numbers of the model; how, follows from the filter's slopes at two places, which is
exact since $\log N$ is quadratic in $\tilde y$.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.special import gammaln
from jax.scipy.stats import norm
from jaxtyping import Float
from numpy import ndarray

from ._compiled import arrays_of, keep_compiled, shape_of
from ._filter import LOG_TWO_PI, Answers, value_and_all_slopes
from ._model import ContinuousModel
from ._panel import Panel
from ._read import Scale
from ._system import Bases, Matrices, matrices_of, parts_of

_ROUNDS, _CLOSE = 80, 1e-10
# An answer that says almost nothing still has a weight above nought.
_LEAST = 1e-9
# How far one step towards the most likely course may go at most.
_STEP = 2.0

Block = Float[Array, "occasion answer couple"]


class Law(NamedTuple):
    """How one column of one partner is answered.

    Attributes:
        scale: What its answers are.
        number: Which of the columns it is.
        categories: How many there are.
    """

    scale: Scale
    number: int
    categories: int


def laws_of_answers(model: ContinuousModel, panel: Panel) -> tuple[Law, ...]:
    """How each answer of each partner is given."""
    effects = model.effects
    return tuple(
        Law(effects.scale(it), number, panel.categories.get(it, 0))
        for _ in range(model.members)
        for number, it in enumerate(effects.answers)
    )


def soft_objective_of(
    model: ContinuousModel, panel: Panel, bases: Bases
) -> Callable[[Float[ndarray, " free"]], tuple[float, Float[ndarray, " free"]]]:
    """Minus twice the approximate log-likelihood, with its slopes."""
    return Soft(model, panel, bases).objective


class Soft:
    """The approximation; it begins each search where the last one ended."""

    def __init__(self, model: ContinuousModel, panel: Panel, bases: Bases) -> None:
        keep_compiled()
        self._bases = bases
        self._shape = shape_of(model, panel)
        self._laws = laws_of_answers(model, panel)
        with jax.enable_x64(True):
            self._answers = Answers(*map(jnp.asarray, arrays_of(panel)))
            soft = [it.scale is not Scale.NUMBER for it in self._laws]
            self._soft = np.array(soft)[:, None] * np.asarray(self._answers.there)
        self._eta = np.zeros(self._answers.y.shape)

    def objective(
        self, free: Float[ndarray, " free"]
    ) -> tuple[float, Float[ndarray, " free"]]:
        """See `soft_objective_of`."""
        with jax.enable_x64(True), np.errstate(over="ignore", invalid="ignore"):
            m = matrices_of(self._bases, free)
            found = self._climbed(m)
            if found is None:
                return np.inf, np.zeros_like(free)
            value, by_entry = self._whole(m, *found)
        slope = np.empty_like(free)
        places = parts_of(self._bases)
        for part, basis, slopes in zip(places, self._bases, by_entry, strict=True):
            slope[part] = np.tensordot(basis, np.asarray(slopes), 2)
        return value, slope

    def pseudo(self, free: Float[ndarray, " free"]) -> tuple[ndarray, ndarray] | None:
        """Numbers, and variances of their errors, that say as much as the answers."""
        with jax.enable_x64(True):
            m = matrices_of(self._bases, free)
            found = self._climbed(m)
            if found is None:
                return None
            y, doubt, _ = self._told(found[0], m.cuts)
        return np.asarray(y), np.asarray(doubt)

    def _told(self, eta: ndarray, cuts: ndarray) -> tuple[Array, Array, Array]:
        return told(
            eta, cuts, self._answers.y, self._soft, self._answers.there, laws=self._laws
        )

    def _filtered(
        self, m: Matrices, y: ndarray | Array, doubt: ndarray | Array
    ) -> tuple[float, Matrices, ndarray, ndarray]:
        answers = self._answers._replace(y=jnp.asarray(y), doubt=jnp.asarray(doubt))
        value, (by, by_y, by_doubt) = value_and_all_slopes(
            m, answers, shape=self._shape
        )
        return float(value), by, np.asarray(by_y), np.asarray(by_doubt)

    def _climbed(
        self, m: Matrices
    ) -> tuple[ndarray, Matrices, ndarray, ndarray] | None:
        """The most likely course, and the filter's slopes there."""
        eta, last = self._eta, np.inf
        for number in range(_ROUNDS):
            y, doubt, _ = self._told(eta, m.cuts)
            value, by, by_y, by_doubt = self._filtered(m, y, doubt)
            if not np.isfinite(value):
                return None
            step = self._soft * (np.asarray(y) - np.asarray(doubt) * by_y / 2 - eta)
            size = float(np.abs(step).max())
            # Rounding keeps it from ever being nought; a step that no longer shrinks
            # is as small as it gets.
            if size < _CLOSE or (number > 20 and size >= last and size < 1e-6):
                self._eta = eta
                return eta, by, by_y, by_doubt
            eta, last = eta + np.clip(step, -_STEP, _STEP), size
        self._eta = np.zeros_like(eta)
        return None

    def _whole(
        self, m: Matrices, eta: ndarray, by: Matrices, by_y: ndarray, by_doubt: ndarray
    ) -> tuple[float, Matrices]:
        """The deviance with all its slopes, once the course is found."""
        y, doubt, extra = self._told(eta, m.cuts)
        value, *_ = self._filtered(m, y, doubt)
        given = (self._answers.y, self._soft, self._answers.there)
        by_eta, by_cuts = pulled(eta, m.cuts, *given, by_y, by_doubt, laws=self._laws)
        along = np.asarray(doubt) * np.asarray(by_eta) * self._soft
        size = float(np.abs(along).max())
        if size == 0:
            return value + float(extra), by._replace(cuts=np.asarray(by_cuts))
        step = along / size
        _, up, y_up, _ = self._filtered(m, np.asarray(y) + step, doubt)
        _, down, y_down, _ = self._filtered(m, np.asarray(y) - step, doubt)
        moved = jax.tree.map(lambda a, b: -(a - b) * size / 4, up, down)
        slopes = jax.tree.map(lambda a, b: a + b, by, moved)
        spread = along - np.asarray(doubt) * (y_up - y_down) * size / 4
        more = moved_by_cuts(eta, m.cuts, *given, spread, laws=self._laws)
        cuts = np.asarray(by_cuts) + np.asarray(more)
        return value + float(extra), slopes._replace(cuts=cuts)


def log_laws(
    eta: Block, cuts: Array, y: Block, laws: tuple[Law, ...]
) -> Float[Array, "occasion answer couple"]:
    """Logarithm of the probability of each answer; nought for numbers."""
    columns = []
    for place, law in enumerate(laws):
        felt, answer = eta[:, place], y[:, place]
        if law.scale is Scale.COUNT:
            log = answer * felt - jnp.exp(felt) - gammaln(answer + 1)
        elif law.scale is Scale.NUMBER:
            log = jnp.zeros_like(felt)
        else:
            log = _ordered(felt, answer, cuts[law.number], law.categories)
        columns.append(log)
    return jnp.stack(columns, 1)


def _ordered(felt: Array, answer: Array, cuts: Array, categories: int) -> Array:
    """Of one of several categories; the first threshold is nought."""
    edges = jnp.concatenate([jnp.zeros(1), jnp.cumsum(jnp.exp(cuts[: categories - 2]))])
    k = answer.astype(int)
    high = edges[jnp.clip(k, 0, categories - 2)] - felt
    low = edges[jnp.clip(k - 1, 0, categories - 2)] - felt
    # Of the two tails the one in which no digits are lost.
    turned = low > 0
    b, a = jnp.where(turned, -low, high), jnp.where(turned, -high, low)
    inner = (k > 0) & (k < categories - 1)
    b, a = jnp.where(inner, b, 1.0), jnp.where(inner, a, 0.0)
    lower = norm.logcdf(b)
    between = lower + jnp.log1p(-jnp.exp(norm.logcdf(a) - lower))
    edge = norm.logcdf(jnp.where(k == 0, high, -low))
    return jnp.where(inner, between, edge)


def _bent(
    eta: Block, cuts: Array, y: Block, soft: Block, laws: tuple[Law, ...]
) -> tuple[Block, Block, Block]:
    """Logarithms, their slopes, and how they bend."""

    def slopes(eta: Block) -> Block:
        return jax.grad(lambda it: (soft * log_laws(it, cuts, y, laws)).sum())(eta)

    slope, bend = jax.jvp(slopes, (eta,), (jnp.ones_like(eta),))
    return soft * log_laws(eta, cuts, y, laws), slope, -bend


@partial(jax.jit, static_argnames="laws")
def told(
    eta: Block, cuts: Array, y: Block, soft: Block, there: Block,
    *, laws: tuple[Law, ...],
) -> tuple[Block, Block, Array]:  # fmt: skip
    """Numbers that say the same, variances of their errors, and what is left over."""
    log, slope, weight = _bent(eta, cuts, y, soft, laws)
    weight = jnp.where(soft > 0, jnp.maximum(weight, _LEAST), 1.0)
    doubt = jnp.where(soft > 0, 1 / weight, 0.0)
    number = jnp.where(soft > 0, eta + slope / weight, y)
    miss = jnp.where(soft > 0, slope**2 / weight - jnp.log(weight) + LOG_TWO_PI, 0.0)
    return number, doubt, -2 * log.sum() - miss.sum()


@partial(jax.jit, static_argnames="laws")
def pulled(
    eta: Block, cuts: Array, y: Block, soft: Block, there: Block,
    by_y: Block, by_doubt: Block, *, laws: tuple[Law, ...],
) -> tuple[Block, Array]:  # fmt: skip
    """Slopes by the course and by thresholds, from those by what is told."""

    def whole(eta: Block, cuts: Array) -> Array:
        number, doubt, extra = told(eta, cuts, y, soft, there, laws=laws)
        return (number * by_y).sum() + (doubt * by_doubt).sum() + extra

    return jax.grad(whole, (0, 1))(eta, cuts)


@partial(jax.jit, static_argnames="laws")
def moved_by_cuts(
    eta: Block, cuts: Array, y: Block, soft: Block, there: Block, spread: Block,
    *, laws: tuple[Law, ...],
) -> Array:  # fmt: skip
    """What thresholds do through the course that they move."""

    def along(cuts: Array) -> Array:
        return (spread * _bent(eta, cuts, y, soft, laws)[1]).sum()

    return jax.grad(along)(cuts)
