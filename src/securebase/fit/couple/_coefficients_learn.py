r"""How a cohort's numbers follow from its coefficients, and what they say of them.

The numbers are made to have the identity for the covariance of one couple. Half the
differences of pairs of made-up cohorts give, by least squares, the slopes $B$ on
coefficients and on the population; half their sums the slopes $H$ on how people answer.
$N$ couples then say of coefficients and population together

$$t = B (I / N + B' B + H' H)^{-1} (\bar s - m),$$

the posterior mean if all were straight and normal (synthetic likelihood: Wood 2010,
doi:10.1038/nature09319). It is not, so $t$ only serves as a summary of the data, one
number a coefficient (semi-automatic: Fearnhead and Prangle 2012,
doi:10.1111/j.1467-9868.2011.01010.x): in cohorts that the slopes were not learnt from,
each coefficient is regressed on its own $t$. What the regression leaves is the doubt
after the answers, whatever is wrong with the slopes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from ._coefficients_pool import Pool

# Parts of the pool; slopes are learnt in all but one, and tried in that one: so many
# that what is learnt in all together is hardly better.
_TURNS = 8
# Directions in which couples differ by less than this share of a number's variance tell
# nothing that others do not.
_LEVEL = 0.02
# So little keeps slopes on what pairs hardly differ in from running off.
_RIDGE = 0.01
# A correlation that chance gives within so many standard errors is none: of three
# hundred coefficients, chance moves some by three.
_CHANCE = 4.0
# No cohort leaves less of a doubt.
_LEAST = 0.01


@dataclass(frozen=True, eq=False, repr=False)
class Learner:
    """What a cohort of so many couples says of coefficients.

    Attributes:
        middle: Mean numbers of made-up cohorts.
        ways: What is added up to `t`, by number and coefficient.
        slope: Of each coefficient on its `t`, in cohorts that were held out.
        doubt: Variance that is left, of one.
        scale: What makes numbers of couples uncorrelated, of variance one.
        wide: Variance of each such number between cohorts of so many couples.
        farthest: How far the made-up cohort lies off that lies farthest, see `far`.
    """

    middle: Float[ndarray, " number"]
    ways: Float[ndarray, "number coefficient"]
    slope: Float[ndarray, " coefficient"]
    doubt: Float[ndarray, " coefficient"]
    scale: Float[ndarray, "number way"]
    wide: Float[ndarray, " way"]
    farthest: float

    def mean(self, mean: Float[ndarray, " number"]) -> Float[ndarray, " coefficient"]:
        """Where the standard numbers of coefficients lie after a cohort's numbers."""
        return self.slope * ((mean - self.middle) @ self.ways)

    def far(self, mean: Float[ndarray, " number"]) -> float:
        """How far a cohort lies from made-up ones; 1 as expected (root mean square)."""
        return _far((mean - self.middle) @ self.scale, self.wide)


def learner(found: Pool, couples: int) -> Learner:
    """What cohorts of so many couples say of coefficients.

    Args:
        found: Made-up cohorts.
        couples: How many; no fewer than in a made-up cohort.
    """
    scale = _scale(found.spread)
    middle = found.means.mean(axis=0)
    numbers = (found.means - middle) @ scale
    more = 1 / found.each - 1 / couples
    ways, told = _turns(numbers, found, couples)
    true = found.truth.coefficients
    # The variance of `t` in cohorts of so many couples, which chance moves less.
    chance = (ways**2).sum(axis=1).mean(axis=0)
    wide = np.maximum((told**2).mean(axis=0) - more * chance, chance / couples)
    shared = _beyond_chance((told * true).mean(axis=0), told)
    # As a correlation: what chance does to the truths drawn is in all parts of it.
    gone = shared**2 / (wide * (true**2).mean(axis=0))
    between = np.maximum(numbers.var(axis=0) - more, 1 / couples)
    return Learner(
        middle=middle, ways=scale @ ways.mean(axis=0), slope=shared / wide,
        doubt=np.maximum(1 - gone, _LEAST), scale=scale, wide=between,
        farthest=max(_far(it, numbers.var(axis=0)) for it in numbers),
    )  # fmt: skip


def _scale(spread: ndarray) -> ndarray:
    """Numbers of couples are told by what they differ in, each as much as any other."""
    sd = np.sqrt(np.maximum(np.diag(spread), 1e-12))
    sizes, ways = np.linalg.eigh(spread / np.outer(sd, sd))
    kept = sizes > _LEVEL
    return ways[:, kept] / np.sqrt(sizes[kept]) / sd[:, None]


def _turns(numbers: ndarray, found: Pool, couples: int) -> tuple[ndarray, ndarray]:
    """Ways of each turn, and `t` of cohorts that it was not learnt from."""
    pairs = len(numbers) // 2
    true = np.hstack([found.truth.coefficients, found.truth.population])
    true = (true[:pairs] - true[pairs:]) / 2
    apart = (numbers[:pairs] - numbers[pairs:]) / 2
    same = (numbers[:pairs] + numbers[pairs:]) / 2
    count = found.truth.coefficients.shape[1]
    turn, ways = np.arange(pairs) % _TURNS, []
    told = np.empty((2 * pairs, count))
    for out in range(_TURNS):
        used = turn != out
        slopes = _slopes(true[used], apart[used])
        answered = _slopes(found.habits[used], same[used] - same[used].mean(axis=0))
        ways.append(_ways(slopes, answered, couples)[:, :count])
        held = np.tile(turn == out, 2)
        told[held] = numbers[held] @ ways[-1]
    return np.array(ways), told - told.mean(axis=0)


def _slopes(true: ndarray, numbers: ndarray) -> ndarray:
    ridge = _RIDGE * len(true) * np.eye(true.shape[1])
    found: ndarray = np.linalg.solve(true.T @ true + ridge, true.T @ numbers)
    return found


def _ways(slopes: ndarray, answered: ndarray, couples: int) -> ndarray:
    """What of a cohort's numbers is added up, by the normal law."""
    inner = np.eye(slopes.shape[1]) / couples + slopes.T @ slopes
    found: ndarray = np.linalg.solve(inner + answered.T @ answered, slopes.T)
    return found


def _beyond_chance(shared: ndarray, told: ndarray) -> ndarray:
    return np.where(shared > _CHANCE * told.std(axis=0) / len(told) ** 0.5, shared, 0.0)


def _far(numbers: ndarray, wide: ndarray) -> float:
    return float(np.sqrt((numbers**2 / wide).mean()))
