"""What calibration found: sets of parameters that reproduce what is published."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy import ndarray

from ._parameters import Parameters, parameters, places


@cache
def calibration() -> dict[str, Any]:
    """When and how the parameters were calibrated, and how far from each fact."""
    text = _file("calibration.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def ensemble() -> tuple[Parameters, ...]:
    """Sets of parameters that calibration left standing, the closest first.

    Their spread is the doubt that the published facts leave; give them all to
    `simulate` and every projection carries it.
    """
    return (calibrated(), *(Parameters.of(row) for row in _rows()[1:]))


@cache
def calibrated() -> Parameters:
    """The set of parameters that is closest to the published facts."""
    return Parameters.of(_rows()[0])


@cache
def _rows() -> ndarray:
    """Values of all parameters, one row a set; what was not moved has its start."""
    with _file("ensemble.csv").open(encoding="utf-8", newline="") as lines:
        names, *rows = csv.reader(lines)
    start = np.array([parameter.value for parameter in parameters()])
    found = np.repeat(start[None], len(rows), axis=0)
    found[:, [places()[name] for name in names]] = np.array(rows, np.float64)
    return found


def _file(name: str) -> Any:
    return files(__package__) / "data" / name
