"""What a step needs to know of each state: how much stays, how much arrives."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from ._states import Noise, states

# Below this the two clocks of the hour count as one, and a formula divides by nought.
_APART = 1e-3


def coefficients(p: Mapping[str, SimpleNamespace], step: float) -> dict[str, Any]:
    """Coefficients of one step of `step` days, by state and kind.

    ``stay`` is what is left of a deviation, ``come`` its complement, ``land`` how much
    of an event in the middle of the step is left at its end, ``turn`` the weight of a
    change of the pull within the step, ``noise`` the standard deviation of what the
    state's own unrest adds.
    """
    found: dict[str, Any] = {}
    for state in states():
        days = p[state.id].days
        stay = np.exp(-step / days)
        found[f"{state.id}.stay"] = stay
        found[f"{state.id}.come"] = -np.expm1(-step / days)
        found[f"{state.id}.land"] = found[f"{state.id}.come"] * days / step
        found[f"{state.id}.turn"] = 1.0 - found[f"{state.id}.land"]
        if state.noise is not Noise.NONE:
            spread = p[state.id].spread
            found[f"{state.id}.noise"] = spread * np.sqrt(-np.expm1(-2 * step / days))
    return found | _waves(p, step) | _echoes(p, step)


def _waves(p: Mapping[str, SimpleNamespace], step: float) -> dict[str, Any]:
    """Passing moods that cross over: exact in their sum and difference."""
    rate, cross = 1.0 / p["wave"].days, p["moments"].crossing
    size = p["wave"].spread * np.sqrt(1.0 - cross * cross)
    sum_rate, gap_rate = rate * (1.0 - cross), rate * (1.0 + cross)
    sum_stay, gap_stay = np.exp(-sum_rate * step), np.exp(-gap_rate * step)
    sum_noise = size * np.sqrt(-np.expm1(-2 * sum_rate * step) / (1.0 - cross))
    gap_noise = size * np.sqrt(-np.expm1(-2 * gap_rate * step) / (1.0 + cross))
    return {
        "wave.own": (sum_stay + gap_stay) / 2,
        "wave.other": (sum_stay - gap_stay) / 2,
        "wave.noise_own": (sum_noise + gap_noise) / 2,
        "wave.noise_other": (sum_noise - gap_noise) / 2,
    }


def _echoes(p: Mapping[str, SimpleNamespace], step: float) -> dict[str, Any]:
    """What mood keeps of gestures: both are linear, so their joint law is exact."""
    mood, hand = 1.0 / p["echo"].days, 1.0 / p["gesture"].days
    apart = np.where(abs(mood - hand) < _APART * mood, _APART * mood, mood - hand)
    mood = hand + apart
    gain = mood / apart
    power = 2.0 * hand * p["gesture"].spread ** 2
    own, both, felt = (_held(rate, step) for rate in (2 * hand, hand + mood, 2 * mood))
    shared = power * gain * (own - both)
    alone = power * gain**2 * (own - 2 * both + felt)
    noise = np.sqrt(power * own)
    return {
        "echo.heard": gain * (np.exp(-hand * step) - np.exp(-mood * step)),
        "echo.noise_shared": shared / noise,
        "echo.noise_alone": np.sqrt(np.maximum(alone - (shared / noise) ** 2, 0.0)),
    }


def _held(rate: Any, step: float) -> Any:
    return -np.expm1(-rate * step) / rate
