"""From the choices of a model to the covariance matrices that they mean."""

from __future__ import annotations

from collections.abc import Sequence

from securebase.core import FitError

from ._covariance import Covariance, OverTime
from ._kinds import Kinds
from ._model import DyadicModel
from ._structure import Block, Structure, alike, same_alone, told_apart

# Where the search begins: how the deviation of what the fixed effects leave over is
# shared between random effects and residuals.
_BETWEEN, _WITHIN = 0.6, 0.8


def covariance_of(
    model: DyadicModel, kinds: Kinds, spread: float, sizes: Sequence[float]
) -> Covariance:
    """The covariance matrices of a model.

    Args:
        model: Its choices.
        kinds: Of couples; each has matrices of its own.
        spread: Standard deviation of what the fixed effects leave over.
        sizes: Root mean square of each random effect's column.

    Raises:
        FitError: If the residuals' structure needs roles that there are not.
    """
    wide = 2 * len(kinds.kinds)
    random, residual = [], []
    for number, kind in enumerate(kinds.kinds):
        at = (2 * number, 2 * number + 1)
        scale = [_BETWEEN * spread / size for size in sizes]
        random += _random(model, kind.apart, wide, at, scale)
        residual += _residual(model, kind.apart, len(kinds.kinds), wide, at, spread)
    return Covariance(
        Structure(random, wide * len(sizes)),
        Structure(residual, wide),
        OverTime(model.over_time),
    )


def _random(
    model: DyadicModel, apart: bool, wide: int, at: tuple[int, int], scale: list[float]
) -> list[Block]:
    terms = len(scale)
    if not terms:
        return []
    places = [[terms * member + term for term in range(terms)] for member in at]
    first, second = places
    whole = wide * terms
    if model.correlated and apart and not model.random_alike:
        return [told_apart(whole, first + second, scale * 2)]
    if model.correlated:
        return list(alike(whole, first, second, scale))
    each = list(zip(first, second, scale, strict=True))
    if apart and not model.random_alike:
        return [told_apart(whole, [it], [s]) for a, b, s in each for it in (a, b)]
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
        return [told_apart(wide, at, [scale, scale])]
    if choice == "cs":
        return list(alike(wide, at[:1], at[1:], [scale]))
    if choice == "diagonal":
        return [told_apart(wide, [it], [scale]) for it in at]
    return [same_alone(wide, at, scale)]
