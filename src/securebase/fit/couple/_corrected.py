r"""A cohort found by a straight account, corrected by couples of the real model.

The account's slope $g$ of a couple, at the law that couples come from, is nought on
average if the account is right, and its covariance $J$ with itself is that with the
slope $s$ that one would have if it were known what the couple is. Couples of the law
are made up, live in the real model and are heard: $b$, the mean of $g$ in them, is
taken off, and $r$, the share of its own variance that $g$ has in common with $s$, says
how much of what the account holds for knowledge is any. With $R$ the diagonal of $r$,
$N$ couples and $c = 1 + N/M$ for $M$ made-up ones, a step and the doubt after it are

$$\Delta = C (R (\textstyle\sum g - N b) / c - \theta), \qquad
C = (R J R\, N / c + I)^{-1}.$$

It is a normal law of the slopes as summaries of the data (indirect inference:
Gouriéroux, Monfort and Renault 1993, doi:10.1002/jae.3950080507; synthetic likelihood:
Wood 2010, doi:10.1038/nature09319).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from ._belief import Belief
from ._differ import Before, law
from ._likelihood import less_doubt, slopes, slopes_of
from ._search import Found
from ._sites import Sites, sites
from ._twins import Design, design, twins

ROUNDS = 2
# So many made-up couples at least, or so many times as there are couples: their luck
# stands in every error, and what they have in common is learnt from them too.
LEAST, TIMES = 600, 4
SEED = 20_261_127
# Less curvature than this share of what was expected is none: a saddle, or level.
_LEVEL = 1e-3
# A share of knowledge below this cannot be told from none.
_NO_LESS = 0.05


@dataclass(frozen=True, eq=False)
class Doubted:
    """Where a search ended, with its doubt.

    Attributes:
        numbers: Standard numbers, see `law`.
        doubt: Their covariance.
        converged: Whether it is the best place, as far as one can see there.
    """

    numbers: Float[ndarray, " number"]
    doubt: Float[ndarray, "number number"]
    converged: bool


def plain(known: Before, heard: Sites, found: Found) -> Doubted:
    """The doubt as the straight account itself has it."""
    doubt, top = inverse(less_doubt(found.numbers, known, heard))
    return Doubted(found.numbers, doubt, found.converged and top)


def corrected(
    known: Before,
    told: Sequence[Belief],
    found: Found,
    count: int,
    *,
    seed: int,
    progress: Callable[[int, int], None],
) -> Doubted:
    """The same after rounds of correction.

    Args:
        known: What the numbers stand for.
        told: What was known of each couple with an answer.
        found: Where the straight account ended.
        count: How many made-up couples, in each round.

    Other Args:
        seed: Of what chance does in them.
        progress: Told how many made-up couples were heard, and how many will be.
    """
    heard, designs = sites(told), sorted(map(design, told))
    numbers, done = found.numbers, iter(range(1, ROUNDS * count + 1))
    for turn in range(ROUNDS):
        seen = _seen(
            numbers, known, designs, count, seed + 10 * turn,
            lambda: progress(next(done), ROUNDS * count),
        )  # fmt: skip
        step, doubt = _step(numbers, slopes(numbers, known, heard), seen)
        numbers = numbers + step
    return Doubted(numbers, doubt, found.converged)


@dataclass(frozen=True, eq=False)
class _Seen:
    """Slopes of made-up couples: as the account has them, and as they truly are."""

    account: Float[ndarray, "couple number"]
    true: Float[ndarray, "couple number"]

    @property
    def knowledge(self) -> Float[ndarray, " number"]:
        """Of each number, how much of what the account takes for knowledge is any."""
        account = self.account - self.account.mean(axis=0)
        size = (account**2).sum(axis=0)
        shared = (account * self.true).sum(axis=0)
        return np.clip(shared / np.maximum(size, _LEVEL), _NO_LESS, 1.0)


def _seen(
    numbers: ndarray,
    known: Before,
    designs: Sequence[Design],
    count: int,
    seed: int,
    progress: Callable[[], None],
) -> _Seen:
    true = []

    def each() -> Iterator[Belief]:
        # One by one: a belief takes seven times the room of what is kept of it.
        for belief, own in twins(law(numbers, known), designs, count, seed=seed):
            true.append(own)
            progress()
            yield belief

    account = slopes(numbers, known, sites(each()))
    return _Seen(account, slopes_of(numbers, known, np.array(true)))


def _step(numbers: ndarray, each: ndarray, seen: _Seen) -> tuple[ndarray, ndarray]:
    """A step, and the doubt after it."""
    couples, share = len(each), seen.knowledge
    times = 1 + couples / len(seen.account)
    left = each.sum(axis=0) - couples * seen.account.mean(axis=0)
    apart = np.atleast_2d(np.cov(seen.account.T)) * np.outer(share, share)
    doubt = np.linalg.inv(couples / times * apart + np.eye(len(numbers)))
    step = doubt @ (share * left / times - numbers)
    return step, (doubt + doubt.T) / 2


def inverse(less: ndarray) -> tuple[ndarray, bool]:
    """Covariance from a curvature, and whether the place is a top at all.

    A direction in which it is none keeps the doubt that it had beforehand.
    """
    sizes, ways = np.linalg.eigh(less)
    top = sizes > _LEVEL
    return (ways / np.where(top, sizes, 1.0)) @ ways.T, bool(top.all())
