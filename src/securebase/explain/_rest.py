from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from jaxtyping import Float
from numpy import ndarray

from securebase.core import ModelError
from securebase.dynamics import (
    LIMIT,
    Parameters,
    fixed_rows,
    jacobian,
    linear_response,
    settle,
    starting_homes,
    state_rows,
    time_constants,
)

from ._chosen import chosen
from ._place import column
from ._words import HYPOTHESIS

# Two rest points closer than this in every state are one.
_SAME = 1e-3
_ROUNDS = 4000
_CLOSE = 1e-7
# How far from the middle the good and the bad start lie.
_FAR = 2.0
_OUTCOMES = ("a.quality", "b.quality", "us.vitality")


@dataclass(frozen=True, slots=True)
class RestPoint:
    """A place where the model without chance comes to rest.

    Attributes:
        state: Where, in the rows of `state_rows`.
        share: Share of the starts that led there.
        rates: How fast deviations shrink (negative) or grow, per day, each with its
            own turning as the imaginary part; the slowest first.
        at_limit: Whether a state is held at its bound.
    """

    state: Float[ndarray, " state"]
    share: float
    rates: ndarray
    at_limit: bool

    @property
    def stable(self) -> bool:
        """Whether every small deviation shrinks."""
        return bool(self.rates.real.max() < 0.0)

    @property
    def slowest(self) -> float:
        """Days in which the slowest deviation falls to 37%."""
        fastest_growth = float(self.rates.real.max())
        return -1.0 / fastest_growth if fastest_growth < 0.0 else float("inf")

    def __getitem__(self, row: str) -> float:
        return float(self.state[state_rows().index(row)])


def equilibria(
    parameters: Parameters | None = None,
    *,
    fixed: Mapping[str, float] | None = None,
    home: Mapping[str, float] | None = None,
    starts: int = 32,
    seed: int = 0,
) -> tuple[RestPoint, ...]:
    """Where a couple comes to rest without chance, from many starts.

    More than one place means that history decides; that is a hypothesis of the model
    and not a finding.

    Args:
        parameters: One set; the calibrated one if left out.

    Other Args:
        fixed: Traits and practice other than nought, such as ``"a.neuroticism"``.
        home: Homes of states beyond what traits explain.
        starts: How many starts: the average, a good one, a bad one, the rest drawn.
        seed: For the drawn ones.

    Returns:
        The places, those that most starts lead to first.

    Raises:
        ModelError: If a start does not come to rest.
    """
    found = parameters or chosen()
    constants = column(fixed_rows(), fixed or {})
    homes = starting_homes(constants, found) + column(state_rows(), home or {})
    begin = _starts(found, starts, seed)
    ends = _settled(begin, homes, constants, found)
    return tuple(
        sorted(
            (_rest(ends, group, homes, constants, found) for group in _groups(ends)),
            key=lambda point: -point.share,
        )
    )


def good_way(parameters: Parameters) -> Float[ndarray, " state"]:
    """1 or -1 for each state: which way is better for satisfaction and liveliness."""
    response = linear_response(parameters)
    rows = [state_rows().index(name) for name in _OUTCOMES]
    return np.where(response[rows].sum(axis=0) >= 0.0, 1.0, -1.0)


def continuation(
    parameter: str,
    values: Sequence[float],
    parameters: Parameters | None = None,
    *,
    fixed: Mapping[str, float] | None = None,
) -> xr.Dataset:
    """Rest points followed while one number of the model changes.

    The branch ``bad`` begins at a bad start and goes through the values upwards, the
    branch ``good`` begins at a good start and comes back down, each point from the
    last. Where the two differ, history decides.

    Args:
        parameter: Its name, such as ``"crossover.share"``.
        values: The values, from low to high.
        parameters: The set to change; the calibrated one if left out. The centre
            stays.

    Other Args:
        fixed: Traits and practice other than nought.

    Returns:
        ``place`` (branch, value, state), ``stable`` and ``slowest`` (branch, value),
        and ``apart`` (value), the largest distance of the branches in any state. Its
        attribute ``label`` is "hypothesis of the model".

    Raises:
        ModelError: If the values do not rise, or a point does not come to rest.
    """
    numbers = np.asarray(values, float)
    if len(numbers) == 0 or (np.diff(numbers) <= 0).any():
        raise ModelError(
            "The values of a continuation must rise. "
            f"Got {list(map(float, numbers))} instead. Sort them, each once."
        )
    found = parameters or chosen()
    constants = column(fixed_rows(), fixed or {})
    way = good_way(found)[:, None]
    branches = {
        "bad": _branch(parameter, numbers, found, constants, -_FAR * way),
        "good": _branch(parameter, numbers[::-1], found, constants, _FAR * way)[::-1],
    }
    places = np.array([[point.state for point in it] for it in branches.values()])
    stable = [[point.stable for point in it] for it in branches.values()]
    slowest = [[point.slowest for point in it] for it in branches.values()]
    return xr.Dataset(
        {
            "place": (("branch", "value", "state"), places),
            "stable": (("branch", "value"), stable),
            "slowest": (("branch", "value"), slowest),
            "apart": (("value",), np.abs(places[0] - places[1]).max(axis=1)),
        },
        coords={
            "branch": list(branches),
            "value": numbers,
            "state": list(state_rows()),
        },
        attrs={"parameter": parameter, "label": HYPOTHESIS},
    )


def _branch(
    parameter: str,
    values: ndarray,
    parameters: Parameters,
    constants: ndarray,
    start: ndarray,
) -> list[RestPoint]:
    points = []
    now = start
    for value in values:
        here = parameters.with_values({parameter: float(value)})
        homes = starting_homes(constants, here)
        now = _settled(now, homes, constants, here)
        points.append(_rest(now, [0], homes, constants, here))
    return points


def _starts(parameters: Parameters, count: int, seed: int) -> ndarray:
    way = good_way(parameters)[:, None]
    rows = len(state_rows())
    drawn = np.random.default_rng(seed).normal(size=(rows, max(count - 3, 0)))
    fixed = [np.zeros((rows, 1)), _FAR * way, -_FAR * way]
    return np.concatenate([*fixed, _FAR * drawn], axis=1)[:, :count]


def _settled(
    begin: ndarray, homes: ndarray, constants: ndarray, parameters: Parameters
) -> ndarray:
    count = begin.shape[1]
    ends, rested = settle(
        begin,
        np.repeat(homes, count, axis=1),
        np.repeat(constants, count, axis=1),
        parameters,
        rounds=_ROUNDS,
        close=_CLOSE,
    )
    if not rested:
        raise ModelError(
            "A couple without chance must come to rest. "
            f"Got one that still moves after {_ROUNDS} rounds instead. "
            "Take parameters inside their ranges."
        )
    return ends


def _groups(ends: ndarray) -> list[list[int]]:
    groups: list[list[int]] = []
    for start in range(ends.shape[1]):
        for group in groups:
            if np.abs(ends[:, start] - ends[:, group[0]]).max() < _SAME:
                group.append(start)
                break
        else:
            groups.append([start])
    return groups


def _rest(
    ends: ndarray,
    group: Sequence[int],
    homes: ndarray,
    constants: ndarray,
    parameters: Parameters,
) -> RestPoint:
    state = ends[:, group[0]]
    slopes = jacobian(parameters, state, homes[:, 0], constants[:, 0])
    pull = (slopes - np.eye(len(state))) / time_constants(parameters)[:, None]
    rates = np.linalg.eigvals(pull)
    return RestPoint(
        state=state,
        share=len(group) / ends.shape[1],
        rates=rates[np.argsort(-rates.real)],
        at_limit=bool(np.abs(state).max() >= LIMIT - _SAME),
    )
