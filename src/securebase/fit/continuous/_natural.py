"""Matrices in the units of the diary, and what is read off them, by name.

All of it is also for many sets of matrices at once, with axes of their own in front.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from jaxtyping import Float, Shaped
from numpy import ndarray

from ._model import Clock, ContinuousModel, Part
from ._read import PARTNER
from ._system import Matrices, Parts, column_names, loads_of, matrices_of

if TYPE_CHECKING:
    from ._fit import Fit

Square: TypeAlias = Shaped[ndarray, "*many n n"]

# Derivatives to the last digit, by a step into the imaginary.
STEP = 1e-20

# What a covariance is called in tables, and of which part of the model it is.
COVARIANCES = {
    "noise": "noise",
    "errors": "error",
    "intercepts": "intercept",
    "start_spread": "start",
}


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A number that follows from the matrices, and what it is called.

    Attributes:
        part: Of which part of the model it is.
        kind: ``effect``, ``variance`` or ``correlation``.
        first: What is moved, or what varies.
        second: What moves it, or with what it goes together; may be empty.
        value: From the matrices in the diary's units, also complex ones.
        edge: Whether it is at the edge of what is possible.
    """

    part: str
    kind: str
    first: str
    second: str
    value: Callable[[Matrices], Any]
    edge: bool = False


class Names:
    """What processes are called: by role, or by turns where roles do not matter."""

    def __init__(self, model: ContinuousModel, roles: tuple[str, str]) -> None:
        self.variables = model.effects.variables
        self.answers = model.effects.answers
        self._single = model.single
        self._roles = roles
        self._alike = {it: model.exchangeable or it in model.alike for it in Part}

    def alike(self, *parts: Part) -> bool:
        """Whether all these parts are the same for both."""
        return all(self._alike[part] for part in parts)

    def process(self, place: int, alike: bool) -> str:
        return self.column(self.variables, place, alike)

    def answer(self, place: int, alike: bool) -> str:
        return self.column(self.answers, place, alike)

    def column(self, columns: Sequence[str], place: int, alike: bool) -> str:
        member, number = divmod(place, len(columns))
        if alike or self._single:
            return columns[number] + PARTNER * member
        return f"{columns[number]}[{self._roles[member]}]"


def around(free: Float[ndarray, "*many free"]) -> Shaped[ndarray, "*many steps free"]:
    """The numbers themselves, and then a step into the imaginary along each of them."""
    steps = np.vstack([np.zeros(free.shape[-1]), np.eye(free.shape[-1])])
    return free[..., None, :] + 1j * STEP * steps


def in_units(fit: Fit, free: Shaped[ndarray, "*many free"]) -> Matrices:
    """The matrices in the diary's units; of covariances, the factors."""
    m, panel, effects = matrices_of(fit.bases, free), fit.panel, fit.model.effects
    size = _spreads(fit, effects.variables)[:, None]
    by = _spreads(fit, column_names(effects.levels))
    pushed = _spreads(fit, column_names(effects.pushes))
    steps = fit.model.clock == Clock.STEPS
    per_time = 1.0 if steps else 1 / panel.tick
    answered = _spreads(fit, effects.answers)[:, None]
    shifts = m.shifts * size / by
    loads = list(loads_of(fit.model))
    loading = (loadings_of(fit, m) * answered[:, 0] / size[loads, 0])[..., None]
    return Parts(
        rates=m.rates * size / size.T * per_time,
        levels=m.levels * answered + _centres(fit, loading * shifts[..., loads, :]),
        shifts=shifts,
        pushes=m.pushes * size / pushed,
        noise=m.noise * size * np.sqrt(per_time),
        errors=m.errors * answered,
        intercepts=m.intercepts * size,
        start_mean=m.start_mean * size,
        start_spread=m.start_spread * size,
        start_slope=m.start_slope * size / size.T,
        loadings=m.loadings * answered / size.T,
        cuts=m.cuts,
    )


def loadings_of(fit: Fit, m: Matrices) -> Shaped[ndarray, "*many answer"]:
    """What one more in its process adds to each answer, in units of spread."""
    loads = loads_of(fit.model)
    first = np.array([it not in loads[:i] for i, it in enumerate(loads)], bool)
    return np.where(first, 1.0, m.loadings[..., np.arange(len(loads)), list(loads)])


def _spreads(fit: Fit, columns: Sequence[str]) -> ndarray:
    return np.array([fit.panel.spreads[it] for it in columns] * fit.model.members)


def units_of(fit: Fit) -> tuple[Float[ndarray, "answer 1"], Float[ndarray, "answer 1"]]:
    """Spread and centre of each answer of each partner."""
    answers, panel = fit.model.effects.answers * fit.model.members, fit.panel
    size, centre = (
        np.array([it[name] for name in answers])[:, None]
        for it in (panel.spreads, panel.centres)
    )
    return size, centre


def _centres(
    fit: Fit, shifts: Shaped[ndarray, "*many answer shift"]
) -> Shaped[ndarray, "*many answer 1"]:
    """What levels are at when every column that shifts them is nought."""
    effects, centres, members = fit.model.effects, fit.panel.centres, fit.model.members
    own = np.array([centres[it] for it in effects.answers] * members)
    columns = np.array([centres[it] for it in column_names(effects.levels)] * members)
    return (own - shifts @ columns)[..., None]


def carried(fit: Fit, m: Matrices, interval: int | float) -> Square:
    """What is left of a departure, in each process, after an interval."""
    if fit.model.clock == Clock.STEPS:
        return np.linalg.matrix_power(m.rates, round(interval))
    return exponential(m.rates * interval)


def exponential(m: Square) -> Square:
    """Of a matrix, also a complex one: a series for a short way, doubled."""
    known = np.isfinite(m).all((-2, -1))[..., None, None]
    m = np.where(known, m, 0.0)
    size = float(np.abs(m).sum(-1).max(initial=1e-300))
    halvings = max(0, int(np.ceil(np.log2(size))) + 1)
    total = term = np.broadcast_to(np.eye(m.shape[-1], dtype=m.dtype), m.shape)
    for number in range(1, 18):
        term = term @ m / (number * 2.0**halvings)
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return np.where(known, total, np.nan)


def kept(fit: Fit, m: Matrices) -> Square:
    """The covariance of departures that the process keeps."""
    n = m.rates.shape[-1]
    one, shape = np.eye(n), (*m.rates.shape[:-2], n * n, n * n)
    if fit.model.clock == Clock.STEPS:
        moved = np.einsum("...ij,...kl->...ikjl", m.rates, m.rates)
        turned = np.eye(n * n) - moved.reshape(shape)
    else:
        left = np.einsum("...ij,kl->...ikjl", m.rates, one)
        right = np.einsum("ij,...kl->...ikjl", one, m.rates)
        turned = -(left + right).reshape(shape)
    added = squared(m.noise).reshape(*shape[:-1], 1)
    return np.linalg.solve(turned, added).reshape(m.rates.shape)


def squared(factor: Square) -> Square:
    """The covariance that a factor stands for."""
    return factor @ np.swapaxes(factor, -1, -2)


def rates(fit: Fit) -> Iterator[Quantity]:
    """What each rate of change depends on."""
    names = Names(fit.model, fit.panel.roles)
    alike, there = names.alike(Part.RATES), fit.bases.rates.any(0)
    for i, j in places(there, alike):
        yield Quantity(
            part="rates", kind="effect", first=names.process(i, alike),
            second=names.process(j, alike),
            value=_entry("rates", i, j),
        )  # fmt: skip


def lagged(fit: Fit, interval: int | float) -> Iterator[Quantity]:
    """What one more now means for each process after an interval."""
    names = Names(fit.model, fit.panel.roles)
    alike = names.alike(Part.RATES)
    later = _Once(lambda m: carried(fit, m, interval))
    for i, j in places(_reached(fit), alike):
        yield Quantity(
            part="lagged", kind="effect", first=names.process(i, alike),
            second=names.process(j, alike),
            value=_at(later, i, j),
        )  # fmt: skip


def _reached(fit: Fit) -> Square:
    """Which process is moved by which, be it through others."""
    there = fit.bases.rates.any(0)
    return np.linalg.matrix_power(there + np.eye(len(there)), len(there)) > 0


def levels(fit: Fit) -> Iterator[Quantity]:
    """Levels, and what shifts and pushes do."""
    names = Names(fit.model, fit.panel.roles)
    effects = fit.model.effects
    kinds = (
        ("levels", effects.answers, (), Part.LEVELS),
        ("shifts", effects.variables, column_names(effects.levels), Part.LEVELS),
        ("pushes", effects.variables, column_names(effects.pushes), Part.PUSHES),
        ("start_mean", effects.variables, (), Part.LEVELS),
    )
    for part, moved, columns, which in kinds:
        alike = names.alike(which)
        for i, j in places(getattr(fit.bases, part).any(0), alike):
            yield Quantity(
                part=part.removesuffix("_mean"), kind="effect",
                first=names.column(moved, i, alike),
                second=names.column(columns, j, alike) if columns else "",
                value=_entry(part, i, j),
            )  # fmt: skip
    if effects.plain:
        yield from _from_levels(fit, names)
    yield from _answering(fit, names)


def _from_levels(fit: Fit, names: Names) -> Iterator[Quantity]:
    """What others print instead of levels: intercepts of rates, the first mean."""
    alike, n = names.alike(Part.LEVELS, Part.RATES), len(fit.bases.rates[0])
    steps = fit.model.clock == Clock.STEPS
    first = (
        ("rate_intercept", lambda m: _pulled(m, steps=steps)),
        ("first", lambda m: (m.levels + m.start_mean)[..., 0]),
    )
    for part, value in first[: 1 + len(fit.bases.start_mean)]:
        for i in range(n // 2 if alike else n):
            yield Quantity(
                part=part, kind="effect", first=names.process(i, alike), second="",
                value=_place(value, i),
            )  # fmt: skip


def _pulled(m: Matrices, *, steps: bool) -> Any:
    """What a rate would be at nought, where all levels are as they are."""
    pulled = (m.rates @ m.levels)[..., 0]
    return m.levels[..., 0] - pulled if steps else -pulled


def _answering(fit: Fit, names: Names) -> Iterator[Quantity]:
    """How answers follow from processes: loadings and thresholds."""
    effects = fit.model.effects
    many = len(effects.answers)
    loads = loads_of(fit.model)
    for basis in fit.bases.loadings:
        i = int(np.flatnonzero(basis.any(1))[0])
        yield Quantity(
            part="loading", kind="effect", first=effects.answers[i % many],
            second=effects.variables[loads[i]], value=_entry("loadings", i, loads[i]),
        )  # fmt: skip
    for basis in fit.bases.cuts:
        i, last = (int(it[0]) for it in np.nonzero(basis))
        yield Quantity(
            part="threshold", kind="effect", first=effects.answers[i],
            second=f"{last + 1}|{last + 2}", value=_threshold(i, last),
        )  # fmt: skip


def _threshold(i: int, last: int) -> Callable[[Matrices], Any]:
    return lambda m: np.exp(m.cuts[..., i, : last + 1]).sum(-1)


def _place(value: Callable[[Matrices], Any], i: int) -> Callable[[Matrices], Any]:
    return lambda m: value(m)[..., i]


def places(there: ndarray, alike: bool) -> Iterator[tuple[int, int]]:
    """Entries that there are; of both partners' only one's, if they are the same."""
    rows = len(there) // 2 if alike else len(there)
    yield from ((i, j) for i in range(rows) for j in np.flatnonzero(there[i]).tolist())


def covariances(fit: Fit) -> Iterator[Quantity]:
    """Variances and correlations of all parts, and of what they amount to."""
    from ._outcome import Outcome
    from ._search import edges

    at_edge = edges(fit.bases, matrices_of(fit.bases, fit.free))
    names = Names(fit.model, fit.panel.roles)
    which = {
        "noise": names.alike(Part.NOISE),
        "errors": names.alike(Part.ERRORS),
        "intercepts": names.alike(Part.INTERCEPTS),
        "start_spread": fit.model.exchangeable,
    }
    for name, called in COVARIANCES.items():
        basis = np.abs(getattr(fit.bases, name)).sum(0)
        edge = at_edge.get(name, Outcome.GOOD) is not Outcome.GOOD
        columns = names.answers if name == "errors" else names.variables
        yield from _of_covariance(
            names, columns, called, basis @ basis.T > 0, which[name], edge,
            _Once(_covariance(name)),
        )  # fmt: skip
    every = np.ones((len(fit.bases.rates[0]),) * 2, bool)
    yield from _of_covariance(
        names, names.variables, "process", every, names.alike(Part.RATES, Part.NOISE),
        False, _Once(lambda m: kept(fit, m)),
    )  # fmt: skip


def _entry(part: str, i: int, j: int) -> Callable[[Matrices], Any]:
    return lambda m: getattr(m, part)[..., i, j]


class _Once:
    """A matrix that many quantities are read off, computed once for all of them."""

    def __init__(self, matrix: Callable[[Matrices], Square]) -> None:
        self._matrix = matrix
        self._last: tuple[Matrices, Square] | None = None

    def __call__(self, m: Matrices) -> Square:
        if self._last is None or self._last[0] is not m:
            self._last = m, self._matrix(m)
        return self._last[1]


def _of_covariance(
    names: Names,
    columns: Sequence[str],
    part: str,
    there: ndarray,
    alike: bool,
    edge: bool,
    matrix: Callable[[Matrices], Square],
) -> Iterator[Quantity]:
    for i, j in _pairs(len(there), alike):
        if there[i, j]:
            yield Quantity(
                part=part, kind="variance" if i == j else "correlation",
                first=names.column(columns, i, alike),
                second="" if i == j else names.column(columns, j, alike),
                value=_at(matrix, i, i) if i == j else _correlation(matrix, i, j),
                edge=edge,
            )  # fmt: skip


def _pairs(n: int, alike: bool) -> Iterator[tuple[int, int]]:
    """Each variance and correlation once."""
    half = n // 2
    if not alike:
        yield from ((i, j) for j in range(n) for i in range(j + 1))
        return
    yield from ((i, j) for j in range(half) for i in range(j + 1))
    # That of one partner's x with the other's z is that of her z with his x.
    yield from ((i, j + half) for j in range(half) for i in range(j + 1))


def _at(
    matrix: Callable[[Matrices], Square], i: int, j: int
) -> Callable[[Matrices], Any]:
    return lambda m: matrix(m)[..., i, j]


def _covariance(name: str) -> Callable[[Matrices], Square]:
    return lambda m: squared(getattr(m, name))


def _correlation(
    matrix: Callable[[Matrices], Square], i: int, j: int
) -> Callable[[Matrices], Any]:
    def value(m: Matrices) -> Any:
        full = matrix(m)
        # Where nothing was found there are no numbers to divide.
        with np.errstate(invalid="ignore", divide="ignore"):
            return full[..., i, j] / np.sqrt(full[..., i, i] * full[..., j, j])

    return value
