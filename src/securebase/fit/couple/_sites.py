"""What a couple's answers say of what it lastingly is, apart from anything expected.

A belief is what was expected times what was heard. What a couple lastingly is does not
move, so what was heard of it is the belief divided by the expectation: a normal law's
precision and shift, which may be nought in directions of which nothing was heard. It
holds for every population, and so for the one that is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from ._belief import Belief, prior
from ._space import lasting, places, swapped

# Directions in which a belief is surer than expected by less than this share of the
# variance: rounding, which may have either sign.
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False, repr=False)
class Sites:
    r"""What was heard of couples: $\exp(-\tfrac12 u' \Lambda u + \eta' u)$ for each.

    Attributes:
        precision: $\Lambda$, no direction below nought.
        shift: $\eta$.
    """

    precision: Float[ndarray, "couple lasting lasting"]
    shift: Float[ndarray, "couple lasting"]

    def __len__(self) -> int:
        return len(self.shift)


@dataclass(frozen=True, eq=False, repr=False)
class Everybody:
    """The calibrated population of what couples lastingly are.

    Attributes:
        mean: Of each number of `lasting`, in the model's units.
        sd: Standard deviations.
        alike: Correlations.
        kinds: Names without the partner's letter: what both partners have counts once.
        kind: Place of each number's kind.
    """

    mean: Float[ndarray, " lasting"]
    sd: Float[ndarray, " lasting"]
    alike: Float[ndarray, "lasting lasting"]
    kinds: tuple[str, ...]
    kind: tuple[int, ...]


@cache
def rows() -> tuple[int, ...]:
    """Places of what lasts among the numbers of a belief."""
    return tuple(places()[name] for name in lasting())


@cache
def everybody() -> Everybody:
    """What lasts, as the calibrated population has it; letters do not matter."""
    before, here = prior(), np.array(rows())
    other = [lasting().index(swapped(name)) for name in lasting()]
    mean, spread = before.mean[here], before.spread[np.ix_(here, here)]
    # What was learnt is a mirror image of itself up to its last digits only.
    mean = (mean + mean[other]) / 2
    spread = (spread + spread[np.ix_(other, other)]) / 2
    sd = np.sqrt(np.diag(spread))
    bare = [name.partition(".")[2] for name in lasting()]
    kinds = tuple(dict.fromkeys(bare))
    kind = tuple(kinds.index(name) for name in bare)
    return Everybody(mean, sd, spread / np.outer(sd, sd), kinds, kind)


def sites(beliefs: Iterable[Belief]) -> Sites:
    """What was heard of each couple, in standard deviations from everybody's mean.

    Args:
        beliefs: Each begun at `prior`.
    """
    found = [_site(belief) for belief in beliefs]
    count = len(rows())
    return Sites(
        np.array([precision for precision, _ in found]).reshape(-1, count, count),
        np.array([shift for _, shift in found]).reshape(-1, count),
    )


def _site(belief: Belief) -> tuple[ndarray, ndarray]:
    """By the eigenvectors of the belief's doubt, measured by the doubt before."""
    mean, spread = _standard(belief)
    before_mean, before = _standard(prior())
    root = np.linalg.cholesky(before)
    doubt = np.linalg.solve(root, np.linalg.solve(root, spread).T)
    left, ways = np.linalg.eigh((doubt + doubt.T) / 2)
    heard = np.where(left < 1 - _ROUNDING, 1 / left - 1, 0.0)
    # Back from the units of the doubt before.
    ways = np.linalg.solve(root.T, ways)
    precision = (ways * heard) @ ways.T
    moved = np.linalg.solve(spread, mean - before_mean)
    # The belief's mean solves its own precision; what was expected is taken off.
    shift = moved + precision @ before_mean
    return (precision + precision.T) / 2, _within(shift, ways, heard, before)


def _within(shift: ndarray, ways: ndarray, heard: ndarray, before: ndarray) -> ndarray:
    """The shift without what lies in directions of which nothing was heard."""
    kept = ways[:, heard > 0]
    return kept @ (kept.T @ (before @ shift))


def _standard(belief: Belief) -> tuple[ndarray, ndarray]:
    one, here = everybody(), np.array(rows())
    mean = (belief.mean[here] - one.mean) / one.sd
    return mean, belief.spread[np.ix_(here, here)] / np.outer(one.sd, one.sd)


def believed_among(
    belief: Belief,
    mean: Float[ndarray, " lasting"],
    spread: Float[ndarray, "lasting lasting"],
) -> Belief:
    """The belief of a couple once another law of what it lastingly is holds.

    Whatever else is believed follows what lasts as it did before.

    Args:
        belief: What was known.
        mean: Of what lasts, in the model's units, answers included.
        spread: Its covariance.
    """
    here = np.array(rows())
    own = belief.spread[np.ix_(here, here)]
    pull = np.linalg.solve(own, belief.spread[here]).T
    moved = belief.mean + pull @ (mean - belief.mean[here])
    doubt = belief.spread + pull @ (spread - own) @ pull.T
    return replace(belief, mean=moved, spread=(doubt + doubt.T) / 2)
