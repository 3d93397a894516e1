"""Two variables of two partners, one below the other, and how they go together.

Rows are of four members: the predictor of both partners, then the outcome of both. The
covariance of one level is that of the two latent variables, each of which is in both
partners' rows, and that of each person's own parts. With days there are two levels:
the random effects are what lasts, the residuals what is of the day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from jaxtyping import Float, Int, Shaped
from numpy import ndarray

from securebase.core import FitError

from ._covariance import Covariance, OverTime
from ._design import Design
from ._diary import Diary
from ._fate import CommonFateModel
from ._fit import Fit
from ._kinds import Kind, Kinds
from ._outcome import Outcome
from ._search import edges
from ._structure import Block, Structure, told_apart

_MEMBERS = 4
# Rows of the predictor and of the outcome, and of the first and the second partner.
PREDICTOR, OUTCOME = (0, 1), (2, 3)
PERSONS = ((0, 2), (1, 3))
# Where the search begins: shares of each variable's deviation.
_SHARED, _OWN = 0.5, 0.6


class Level(StrEnum):
    """What a model of common fate is about."""

    COUPLE = "couple"  # what lasts, or all there is on one occasion
    DAY = "day"


def stacked(model: CommonFateModel, diary: Diary) -> Design:
    """Both variables of everybody, the predictor first.

    Raises:
        FitError: If there are several kinds of couples.
        DataError: If a column is not there, or a cell of it is not a number.
    """
    names = (model.predictor, model.outcome)
    diary.numbers(*names)
    if model.over_time == OverTime.AR1:
        diary.whole_times()
    kind, member = _one_kind(model, diary)
    time = (
        diary.frame[diary.time].to_numpy(float) if diary.time else np.zeros(len(diary))
    )
    couple = pd.factorize(diary.frame[diary.couple])[0].astype(np.int64)
    y = diary.frame[list(names)].to_numpy(float).T.ravel()
    there = np.isfinite(y)
    members = np.concatenate([member, member + 2])[there]
    x, titles = _means(members, names, kind)
    daily = len(np.unique(np.column_stack([couple, time]), axis=0)) > couple.max() + 1
    return Design(
        outcome=model.outcome, names=titles, aliased=(), x=x, y=y[there],
        z=np.ones((int(there.sum()), int(daily))), couple=np.tile(couple, 2)[there],
        member=members, time=np.tile(time, 2)[there],
        used=there.reshape(2, -1).any(0),
        # The two variables are to the machinery what two kinds of couples are.
        kinds=Kinds((kind, kind), np.zeros_like(member), member),
    )  # fmt: skip


def _one_kind(
    model: CommonFateModel, diary: Diary
) -> tuple[Kind, Int[ndarray, " row"]]:
    kinds = diary.kinds.pooled() if model.exchangeable else diary.kinds
    if len(kinds.kinds) != 1:
        raise FitError(
            "Couples must be of one kind in a common fate model. Got "
            f"{', '.join(it.name for it in kinds.kinds)} instead. Leave out the other "
            "couples, or take exchangeable=True."
        )
    return kinds.kinds[0], kinds.member


def _means(
    members: Int[ndarray, " row"], names: Sequence[str], kind: Kind
) -> tuple[Float[ndarray, "row p"], tuple[str, ...]]:
    """A mean of each variable, and of each role where these tell apart."""
    own = {
        f"{name}[{role}]" if kind.apart else name: rows if kind.apart else pair
        for name, pair in zip(names, (PREDICTOR, OUTCOME), strict=True)
        for role, rows in zip(kind.roles, ((it,) for it in pair), strict=True)
    }
    columns = [np.isin(members, rows) for rows in own.values()]
    kept = [it.any() for it in columns]
    x = np.array(columns).T[:, kept]
    titles = (it for it, keep in zip(own, kept, strict=True) if keep)
    return x.astype(float), tuple(titles)


def levels_of(design: Design) -> tuple[Level, ...]:
    """Of random effects, then of residuals: one level on one occasion, else two."""
    return (Level.COUPLE, Level.DAY) if design.z.shape[1] else (Level.COUPLE,)


def covariance_of_fate(design: Design, over_time: str) -> Covariance:
    """The covariance matrices of both levels."""
    sizes = np.array([_size(design, rows) for rows in (PREDICTOR, OUTCOME)])
    level = [_shared(sizes), *_own(sizes, design.kinds.kinds[0].apart)]
    return Covariance(
        Structure(level * design.z.shape[1], _MEMBERS * design.z.shape[1]),
        Structure(level, _MEMBERS),
        OverTime(over_time),
    )


def _size(design: Design, rows: Sequence[int]) -> float:
    """Deviation of one variable around its means."""
    return float(np.std(design.left[np.isin(design.member, rows)]))


def _shared(sizes: Float[ndarray, " 2"]) -> Block:
    """The latent variables of a couple, each in the rows of both partners."""
    place = np.zeros((1, _MEMBERS, 2))
    place[0, PREDICTOR, 0] = place[0, OUTCOME, 1] = 1.0
    return Block(place, _SHARED * np.diag(sizes))


def _own(sizes: Float[ndarray, " 2"], apart: bool) -> list[Block]:
    """What each person has alone, with variances for each role if these differ."""
    turn = _OWN * np.diag(sizes)
    blocks = [told_apart(_MEMBERS, rows, turn) for rows in PERSONS]
    if apart:
        return blocks
    return [Block(np.concatenate([it.places for it in blocks]), turn)]


@dataclass(frozen=True, eq=False, kw_only=True)
class Part:
    """The two variables of one level, shared or of one's own.

    Attributes:
        level: Which one.
        shared: Whether these are the couple's latent variables.
        role: Whose own parts they are, or nothing where roles do not matter.
        block: The covariance matrix of predictor and outcome.
        at: Where its free numbers stand.
        free: These at the best fit.
        edge: Whether it is at the edge of what is possible.
    """

    level: Level
    shared: bool
    role: str
    block: Block
    at: slice
    free: Float[ndarray, " 3"]
    edge: bool


def parts_of(fit: Fit) -> Iterator[Part]:
    """All parts, level by level, what is shared first."""
    assert fit.covariance is not None
    kind, edge = fit.design.kinds.kinds[0], iter(edges(fit.covariance, fit.free))
    structures, end = (fit.covariance.random, fit.covariance.residual), 0
    full = [it for it in structures if it.blocks]
    for level, structure in zip(levels_of(fit.design), full, strict=True):
        whose = ["", *(kind.roles if kind.apart else ("",))]
        for place, block in enumerate(structure.blocks):
            at = slice(end, end := end + block.size)
            yield Part(
                level=level, shared=not place, role=whose[place], block=block, at=at,
                free=fit.free[at], edge=next(edge) is not Outcome.GOOD,
            )  # fmt: skip


def slope_of(
    part: Part,
) -> Callable[[Shaped[ndarray, "*many free"]], Shaped[ndarray, "*many one"]]:
    """From the free numbers to the regression of outcome on predictor."""

    def value(free: Shaped[ndarray, "*many free"]) -> Shaped[ndarray, "*many one"]:
        full = part.block.full(free[..., part.at])
        return np.asarray(full[..., 1, :1] / full[..., 0, :1])

    return value
