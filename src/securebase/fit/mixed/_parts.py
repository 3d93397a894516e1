"""From the choices of a model to the covariance matrices that they mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.core import FitError

from ._covariance import Covariance, OverTime
from ._design import Design
from ._model import DyadicModel
from ._structure import Block, Structure, alike, same_alone, told_apart

# Where the search begins: how the deviation of what the fixed effects leave over is
# shared between random effects and residuals.
_BETWEEN, _WITHIN = 0.6, 0.8
# A random effect with less than this of its own is the same as those before it.
_SAME = 1e-7


def covariance_of(model: DyadicModel, design: Design) -> Covariance:
    """The covariance matrices of a model; of those who have no rows there are none.

    Raises:
        FitError: If the residuals' structure needs roles that there are not.
    """
    kinds, terms = design.kinds, design.z.shape[1]
    wide = 2 * len(kinds.kinds)
    turn = _BETWEEN * design.spread * _turned(design.z, model.correlated)
    random, residual = [], []
    for number, kind in enumerate(kinds.kinds):
        at = (2 * number, 2 * number + 1)
        alone = [it for it in at if it in design.present]
        if len(alone) < 2:
            random += _random_alone(model, wide, alone, turn)
            scale = np.array([[_WITHIN * design.spread]])
            residual += [told_apart(wide, [it], scale) for it in alone]
            continue
        random += _random(model, kind.apart, wide, at, turn)
        residual += _residual(
            model, kind.apart, len(kinds.kinds), wide, at, design.spread
        )
    return Covariance(
        Structure(random, wide * terms),
        Structure(residual, wide),
        OverTime(model.over_time),
    )


def _turned(
    z: Float[ndarray, "row term"], correlated: bool
) -> Float[ndarray, "term term"]:
    """What turns random effects into ones of equal size that hardly go together.

    Where each has a variance alone, turning would change the model: they are only
    brought to one size.
    """
    sizes = np.sqrt(np.mean(z**2, axis=0))
    sizes = np.where(sizes > 0, sizes, 1.0)
    plain = np.diag(1 / sizes)
    if not correlated or z.shape[1] < 2:
        return plain
    upper = np.linalg.qr(z / sizes, mode="r") / np.sqrt(len(z))
    own = np.abs(np.diag(upper))
    if len(own) < z.shape[1] or own.min() < _SAME:
        return plain
    return plain @ np.linalg.inv(upper)


def _random_alone(
    model: DyadicModel, wide: int, at: Sequence[int], turn: Float[ndarray, "term term"]
) -> list[Block]:
    """Of couples of whom only one ever answered, or nobody."""
    terms = len(turn)
    places = [terms * member + term for member in at for term in range(terms)]
    if not places:
        return []
    if model.correlated:
        return [told_apart(wide * terms, places, turn)]
    each = zip(places, np.diag(turn), strict=True)
    return [same_alone(wide * terms, [it], float(size)) for it, size in each]


def _random(
    model: DyadicModel,
    apart: bool,
    wide: int,
    at: tuple[int, int],
    turn: Float[ndarray, "term term"],
) -> list[Block]:
    terms = len(turn)
    if not terms:
        return []
    places = [[terms * member + term for term in range(terms)] for member in at]
    first, second = places
    whole = wide * terms
    if model.correlated and apart and not model.random_alike:
        return [told_apart(whole, first + second, np.kron(np.eye(2), turn))]
    if model.correlated:
        return list(alike(whole, first, second, turn))
    each = list(zip(first, second, np.diag(turn).tolist(), strict=True))
    if apart and not model.random_alike:
        return [same_alone(whole, [it], s) for a, b, s in each for it in (a, b)]
    return [same_alone(whole, (a, b), s) for a, b, s in each]


def _residual(
    model: DyadicModel,
    apart: bool,
    kinds: int,
    wide: int,
    at: tuple[int, int],
    spread: float,
) -> list[Block]:
    choice = model.residual or ("csh" if apart else "cs")
    scale = _WITHIN * spread
    if not apart and choice in ("csh", "un", "diagonal"):
        if kinds == 1:
            raise FitError(
                f'residual must be "cs" or "identity" for partners who cannot be told '
                f'apart. Got "{choice}" instead. Name what tells them apart, as role=, '
                f"or choose one of these."
            )
        choice = "identity" if choice == "diagonal" else "cs"
    if choice in ("csh", "un"):
        return [told_apart(wide, at, scale * np.eye(2))]
    if choice == "cs":
        return list(alike(wide, at[:1], at[1:], scale * np.eye(1)))
    if choice == "diagonal":
        return [same_alone(wide, [it], scale) for it in at]
    return [same_alone(wide, at, scale)]
