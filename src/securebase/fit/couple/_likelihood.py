r"""How well a law of what couples are explains what was heard of them.

With a law $N(\mu, \Sigma)$ and a couple's site $(\Lambda, \eta)$, what the couple is
can be integrated out: with $P = \Sigma^{-1} + \Lambda$ and
$m = P^{-1}(\Sigma^{-1}\mu + \eta)$,

$$2 \log Z = \log|\Sigma^{-1}| - \log|P| + m' P m - \mu' \Sigma^{-1} \mu.$$
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from ._differ import Before, Law, by_kind, each_mean, law
from ._sites import Sites

# Couples at a time, so that memory stays small.
_AT_ONCE = 256


@dataclass(frozen=True, eq=False, repr=False)
class Explained:
    """What a law makes of a cohort.

    Attributes:
        log: Logarithm of the probability of all that was heard, up to a constant.
        slope: By each standard number: of means, then of spreads.
        doubt: Sum of the couples' covariances, their own answers heard.
    """

    log: float
    slope: Float[ndarray, " number"]
    doubt: Float[ndarray, "lasting lasting"]


def explained(numbers: ndarray, known: Before, heard: Sites) -> Explained:
    """How well a cohort is explained, and what would explain it better.

    Args:
        numbers: Standard numbers, see `law`.
        known: What they stand for.
        heard: What was heard of each couple.
    """
    it = law(numbers, known)
    inverse = np.linalg.inv(it.spread)
    log, gap = 0.0, np.zeros(len(it.mean))
    doubt, square = np.zeros_like(inverse), np.zeros_like(inverse)
    for own_log, mean, spread in _couples(it, inverse, heard):
        away = mean - it.mean
        log, gap = log + own_log, gap + away.sum(axis=0)
        doubt, square = doubt + spread.sum(axis=0), square + away.T @ away
    more = doubt + square - len(heard) * it.spread
    means = by_kind(inverse @ gap) @ known.shift
    spreads = known.widen * by_kind((inverse * more).sum(axis=1))
    return Explained(log, np.concatenate([means, spreads]), doubt)


def slopes(
    numbers: ndarray, known: Before, heard: Sites
) -> Float[ndarray, "couple number"]:
    """By couple, what would explain it better; `explained` has their sum."""
    it = law(numbers, known)
    inverse, found = np.linalg.inv(it.spread), []
    for _, mean, spread in _couples(it, inverse, heard):
        found.append(_slopes(it, known, inverse, mean, spread))
    return np.concatenate(found)


def slopes_of(
    numbers: ndarray, known: Before, true: Float[ndarray, "couple lasting"]
) -> Float[ndarray, "couple number"]:
    """The same of couples of whom it is known what they lastingly are."""
    it = law(numbers, known)
    return _slopes(it, known, np.linalg.inv(it.spread), true, 0 * it.spread)


def _slopes(
    it: Law, known: Before, inverse: ndarray, mean: ndarray, spread: ndarray
) -> ndarray:
    away = mean - it.mean
    pulled = away @ inverse
    more = (inverse * (spread - it.spread)).sum(axis=-1) + pulled * away
    means = by_kind(pulled) @ known.shift
    return np.concatenate([means, known.widen * by_kind(more)], axis=1)


def among(it: Law, heard: Sites) -> tuple[ndarray, ndarray]:
    """Mean and covariance of what each couple is, as one of many under a law."""
    inverse = np.linalg.inv(it.spread)
    found = [(mean, spread) for _, mean, spread in _couples(it, inverse, heard)]
    return (
        np.concatenate([mean for mean, _ in found]),
        np.concatenate([spread for _, spread in found]),
    )


def _couples(
    it: Law, inverse: ndarray, heard: Sites
) -> Iterator[tuple[float, ndarray, ndarray]]:
    pulled = inverse @ it.mean
    constant = np.linalg.slogdet(inverse)[1] - it.mean @ pulled
    for first in range(0, len(heard), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        precision = inverse + heard.precision[some]
        shift = pulled + heard.shift[some]
        spread = np.linalg.inv(precision)
        spread = (spread + spread.transpose(0, 2, 1)) / 2
        mean = np.einsum("nij,nj->ni", spread, shift)
        sizes = np.linalg.slogdet(precision)[1]
        log = (constant - sizes + (mean * shift).sum(axis=1)).sum() / 2
        yield float(log), mean, spread


def less_doubt(numbers: ndarray, known: Before, heard: Sites) -> ndarray:
    """Minus the second derivative by the standard numbers, what was expected included.

    That by the means has a formula; those by the spreads are differences of slopes.
    """
    half, count = len(known.widen), len(numbers)
    found = np.zeros((count, count))
    found[:half, :half] = _by_means(numbers, known, heard)
    step = 1e-4
    for place in range(half, count):
        push = np.zeros(count)
        push[place] = step
        up = explained(numbers + push, known, heard).slope
        down = explained(numbers - push, known, heard).slope
        found[place] = (down - up) / (2 * step)
    found[:half, half:] = found[half:, :half].T
    return (found + found.T) / 2 + np.eye(count)


def _by_means(numbers: ndarray, known: Before, heard: Sites) -> ndarray:
    inverse = np.linalg.inv(law(numbers, known).spread)
    doubt = explained(numbers, known, heard).doubt
    told = len(heard) * inverse - inverse @ doubt @ inverse
    each = each_mean(known)
    return each.T @ told @ each
