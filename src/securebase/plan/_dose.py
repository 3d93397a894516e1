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
    """Share of the way to the ceiling, on average over the days that are looked at.

    The mean of exp(-pace * day) over days in a row is a geometric sum.
    """
    first = FUTURE - MEASURED + 0.5
    top, bottom = np.expm1(-MEASURED * pace), MEASURED * np.expm1(-pace)
    whole = np.divide(top, bottom, out=np.ones_like(pace), where=bottom != 0)
    return 1.0 - np.exp(-first * pace) * whole


def so_far(practice: Practice, often: float, days: int) -> float:
    """Share of the gain of a plan that is there after so many days of doing it.

    Args:
        practice: What is done.
        often: Intensity at which it is done, from 0 to 1.
        days: Days since it began.
    """
    main = max(practice.trains, key=practice.trains.__getitem__)
    pace = _paces().get(main)
    if pace is None or not often:
        return 1.0
    own = pace * practice.trains[main] * often
    return float((1.0 - np.exp(-own * days)) / _learnt(np.array([own]))[0])


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
