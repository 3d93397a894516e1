r"""The likelihood of answers that are no numbers with equal steps.

An answer in categories is $y = k$ where $c_k < \eta + \epsilon \le c_{k+1}$ with a
standard normal $\epsilon$; a count is Poisson with mean $e^\eta$; $\eta$ is what an
answer in numbers would be without error. By expectation propagation (Minka 2001) each
answer is replaced by a number $\tilde y$ with an error of variance $h$ that says as
much of $\eta$: so much that mean and variance of $\eta$ are those that the answer
itself gives, together with what all others say of it (its cavity,
$N(\mu, \sigma^2)$):

$$ \log p(y) \approx \log N(\tilde y) + \sum \log Z
   - \log N(\tilde y; \mu, \sigma^2 + h), \quad
   Z = \int p(y | \eta) N(\eta; \mu, \sigma^2) d\eta. $$

All that is needed of the Kalman filter are its slopes by $\tilde y$ and $h$. With $S$
the covariance of $\tilde y$ they hold $S^{-1}(\tilde y - E\tilde y)$ and the diagonal
of $S^{-1}$, from which what is known of $\eta$ follows. Where all agree the result does
not move with $\tilde y$ and $h$, so its slopes by the numbers of the model are those of
the filter.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.special import gammaln, logsumexp
from jax.scipy.stats import norm
from jaxtyping import Float
from numpy import ndarray

from ._compiled import arrays_of, keep_compiled, shape_of
from ._filter import LOG_TWO_PI, Answers, value_and_all_slopes
from ._model import ContinuousModel
from ._panel import Panel
from ._read import Scale
from ._system import Bases, Matrices, matrices_of, parts_of

_ROUNDS, _CLOSE = 200, 1e-9
# An answer that says almost nothing still has a weight above nought.
_LEAST = 1e-6
# Nodes of the integral over a count, and how cautiously answers are replaced anew.
_NODES = 20
_CAREFUL = 0.8

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


class Sites(NamedTuple):
    """What replaces the answers.

    Attributes:
        weight: One over the variance of each number's error.
        pull: The number times its weight.
    """

    weight: Block
    pull: Block


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
            self._soft = jnp.array(soft)[:, None] * self._answers.there
        self._sites = self._first()

    def _first(self) -> Sites:
        """Answers that say hardly anything."""
        with jax.enable_x64(True):
            return Sites(0.1 * self._soft, 0.0 * self._soft)

    def objective(
        self, free: Float[ndarray, " free"]
    ) -> tuple[float, Float[ndarray, " free"]]:
        """See `soft_objective_of`."""
        with jax.enable_x64(True):
            m = matrices_of(self._bases, free)
            found = self._agreed(m)
        if found is None:
            return np.inf, np.zeros_like(free)
        value, by_entry = found
        slope = np.empty_like(free)
        places = parts_of(self._bases)
        for part, basis, slopes in zip(places, self._bases, by_entry, strict=True):
            slope[part] = np.tensordot(basis, np.asarray(slopes), 2)
        return value, slope

    def pseudo(self, free: Float[ndarray, " free"]) -> tuple[ndarray, ndarray] | None:
        """Numbers, and variances of their errors, that say as much as the answers."""
        with jax.enable_x64(True):
            if self._agreed(matrices_of(self._bases, free)) is None:
                return None
            y, doubt = told(self._sites, self._answers.y, self._soft)
        return np.asarray(y), np.asarray(doubt)

    def _agreed(self, m: Matrices) -> tuple[float, Matrices] | None:
        """The deviance and its slopes, once all answers agree with each other."""
        for _ in range(_ROUNDS):
            y, doubt = told(self._sites, self._answers.y, self._soft)
            value, (by, by_y, by_doubt) = value_and_all_slopes(
                m, self._answers._replace(y=y, doubt=doubt), shape=self._shape
            )
            sites, step, extra, by_cuts = heard_again(
                self._sites, by_y, by_doubt, m.cuts, self._answers.y, self._soft,
                laws=self._laws,
            )  # fmt: skip
            if not np.isfinite(float(value) + float(extra)):
                break
            if float(step) < _CLOSE:
                return float(value) + float(extra), by._replace(cuts=by_cuts)
            self._sites = sites
        self._sites = self._first()
        return None


@jax.jit
def told(sites: Sites, y: Block, soft: Block) -> tuple[Block, Block]:
    """The numbers that replace the answers, and variances of their errors."""
    weight = jnp.where(soft > 0, sites.weight, 1.0)
    return (
        jnp.where(soft > 0, sites.pull / weight, y),
        jnp.where(soft > 0, 1 / weight, 0.0),
    )


@partial(jax.jit, static_argnames="laws")
def heard_again(
    sites: Sites, by_y: Block, by_doubt: Block, cuts: Array, y: Block, soft: Block,
    *, laws: tuple[Law, ...],
) -> tuple[Sites, Array, Array, Array]:  # fmt: skip
    """One round: each answer is replaced anew, given what all others say.

    Returns:
        What replaces them, how far that is from before, what to add to the filter's
        deviance, and how this moves with thresholds.
    """
    there = soft > 0
    number, doubt = told(sites, jnp.zeros_like(y), soft)
    doubt = jnp.where(there, doubt, 1.0)
    # Of what is known of the process: see the top of the file.
    mean = number - doubt * by_y / 2
    spread = doubt - doubt**2 * (by_doubt + by_y**2 / 4)
    spread = jnp.where(there, jnp.maximum(spread, 1e-12), 1.0)
    precision = jnp.maximum(1 / spread - sites.weight, _LEAST)
    cavity = 1 / precision
    middle = jnp.where(there, (mean / spread - sites.pull) * cavity, 0.0)
    cavity = jnp.where(there, cavity, 1.0)

    def total(middle: Block, cuts: Array) -> Array:
        return (soft * _logs(middle, cavity, mean, spread, cuts, y, laws)).sum()

    slopes = jax.grad(total)
    slope, bend = jax.jvp(
        lambda it: slopes(it, cuts), (middle,), (jnp.ones_like(middle),)
    )
    after = jnp.maximum(cavity + cavity**2 * bend, 1e-12)
    weight = jnp.maximum(1 / after - precision, _LEAST)
    pull = (middle + cavity * slope) * (weight + precision) - middle * precision
    new = Sites(
        jnp.where(there, sites.weight + _CAREFUL * (weight - sites.weight), 0.0),
        jnp.where(there, sites.pull + _CAREFUL * (pull - sites.pull), 0.0),
    )
    # Compared with what is known already: rounding is as large as that allows.
    step = jnp.maximum(
        (jnp.abs(new.weight - sites.weight) * spread).max(),
        (jnp.abs(new.pull - sites.pull) * jnp.sqrt(spread)).max(),
    )
    both = cavity + doubt
    miss = jnp.log(both) + (number - middle) ** 2 / both + LOG_TWO_PI
    extra = -2 * total(middle, cuts) - jnp.where(there, miss, 0.0).sum()
    return new, step, extra, -2 * jax.grad(total, 1)(middle, cuts)


def _logs(
    middle: Block, cavity: Block, mean: Block, spread: Block, cuts: Array, y: Block,
    laws: tuple[Law, ...],
) -> Block:  # fmt: skip
    """Logarithm of the probability of each answer, given what all others say."""
    columns = []
    for place, law in enumerate(laws):
        at, wide, answer = middle[:, place], cavity[:, place], y[:, place]
        if law.scale is Scale.COUNT:
            log = _counted(at, wide, mean[:, place], spread[:, place], answer)
        elif law.scale is Scale.NUMBER:
            log = jnp.zeros_like(at)
        else:
            log = _ordered(at, wide, answer, cuts[law.number], law.categories)
        columns.append(log)
    return jnp.stack(columns, 1)


def _counted(
    at: Array, wide: Array, mean: Array, spread: Array, answer: Array
) -> Array:
    """Of a count: an integral over nodes where most of it is."""
    node, weight = np.polynomial.hermite_e.hermegauss(_NODES)
    felt = mean + jnp.sqrt(spread) * node[:, None, None]
    log = answer * felt - jnp.exp(felt) - gammaln(answer + 1)
    log = log - (felt - at) ** 2 / (2 * wide) + node[:, None, None] ** 2 / 2
    log = log + jnp.log(spread / wide) / 2
    share = jnp.asarray(np.log(weight / weight.sum()))[:, None, None]
    return logsumexp(log + share, axis=0)


def _ordered(
    at: Array, wide: Array, answer: Array, cuts: Array, categories: int
) -> Array:
    """Of one of several categories; the first threshold is nought."""
    edges = jnp.concatenate([jnp.zeros(1), jnp.cumsum(jnp.exp(cuts[: categories - 2]))])
    k = answer.astype(int)
    size = jnp.sqrt(1 + wide)
    high = (edges[jnp.clip(k, 0, categories - 2)] - at) / size
    low = (edges[jnp.clip(k - 1, 0, categories - 2)] - at) / size
    # Of the two tails the one in which no digits are lost.
    turned = low > 0
    b, a = jnp.where(turned, -low, high), jnp.where(turned, -high, low)
    inner = (k > 0) & (k < categories - 1)
    b, a = jnp.where(inner, b, 1.0), jnp.where(inner, a, 0.0)
    lower = norm.logcdf(b)
    between = lower + jnp.log1p(-jnp.exp(norm.logcdf(a) - lower))
    edge = norm.logcdf(jnp.where(k == 0, high, -low))
    return jnp.where(inner, between, edge)
