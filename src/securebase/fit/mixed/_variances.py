"""Variances and correlations, with names that say whose they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Float, Shaped
from numpy import ndarray
from scipy import stats

from ._covariance import Covariance
from ._fit import Fit
from ._outcome import Outcome
from ._search import edges, slopes_of

COLUMNS = ["part", "quantity", "first", "second", "estimate", "se", "low", "high"]


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A variance or correlation: its name, and how it follows from the free numbers.

    Attributes:
        part: ``random``, ``residual`` or ``over_time``; in common fate ``shared``
            or ``own``.
        what: ``variance``, ``correlation`` or ``autocorrelation``.
        first: Of what, and of whom.
        second: With what, or nothing.
        edge: Whether it is at the edge of what is possible.
        value: From the free numbers.
    """

    part: str
    what: str
    first: str
    second: str
    edge: bool
    value: Callable[[Shaped[ndarray, " free"]], Shaped[ndarray, " one"]]


def variance_table(fit: Fit, *, level: float) -> pd.DataFrame:
    """See `Fit.variances`."""
    rows = [row_of(fit, it, level) for it in quantities(fit)]
    return pd.DataFrame(rows, columns=COLUMNS)


def quantities(fit: Fit) -> Iterator[Quantity]:
    """All of them, each once."""
    if fit.covariance is None:
        return
    at_edge = edges(fit.covariance, fit.free)
    many = len(fit.covariance.random.blocks), len(fit.covariance.residual.blocks)
    random = any(at_edge[: many[0]])
    residual = any(at_edge[many[0] : sum(many)])
    terms = ["Intercept" if it == "1" else it for it in fit.model.random]
    yield from _of_part(fit, "random", terms, random)
    yield from _of_part(fit, "residual", ["residual"], residual)
    covariance = fit.covariance
    if covariance.over_time != "none":
        yield Quantity(
            part="over_time", what="autocorrelation", first="residual", second="",
            edge=at_edge[-1] is not Outcome.GOOD,
            value=lambda free: covariance.entries(free)[-1:],
        )  # fmt: skip


def _of_part(fit: Fit, part: str, terms: list[str], edge: bool) -> Iterator[Quantity]:
    covariance, seen = fit.covariance, set()
    assert covariance is not None
    titles = [
        (kind, member, term)
        for kind in range(len(fit.design.kinds.kinds))
        for member in range(2)
        for term in range(len(terms))
    ]
    for row, first in enumerate(titles):
        for column, second in enumerate(titles[: row + 1]):
            name = _name(fit, terms, second, first)
            if first[0] != second[0] or name in seen:
                continue
            if _always_nought(covariance, part, row, column):
                continue
            seen |= {name, name[::-1]}
            what = "variance" if row == column else "correlation"
            yield Quantity(
                part=part, what=what, first=name[0], edge=edge,
                second="" if row == column else name[1],
                value=_entry(covariance, part, row, column),
            )  # fmt: skip


def _name(
    fit: Fit,
    terms: list[str],
    first: tuple[int, int, int],
    second: tuple[int, int, int],
) -> tuple[str, str]:
    """Whose the two are; members who are alike are called by turns."""
    kind = fit.design.kinds.kinds[first[0]]
    alike = not kind.apart or (fit.model.random_alike and terms != ["residual"])
    alike |= terms == ["residual"] and fit.model.residual in ("cs", "identity")
    roles = ("person", "partner") if alike else kind.roles
    turned = alike and first[1] == second[1] == 1
    more = f"{kind.name}: " if len(fit.design.kinds.kinds) > 1 else ""
    whose = [roles[0] if turned else roles[it[1]] for it in (first, second)]
    one, other = (
        f"{terms[it[2]]}[{more}{who}]"
        for it, who in zip((first, second), whose, strict=True)
    )
    return one, other


def _always_nought(covariance: Covariance, part: str, row: int, column: int) -> bool:
    structure = covariance.random if part == "random" else covariance.residual
    return not structure.basis[:, row, column].any()


def _entry(
    covariance: Covariance, part: str, row: int, column: int
) -> Callable[[Shaped[ndarray, " free"]], Shaped[ndarray, " one"]]:
    def value(free: Shaped[ndarray, " free"]) -> Shaped[ndarray, " one"]:
        g, s, _ = covariance.split(free)
        structure = covariance.random if part == "random" else covariance.residual
        full = structure.matrix(structure.entries(g if part == "random" else s))
        if row == column:
            return full[row, row : row + 1]
        return full[row, column : column + 1] / np.sqrt(
            full[row, row] * full[column, column]
        )

    return value


def row_of(fit: Fit, it: Quantity, level: float) -> list[str | float]:
    """Of the table: a quantity with its standard error and interval."""
    title = [it.part, it.what, it.first, it.second]
    estimate = float(it.value(fit.free)[0])
    if it.edge or not fit.outcome.trusted:
        return [*title, estimate, np.nan, np.nan, np.nan]
    slope = slopes_of(it.value, fit.free)[0]
    se = float(np.sqrt(slope @ fit.doubt @ slope))
    return [*title, estimate, se, *_interval(it.what, estimate, se, level)]


def _interval(
    what: str, estimate: float, se: float, level: float
) -> tuple[float, float]:
    """Symmetric on the scale on which the number has no edge."""
    z = float(stats.norm.ppf((1 + level) / 2))
    if what == "variance":
        low, high = estimate * np.exp(np.array([-z, z]) * se / estimate)
    else:
        middle, half = np.arctanh(estimate), z * se / (1 - estimate**2)
        low, high = np.tanh([middle - half, middle + half])
    return float(low), float(high)


def both_matrices(fit: Fit) -> tuple[Float[ndarray, "q q"], Float[ndarray, "m m"]]:
    """G and S at the best fit."""
    assert fit.covariance is not None
    g, s, _ = fit.covariance.split(fit.entries)
    return fit.covariance.random.matrix(g), fit.covariance.residual.matrix(s)
