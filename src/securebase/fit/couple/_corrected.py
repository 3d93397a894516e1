r"""A cohort found by a straight account, corrected by couples of the real model.

The account's slope $g$ of a couple, at the law that couples come from, is nought on
average if the account is right. How far it is from that, $b$, is seen in made-up
couples of the law: $N b$ is taken off, and the search goes on from there. The doubt is
that of such an equation: with $A$ the curvature and $J$ the covariance of $g$ over
couples, $A^{-1} ((N + N^2/M) J + I) A^{-1}$ for $M$ made-up couples, what was expected
counted like an answer (White 1982, doi:10.2307/1912526; indirect inference:
Gouriéroux, Monfort and Renault 1993, doi:10.1002/jae.3950080507).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from ._belief import Belief
from ._differ import Before, law
from ._likelihood import less_doubt, slopes
from ._search import Found, search
from ._sites import Sites, sites
from ._twins import design, twins

ROUNDS = 2
# So many made-up couples at least, or as many as there are couples.
LEAST = 400
_SEED = 20_261_127
# Less curvature than this share of what was expected is none: a saddle, or level.
_LEVEL = 1e-3


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
    progress: Callable[[int, int], None],
) -> Doubted:
    """The same after rounds of correction.

    Args:
        known: What the numbers stand for.
        told: What was known of each couple with an answer.
        found: Where the straight account ended.
        count: How many made-up couples, in each round.
        progress: Told how many made-up couples were heard, and how many will be.
    """
    heard, now = sites(told), found
    designs = sorted(map(design, told))
    done = iter(range(1, ROUNDS * count + 1))
    for turn in range(ROUNDS):
        made = twins(
            law(now.numbers, known), designs, count, seed=_SEED + 10 * turn,
            progress=lambda: progress(next(done), ROUNDS * count),
        )  # fmt: skip
        each = slopes(now.numbers, known, sites(made))
        off = len(heard) * each.mean(axis=0)
        now = search(known, heard, start=now.numbers, off=off)
    return _doubted(known, heard, now, np.cov(each.T), count)


def _doubted(
    known: Before, heard: Sites, found: Found, apart: ndarray, count: int
) -> Doubted:
    bread, top = inverse(less_doubt(found.numbers, known, heard))
    times = len(heard) + len(heard) ** 2 / count
    doubt = bread @ (times * apart + np.eye(len(apart))) @ bread
    return Doubted(found.numbers, doubt, found.converged and top)


def inverse(less: ndarray) -> tuple[ndarray, bool]:
    """Covariance from a curvature, and whether the place is a top at all.

    A direction in which it is none keeps the doubt that it had beforehand.
    """
    sizes, ways = np.linalg.eigh(less)
    top = sizes > _LEVEL
    return (ways / np.where(top, sizes, 1.0)) @ ways.T, bool(top.all())
