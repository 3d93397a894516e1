from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy import ndarray
from scipy.linalg import expm

from securebase.core import ModelError
from securebase.dynamics import (
    Parameters,
    fixed_rows,
    jacobian,
    parameters as all_parameters,
    starting_homes,
    state_rows,
    targets,
    time_constants,
)

from ._chosen import chosen
from ._place import column

Outcome = Callable[[Parameters], float]
_YEAR = 365.25


def _after_a_year(row: str, push: Mapping[str, float]) -> Outcome:
    """How far something moves within a year, without chance, from the linear part."""

    def outcome(parameters: Parameters) -> float:
        fixed = {name: value for name, value in push.items() if name in fixed_rows()}
        home = {name: value for name, value in push.items() if name not in fixed}
        constants, still = column(fixed_rows(), fixed), column(state_rows(), {})
        homes = starting_homes(constants, parameters) + column(state_rows(), home)
        count = len(still)
        pull = jacobian(parameters, still[:, 0], homes[:, 0], constants[:, 0])
        days = time_constants(parameters)
        # A constant push beside the linear law: one exponential gives the whole way.
        law = np.zeros((count + 1, count + 1))
        law[:count, :count] = (pull - np.eye(count)) / days[:, None]
        law[:count, count] = targets(still, homes, constants, parameters)[:, 0] / days
        return float(expm(law * _YEAR)[state_rows().index(row), count])

    return outcome


def _whole(parameters: Parameters) -> float:
    return float(np.abs(np.linalg.eigvals(jacobian(parameters))).max())


_PRACTISED = {
    f"{side}.practice_{name}": 1.0
    for side in "ab"
    for name in ("attending", "encouraging")
}
_STRESSED = {"a.threat": 1.0}
OUTCOMES: dict[str, Outcome] = {
    "vitality_after_practice": _after_a_year("us.vitality", _PRACTISED),
    "quality_after_practice": _after_a_year("a.quality", _PRACTISED),
    "drive_after_practice": _after_a_year("a.drive", _PRACTISED),
    "quality_under_stress": _after_a_year("a.quality", _STRESSED),
    "drive_under_stress": _after_a_year("a.drive", _STRESSED),
    "whole_loop_gain": _whole,
}


def sensitivity(
    outcome: str | Outcome,
    parameters: Sequence[str] | None = None,
    *,
    kind: Literal["morris", "sobol"] = "morris",
    draws: int = 8,
    seed: int = 0,
    base: Parameters | None = None,
) -> pd.DataFrame:
    """Which numbers of the model an outcome depends on, over their ranges.

    Args:
        outcome: One of `OUTCOMES`, or a function of a set of parameters.
        parameters: Names; every free number if left out.

    Other Args:
        kind: ``"morris"`` screens many numbers with few runs; ``"sobol"`` shares out
            the variance among few.
        draws: Trajectories (Morris) or base samples (Sobol, a power of 2).
        seed: For the draws.
        base: Set whose other values stay; the calibrated one if left out.

    Returns:
        A row for each number, the most influential first: for Morris ``effect`` (mean
        absolute change over its range) and ``bend`` (how much that depends on the
        others); for Sobol ``first`` and ``total``, each with ``_error``.

    Raises:
        ModelError: If outcome, kind or a name is not known.
    """
    found = _outcome(outcome)
    names = _names(parameters)
    start = base or chosen()
    problem = _problem(names)
    sample, analyse = _tools(kind)
    points = sample(problem, draws, seed)
    values = np.array([found(_with(start, names, point)) for point in points])
    table = analyse(problem, points, values, seed)
    return table.sort_values(table.columns[0], ascending=False)


def _outcome(outcome: str | Outcome) -> Outcome:
    if not isinstance(outcome, str):
        return outcome
    if outcome not in OUTCOMES:
        raise ModelError(
            f"An outcome must be one of {', '.join(OUTCOMES)}, or a function. "
            f"Got {outcome!r} instead. Choose one of these."
        )
    return OUTCOMES[outcome]


def _names(chosen: Sequence[str] | None) -> list[str]:
    free = [each.name for each in all_parameters() if each.free]
    if chosen is None:
        return free
    unknown = [name for name in chosen if name not in free]
    if unknown or not chosen:
        raise ModelError(
            "Sensitivity needs free numbers of the model. "
            f"Got {unknown or 'none'} instead. `securebase explain --parameters` "
            "lists them."
        )
    return list(chosen)


def _problem(names: Sequence[str]) -> dict[str, Any]:
    known = {each.name: each for each in all_parameters()}
    return {
        "num_vars": len(names),
        "names": list(names),
        "bounds": [[known[name].low, known[name].high] for name in names],
    }


def _with(start: Parameters, names: Sequence[str], point: ndarray) -> Parameters:
    """The set with other values, centred anew: each set has its own average couple."""
    changes = dict(zip(names, map(float, point), strict=True))
    return Parameters.of(start.with_values(changes).values)


_Sample = Callable[[dict[str, Any], int, int], ndarray]
_Analyse = Callable[[dict[str, Any], ndarray, ndarray, int], pd.DataFrame]


def _tools(kind: str) -> tuple[_Sample, _Analyse]:
    if kind == "morris":
        return _morris_sample, _morris
    if kind == "sobol":
        return _sobol_sample, _sobol
    raise ModelError(
        "The kind of sensitivity must be 'morris' or 'sobol'. "
        f"Got {kind!r} instead. Choose one of the two."
    )


def _morris_sample(problem: dict[str, Any], draws: int, seed: int) -> ndarray:
    from SALib.sample import morris

    return np.asarray(morris.sample(problem, draws, seed=seed))


def _morris(
    problem: dict[str, Any], points: ndarray, values: ndarray, seed: int
) -> pd.DataFrame:
    from SALib.analyze import morris

    found = morris.analyze(problem, points, values, seed=seed)
    return pd.DataFrame(
        {
            "effect": np.asarray(found["mu_star"]),
            "effect_error": np.asarray(found["mu_star_conf"]),
            "bend": np.asarray(found["sigma"]),
        },
        index=pd.Index(problem["names"], name="parameter"),
    )


def _sobol_sample(problem: dict[str, Any], draws: int, seed: int) -> ndarray:
    from SALib.sample import sobol

    return np.asarray(sobol.sample(problem, draws, calc_second_order=False, seed=seed))


def _sobol(
    problem: dict[str, Any], points: ndarray, values: ndarray, seed: int
) -> pd.DataFrame:
    from SALib.analyze import sobol

    with warnings.catch_warnings():
        # An outcome that never changes has no variance to share out: all noughts.
        warnings.simplefilter("ignore", RuntimeWarning)
        found = sobol.analyze(problem, values, calc_second_order=False, seed=seed)
    return pd.DataFrame(
        {
            "total": np.asarray(found["ST"]),
            "total_error": np.asarray(found["ST_conf"]),
            "first": np.asarray(found["S1"]),
            "first_error": np.asarray(found["S1_conf"]),
        },
        index=pd.Index(problem["names"], name="parameter"),
    ).fillna(0.0)
