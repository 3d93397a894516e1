r"""How far a cohort may differ from everybody, before and after its answers.

In standard deviations from everybody's mean, what a couple lastingly is comes from
$N(E d,\, D R D)$: $R$ everybody's correlations, $d$ how far the means of kinds lie
apart, $D$ how much more or less couples differ, and $E$ gives both partners the same.
Before, $d$ is normal with the correlations of persons: whoever is chosen by some mix of
things differs from everybody as persons differ from each other (Lawley 1943,
doi:10.1017/S0080454100006385). The logarithms in $D$ are normal, each by itself.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.core import Z95
from securebase.dynamics import states

from ._sites import everybody


@dataclass(frozen=True, eq=False, repr=False)
class Law:
    """A law of what couples lastingly are, in standard deviations from everybody.

    Attributes:
        mean: Of each number of `lasting`.
        scale: Of each, how much more or less couples differ in it.
        spread: Their covariance.
    """

    mean: Float[ndarray, " lasting"]
    scale: Float[ndarray, " lasting"]
    spread: Float[ndarray, "lasting lasting"]


@dataclass(frozen=True, eq=False, repr=False)
class Before:
    """What a cohort may be, as numbers that are standard normal beforehand.

    Attributes:
        shift: What each such number adds to the means of the kinds.
        widen: What each adds to the logarithm of the spread of its kind.
    """

    shift: Float[ndarray, "kind kind"]
    widen: Float[ndarray, " kind"]


@cache
def doubts() -> dict[str, dict[str, Any]]:
    """How far cohorts may differ: judgements, each with its reason."""
    text = (files(__package__) / "data" / "cohort.toml").read_text("utf-8")
    return tomllib.loads(text)


def before(apart: float | None = None) -> Before:
    """What a cohort may be before its answers are heard.

    Args:
        apart: Standard deviation of cohorts' means, in standard deviations between
            persons; the one in `doubts` if left out.
    """
    one = everybody()
    size = doubts()["apart"]["value"] if apart is None else apart
    first = [one.kind.index(kind) for kind in range(len(one.kinds))]
    alike = one.alike[np.ix_(first, first)]
    widen = np.array([_log_range(*_range(kind)) for kind in one.kinds])
    return Before(size * np.linalg.cholesky(alike), widen)


def _range(kind: str) -> tuple[float, float]:
    """Lowest and highest spread of a home that the evidence allows, or of a trait."""
    if kind.startswith("home_"):
        homes = {state.id: state.home for state in states()}
        _, low, high = homes[kind.removeprefix("home_")]
        return low, high
    traits = doubts()["traits"]
    return traits["low"], traits["high"]


def _log_range(low: float, high: float) -> float:
    return math.log(high / low) / (2 * Z95)


def law(numbers: Float[ndarray, " number"], known: Before) -> Law:
    """The law that standard numbers stand for: of means, then of spreads."""
    half = len(known.widen)
    mean = _both() @ known.shift @ numbers[:half]
    scale = np.exp(_both() @ (known.widen * numbers[half:]))
    return Law(mean, scale, everybody().alike * np.outer(scale, scale))


def each_mean(known: Before) -> Float[ndarray, "lasting number"]:
    """How far standard numbers of means move the mean of each lasting number."""
    return _both() @ known.shift


def by_kind(values: Float[ndarray, "*couples lasting"]) -> ndarray:
    """Sums over both partners."""
    return values @ _both()


@cache
def _both() -> Float[ndarray, "lasting kind"]:
    """One where a number is of a kind: what both partners have is of one."""
    one = everybody()
    return np.eye(len(one.kinds))[np.array(one.kind)]
