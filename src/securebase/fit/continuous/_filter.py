r"""Minus twice the log-likelihood, couple by couple, by a Kalman filter.

The couple's own level $b \sim N(0, T)$ is no state of the filter. What the filter does
not foresee is linear in it, $v_t(b) = v_t - V_t b$, and the filter's covariances do not
depend on it; so it runs once on the answers and once on each column of $V$, and $b$ is
integrated out at the end (Rosenberg 1973; de Jong 1991, doi:10.1214/aos/1176348139):
with $T = CC'$, $S = \sum V'F^{-1}V$ and $s = \sum V'F^{-1}v$,

$$ -2\ell = \sum \log|F| + \sum v'F^{-1}v + \log|I + C'SC|
   - s'C(I + C'SC)^{-1}C's + N\log 2\pi. $$

A missing answer has a row of nought in what is observed and of the unit matrix in F, so
that nothing depends on which answers are missing but numbers. Where several answers are
about one process they are heard one after another, which gives the same (errors do not
go together) and needs no matrix of all answers.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jaxtyping import Float

from ._exact import stationary, transitions
from ._small import (
    Matrix,
    Root,
    added,
    between,
    dot,
    lower,
    split,
    symmetric,
    transposed,
)  # fmt: skip
from ._system import Matrices

LOG_TWO_PI = float(np.log(2 * np.pi))
# With more answers than this what each step needs for derivatives is computed again
# rather than kept, so that memory does not grow with what a step computes.
_MANY = 60_000


_NOWHERE: tuple[Matrix, Matrix] = ([], [])


class Answers(NamedTuple):
    """Answers of all couples in units of their spread, as one block.

    Attributes:
        y: Nought where missing.
        there: One where there is an answer, else nought.
        gaps: Time to the next occasion, or one for all.
        shifts: Columns that shift levels, of one partner and then of the other.
        pushes: Columns that push, likewise.
        doubt: A variance for each answer beside that of its error; no occasions where
            there is none.
    """

    y: Float[Array, "occasion answer couple"]
    there: Float[Array, "occasion answer couple"]
    gaps: Float[Array, "occasion_or_1 couple_or_1"]
    shifts: Float[Array, "occasion shift couple"]
    pushes: Float[Array, "occasion push couple"]
    doubt: Float[Array, "occasion_or_0 answer couple"]


class Ahead(NamedTuple):
    """What is expected of the next occasion, and what was not expected so far.

    Attributes:
        means: The state, and then what each number of the couple's own level takes
            from it.
        spread: Covariance of the state, as a lower triangle.
        missed: Sums of products of what was not expected, as a lower triangle.
        log_determinant: Sum of those of F.
    """

    means: Matrix
    spread: Matrix
    missed: Matrix
    log_determinant: Float[Array, " couple"]


class Constants(NamedTuple):
    """What is the same at every occasion.

    Attributes:
        error: R, as a lower triangle.
        moves: A and the lower triangle of Q, or nothing where intervals differ.
        loads: The process that each answer is about, or nothing if it is the one of the
            same number.
        loading: What one more in it adds to the answer.
    """

    error: Matrix
    moves: tuple[Matrix, Matrix]
    loads: tuple[int, ...]
    loading: list[Array]


class Occasion(NamedTuple):
    """Answers of one occasion, less the level, and how it goes on."""

    y: Float[Array, "answer couple"]
    there: Float[Array, "answer couple"]
    push: Float[Array, "n couple"]
    doubt: Float[Array, "answer couple"]
    moves: tuple[Matrix, Matrix]


class Shape(NamedTuple):
    """What a program is compiled for, apart from the shape of its arrays.

    Attributes:
        steps: Whether time goes in steps of one.
        begun: Whether the first occasion has a law of its own.
        intercepts: Whether couples have levels of their own.
        squarings: See `transitions`.
        loads: The process that each answer is about, where several are about one.
    """

    steps: bool
    begun: bool
    intercepts: bool
    squarings: int
    loads: tuple[int, ...] = ()


def deviances(m: Matrices, answers: Answers, shape: Shape) -> Float[Array, " couple"]:
    """Minus twice the log-likelihood of each couple, infinite where there is none."""
    steps, squarings = shape.steps, shape.squarings
    couples = answers.y.shape[2]
    kept = stationary(m.rates, _square(m.noise), steps=steps)
    moves = _moves(m, kept, answers.gaps, steps=steps, squarings=squarings)
    shared = steps or answers.gaps.size == 1
    error = _wide(lower(split(_square(m.errors))), couples)
    loading = _loading(m, shape)
    constants = Constants(
        error, _wide(moves, couples) if shared else _NOWHERE,
        shape.loads, _wide(list(loading), couples),
    )  # fmt: skip
    occasions = _occasions(m, answers, _NOWHERE if shared else moves, shape, loading)
    hear = _heard_in_turn if shape.loads else _heard

    def step(ahead: Ahead, now: Occasion) -> tuple[Ahead, None]:
        heard = hear(ahead, now, constants)
        return _moved(heard, constants.moves if shared else now.moves), None

    small = answers.y.shape[0] * couples <= _MANY
    start = _start(m, kept, couples, shape)
    last, _ = lax.scan(step if small else jax.checkpoint(step), start, occasions)
    total = last.log_determinant + last.missed[0][0]
    if shape.intercepts:
        total = total + _integrated(last.missed, split(m.intercepts))
    total = total + LOG_TWO_PI * answers.there.sum((0, 1))
    returns = jnp.isfinite(Root(split(kept)).log_determinant)
    longest = jnp.abs(m.rates).sum(1).max() * answers.gaps.max()
    exact = steps | (len(m.rates) <= 2) | (longest <= 2.0**squarings)
    return jnp.where(returns & exact & jnp.isfinite(total), total, jnp.inf)


def _square(factor: Float[Array, "n n"]) -> Float[Array, "n n"]:
    return factor @ factor.T


def _moves(
    m: Matrices, kept: Array, gaps: Array, *, steps: bool, squarings: int
) -> tuple[Matrix, Matrix]:
    """A, and the lower triangle of Q, for all intervals that there are."""
    if steps:
        a, q = split(m.rates), split(_square(m.noise))
    else:
        a, q = transitions(m.rates, kept, gaps, squarings=squarings)
    return a, lower(q)


def _wide(tree: Any, couples: int) -> Any:
    """Each number once for every couple.

    Were it one for all, its derivative would be a sum over couples in every step, which
    keeps XLA from fusing the step.
    """
    return jax.tree.map(lambda it: jnp.broadcast_to(it.ravel(), (couples,)), tree)


def _loading(m: Matrices, shape: Shape) -> Float[Array, " answer"]:
    """What one more in its process adds to each answer; one for the first of each."""
    places = np.array(shape.loads, int)
    first = np.array([it not in shape.loads[:i] for i, it in enumerate(places)], bool)
    return jnp.where(first, 1.0, m.loadings[np.arange(places.size), places])


def _occasions(
    m: Matrices,
    answers: Answers,
    moves: tuple[Matrix, Matrix],
    shape: Shape,
    loading: Float[Array, " answer"],
) -> Occasion:
    shifted = _columns(m.shifts, answers.shifts)
    if shape.loads:
        shifted = shifted[:, np.array(shape.loads)] * loading[:, None]
    y = answers.y - m.levels[:, 0, None] - shifted
    pushes = _columns(m.pushes, answers.pushes)
    doubt = answers.doubt if len(answers.doubt) else jnp.zeros((len(y), 0, y.shape[2]))
    return Occasion(y, answers.there, pushes, doubt, moves)


def _columns(
    effects: Array, columns: Float[Array, "occasion column couple"]
) -> Float[Array, "occasion n couple"]:
    """What columns do to each process."""
    if not columns.shape[1]:
        return jnp.zeros((len(columns), len(effects), columns.shape[2]))
    return jnp.einsum("ij,tjc->tic", effects, columns)


def _start(m: Matrices, kept: Array, couples: int, shape: Shape) -> Ahead:
    """What is expected of the first occasion."""
    spread = _square(m.start_spread) if shape.begun else kept
    columns = m.start_mean.T
    if shape.intercepts:
        columns = jnp.concatenate([columns, -m.start_slope.T])
    many, nought = len(columns), jnp.zeros(couples)
    return Ahead(
        _wide(split(columns), couples),
        _wide(lower(split(spread)), couples),
        [[nought] * (i + 1) for i in range(many)],
        nought,
    )


def _heard(ahead: Ahead, now: Occasion, constants: Constants) -> Ahead:
    """What is known once the answers of an occasion are heard."""
    there, p = list(now.there), symmetric(ahead.spread)
    size = range(len(p))
    # A push meets the state, not what the couple's own level takes from it.
    state = [x + u for x, u in zip(ahead.means[0], now.push, strict=True)]
    means = [state, *ahead.means[1:]]
    columns = [list(now.y), *([float(i == j) for j in size] for i in size)]
    foreseen = [
        [(p[i][j] + constants.error[i][j]) * (there[i] * there[j]) for j in range(i)]
        + [(p[i][i] + constants.error[i][i]) * there[i] + (1 - there[i])]
        for i in size
    ]
    for i, it in enumerate(now.doubt):
        foreseen[i][i] = foreseen[i][i] + it * there[i]
    root = Root(symmetric(foreseen))
    gain = [root.divide([p[i][j] * there[j] for j in size]) for i in size]
    missed = [
        root.divide([there[j] * (column[j] - x[j]) for j in size])
        for column, x in zip(columns, means, strict=False)
    ]
    products = [[dot(one, other) for other in missed] for one in missed]
    return Ahead(
        [
            [it + dot(gain[i], v) for i, it in enumerate(x)]
            for x, v in zip(means, missed, strict=True)
        ],
        [[p[i][j] - dot(gain[i], gain[j]) for j in range(i + 1)] for i in size],
        added(ahead.missed, lower(products)),
        ahead.log_determinant + root.log_determinant,
    )


def _heard_in_turn(ahead: Ahead, now: Occasion, constants: Constants) -> Ahead:
    """The same, one answer after another."""
    p, size = symmetric(ahead.spread), range(len(ahead.spread))
    state = [x + u for x, u in zip(ahead.means[0], now.push, strict=True)]
    means, missed = [state, *ahead.means[1:]], ahead.missed
    log_determinant = ahead.log_determinant
    for i, k in enumerate(constants.loads):
        there = now.there[i]
        load = constants.loading[i] * there
        error = constants.error[i][i] + (now.doubt[i] if len(now.doubt) else 0.0)
        variance = load * load * p[k][k] + error * there + (1 - there)
        inverse = lax.rsqrt(variance)
        gain = [load * p[j][k] * inverse for j in size]
        own = [there * now.y[i], *(load * float(j == k) for j in size)]
        found = [
            (it - load * x[k]) * inverse for it, x in zip(own, means, strict=False)
        ]
        means = [
            [it + g * v for it, g in zip(x, gain, strict=True)]
            for x, v in zip(means, found, strict=True)
        ]
        lost = [[-gain[i] * gain[j] for j in size] for i in size]
        p = added(p, lost)
        missed = added(missed, lower([[a * b for b in found] for a in found]))
        log_determinant = log_determinant + jnp.log(variance)
    return Ahead(means, lower(p), missed, log_determinant)


def _moved(heard: Ahead, moves: tuple[Matrix, Matrix]) -> Ahead:
    """The same at the next occasion."""
    a, q = moves
    spread = lower(between(a, symmetric(heard.spread)))
    means = [[dot(row, x) for row in a] for x in heard.means]
    return heard._replace(means=means, spread=added(spread, q))


def _integrated(missed: Matrix, factor: Matrix) -> Array:
    """What the couple's own level, integrated out, adds to the deviance."""
    columns = transposed(factor)
    inner = between(columns, symmetric([row[1:] for row in missed[1:]]))
    root = Root(
        [[it + (i == j) for j, it in enumerate(row)] for i, row in enumerate(inner)]
    )
    pull = [row[0] for row in missed[1:]]
    found = root.divide([dot(column, pull) for column in columns])
    return root.log_determinant - dot(found, found)


@partial(jax.jit, static_argnames="shape")
def value_and_slopes(
    m: Matrices, answers: Answers, *, shape: Shape
) -> tuple[Array, Matrices]:
    """The deviance of all couples, and how it moves with each entry of each matrix."""
    return jax.value_and_grad(lambda it: deviances(it, answers, shape).sum())(m)


@partial(jax.jit, static_argnames="shape")
def value_and_all_slopes(
    m: Matrices, answers: Answers, *, shape: Shape
) -> tuple[Array, tuple[Matrices, Array, Array]]:
    """The same, and how it moves with each answer and with its doubt."""

    def total(m: Matrices, y: Array, doubt: Array) -> Array:
        return deviances(m, answers._replace(y=y, doubt=doubt), shape).sum()

    return jax.value_and_grad(total, (0, 1, 2))(m, answers.y, answers.doubt)
