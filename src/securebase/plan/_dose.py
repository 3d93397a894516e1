"""How much of a practice's full effect so many minutes a day bring."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.dynamics import PRACTICES, calibrated, own_states

from ._assumed import assumed
from ._gains import FUTURE, MEASURED
from ._practice import Practice

_PREFIX = "practice_"


def intensity(minutes: int) -> float:
    """Intensity of practice, from 0 to 1 as in a programme."""
    return min(1.0, minutes / assumed("full_minutes"))


def effects(
    practice: Practice, intensity: Float[ndarray, " draw"]
) -> Mapping[str, Float[ndarray, " draw"]]:
    """Share of the full effect of each thing trained, by the model's names."""
    return {
        f"{_PREFIX}{knob}": _share(knob, weight * intensity)
        for knob, weight in practice.trains.items()
    }


def _share(knob: str, intensity: Float[ndarray, " draw"]) -> Float[ndarray, " draw"]:
    pace = _paces().get(knob)
    if pace is None:  # no skill: what is done works while it is done
        return intensity
    return _learnt(pace * intensity) / _learnt(np.array([pace]))


def is_skill(knob: str) -> bool:
    """Whether what is trained is learnt little by little, and not just done."""
    return knob in _paces()


def _learnt(pace: Float[ndarray, " draw"]) -> Float[ndarray, " draw"]:
    """Share of the way to the ceiling, over the days that are looked at."""
    days = np.arange(FUTURE - MEASURED, FUTURE) + 0.5
    return 1.0 - np.exp(-pace[:, None] * days).mean(axis=-1)


@cache
def _paces() -> dict[str, float]:
    """How fast each skill is learnt, per day."""
    parameters = calibrated()
    skills = {state.id for state in own_states()}
    names = [name.removeprefix(_PREFIX) for name in PRACTICES]
    pace = float(parameters["learning.pace"])
    return {
        name: pace / float(parameters[f"{name}.days"])
        for name in names
        if name in skills
    }
