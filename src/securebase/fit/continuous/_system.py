r"""The matrices of a model, and how each follows from the numbers that are estimated.

With $n$ processes, those of one partner before those of the other,

$$ dx = F x\,dt + dw, \quad E[dw\,dw'] = G\,dt, \qquad
   y_t = \mu + \Gamma z_t + b + x_t + e_t $$

where $b \sim N(0, T)$ is of the couple, $e_t \sim N(0, R)$ of the occasion, and a push
adds $M u_t$ to $x$ just before the answer. Where several columns ask for one process,
$y_t = \mu + \Lambda(\Gamma z_t + b + x_t) + e_t$, the first loading of each being one.
Matrices are linear in the free numbers, covariances are of the form $C C'$ with a
linear $C$, so that they are possible whatever the numbers, and nought is an ordinary
place that a search can reach. For partners who cannot be told apart $C$ has one
block for their sum and one for their difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from jaxtyping import Float, Shaped
from numpy import ndarray

from ._model import ContinuousModel, Part
from ._read import PARTNER, Effects, Scale


class Parts(NamedTuple):
    """Something for each matrix, in the order of the free numbers.

    Attributes:
        rates: F.
        levels: The levels of all answers, as one column.
        shifts: What columns do to levels.
        pushes: What columns do to the state.
        noise: A factor of G.
        errors: A factor of R.
        intercepts: A factor of T; no free numbers if couples do not differ.
        start_mean: How far from its level the process begins, as one column.
        start_spread: A factor of the covariance of where it begins; no free numbers if
            it is that of any other occasion.
        start_slope: How much a couple's own level moves where it begins.
        loadings: What one more in a process adds to an answer; nought where that is
            one by definition.
        cuts: For each answer in ordered categories the logarithms of the distances
            between one threshold and the next; the first threshold is nought.
    """

    rates: Any
    levels: Any
    shifts: Any
    pushes: Any
    noise: Any
    errors: Any
    intercepts: Any
    start_mean: Any
    start_spread: Any
    start_slope: Any
    loadings: Any
    cuts: Any


# For each matrix what one more in each of its free numbers adds to it, as an array of
# free number, row and column; and the matrices themselves, of covariances the factors.
# No dictionaries: JAX would sort their keys, and numbers would change places.
Bases: TypeAlias = Parts
Matrices: TypeAlias = Parts

# Those that are covariances, as their factors.
FACTORS = ("noise", "errors", "intercepts", "start_spread")


def bases_of(
    model: ContinuousModel, categories: Mapping[str, int] | None = None
) -> Bases:
    """For each matrix, what one more in each of its free numbers adds to it.

    Args:
        model: What is asked.
        categories: How many each answer in ordered categories has.
    """
    effects, members = model.effects, model.members
    variables = effects.variables
    n, p = members * len(variables), members * len(effects.answers)
    every = range(n)
    alike = {part: model.exchangeable or part in model.alike for part in Part}
    start = model.initial != "stationary"
    free = model.initial == "free"
    return Parts(
        rates=_rates(model, alike[Part.RATES]),
        levels=_single([(i, 0) for i in range(p)], (p, 1), alike[Part.LEVELS]),
        shifts=_columns(variables, effects.levels, alike[Part.LEVELS], members),
        pushes=_columns(variables, effects.pushes, alike[Part.PUSHES], members),
        noise=_factor(n, [list(every)], alike[Part.NOISE]),
        errors=_errors(model, alike[Part.ERRORS]),
        intercepts=_factor(
            n, [list(every)] * model.random_intercepts, alike[Part.INTERCEPTS]
        ),
        start_mean=_single([(i, 0) for i in every] * free, (n, 1), model.exchangeable),
        start_spread=_factor(n, [list(every)] * start, model.exchangeable),
        start_slope=_single(
            [(i, j) for i in every for j in every] * (free and model.random_intercepts),
            (n, n),
            model.exchangeable,
        ),
        loadings=_loadings(effects, members),
        cuts=_cuts(effects, categories or {}),
    )


def matrices_of(bases: Bases, free: Shaped[Any, "*many free"]) -> Matrices:
    """All matrices at each row of numbers; of covariances, the factors."""
    flat = (it.reshape(len(it), it.shape[1] * it.shape[2]) for it in bases)
    many = free.shape[:-1]
    return Parts(
        *(
            (free[..., part] @ rows).reshape(*many, *basis.shape[1:])
            for part, rows, basis in zip(parts_of(bases), flat, bases, strict=True)
        )
    )


def parts_of(bases: Bases) -> Parts:
    """Where the free numbers of each matrix stand, as slices."""
    ends = np.cumsum([len(basis) for basis in bases]).tolist()
    return Parts(
        *(slice(end - len(basis), end) for basis, end in zip(bases, ends, strict=True))
    )


def size_of(bases: Bases) -> int:
    """How many free numbers there are."""
    return sum(map(len, bases))


def column_names(terms: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Columns that shift or push anything, each once."""
    return tuple(dict.fromkeys(term for those in terms.values() for term in those))


def _stacked(units: Sequence[ndarray], shape: tuple[int, int]) -> ndarray:
    return np.array(units, float).reshape(len(units), *shape)


def _unit(places: Sequence[tuple[int, int]], shape: tuple[int, int]) -> ndarray:
    unit = np.zeros(shape)
    for place in places:
        unit[place] = 1.0
    return unit


def _single(
    places: Sequence[tuple[int, int]], shape: tuple[int, int], alike: bool
) -> Float[ndarray, "free row column"]:
    """A number for each entry, or one for it and its like of the other partner."""
    groups = [(it, _turned(it, shape)) if alike else (it,) for it in places]
    unique = {frozenset(group): group for group in groups}
    return _stacked([_unit(group, shape) for group in unique.values()], shape)


def _turned(place: tuple[int, int], shape: tuple[int, int]) -> tuple[int, int]:
    """The same entry, with the partners swapped."""
    row, column = (
        (it + size // 2) % size if size > 1 else it
        for it, size in zip(place, shape, strict=True)
    )
    return row, column


def _rates(model: ContinuousModel, alike: bool) -> Float[ndarray, "free n n"]:
    variables = model.effects.variables
    many = len(variables)
    n = model.members * many
    places = [
        (member * many + to, whose * many + variables.index(_bare(term, variables)))
        for member in range(model.members)
        for to, name in enumerate(variables)
        for term in model.effects.rates[name]
        for whose in [member if term in variables else 1 - member]
    ]
    return _single(sorted(places), (n, n), alike)


def _bare(term: str, variables: Sequence[str]) -> str:
    return term if term in variables else term.removesuffix(PARTNER)


def _columns(
    variables: Sequence[str],
    terms: Mapping[str, Sequence[str]],
    alike: bool,
    members: int,
) -> Float[ndarray, "free n column"]:
    """Effects of columns: those of one partner's rows, then those of the other's."""
    columns = column_names(terms)
    places = [
        (member * len(variables) + to, member * len(columns) + columns.index(term))
        for member in range(members)
        for to, name in enumerate(variables)
        for term in terms.get(name, ())
    ]
    shape = members * len(variables), members * len(columns)
    return _single(places, shape, alike)


def _factor(
    n: int, blocks: Sequence[Sequence[int]], alike: bool
) -> Float[ndarray, "free n n"]:
    """Cholesky factors of covariances within each block, side by side."""
    units = []
    for block in blocks:
        if alike:
            units += _sum_and_difference(n, [it for it in block if it < n // 2])
        else:
            units += [
                _unit([(row, column)], (n, n))
                for place, row in enumerate(block)
                for column in block[: place + 1]
            ]
    return _stacked(units, (n, n))


def _sum_and_difference(n: int, block: Sequence[int]) -> list[ndarray]:
    """A factor C with C C' the same for both partners.

    Each is made of half their sum and half their difference, which are independent.
    """
    units = []
    for column_shift, sign in ((0, 1.0), (n // 2, -1.0)):
        for place, row in enumerate(block):
            for column in block[: place + 1]:
                unit = np.zeros((n, n))
                unit[row, column + column_shift] = np.sqrt(0.5)
                unit[row + n // 2, column + column_shift] = sign * np.sqrt(0.5)
                units.append(unit)
    return units


def _errors(model: ContinuousModel, alike: bool) -> Float[ndarray, "free p p"]:
    """Of answers in numbers; others have a law of their own, and no error beside it."""
    answers, effects = model.effects.answers, model.effects
    many = len(answers)
    p = model.members * many
    own = [it for it in range(p)
        if effects.scale(answers[it % many]) is Scale.NUMBER]  # fmt: skip
    if not model.errors:
        return np.zeros((0, p, p))
    if model.common_day:
        return _factor(p, [[it, it + many] for it in own if it < many], alike)
    return _single([(it, it) for it in own], (p, p), alike)


def loads_of(model: ContinuousModel) -> tuple[int, ...]:
    """The process that each answer of each partner is about."""
    of, many = model.effects.of, len(model.effects.variables)
    return tuple(member * many + it for member in range(model.members) for it in of)


def _loadings(effects: Effects, members: int) -> Float[ndarray, "free p n"]:
    """One for each column but the first of its variable, the same for both partners."""
    of, many = effects.of, len(effects.variables)
    shape = members * len(of), members * many
    free = [it for it in range(len(of)) if it and of[it] == of[it - 1]]
    places = [
        [(member * len(of) + it, member * many + of[it]) for member in range(members)]
        for it in free
    ]
    return _stacked([_unit(both, shape) for both in places], shape)


def _cuts(
    effects: Effects, categories: Mapping[str, int]
) -> Float[ndarray, "free answer cut"]:
    """Distances between thresholds, the same for both partners."""
    ordered = [it for it in effects.answers if effects.scale(it) is Scale.ORDINAL]
    most = max((categories.get(it, 2) - 2 for it in ordered), default=0)
    shape = len(effects.answers), most
    places = [
        (effects.answers.index(it), cut)
        for it in ordered
        for cut in range(categories.get(it, 2) - 2)
    ]
    return _stacked([_unit([it], shape) for it in places], shape)
