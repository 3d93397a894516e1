"""Where somebody stands among others, as far as a plan must know."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import ndtr

from securebase.core import Partner
from securebase.dynamics import own_states, shared_states
from securebase.fit.couple import Belief, model_names

LETTER = {Partner.A: "a", Partner.B: "b"}
# From here on a level is "high", in standard deviations, and likely enough to act on.
HIGH, LIKELY = 0.5, 0.8
_WELL, _CLEARLY_LOW = 0.8, 0.5


def level_probability(
    belief: Belief, partner: Partner, construct: str, side: str
) -> float:
    """How probable it is that somebody's level is high, or low, among others'."""
    name, sign = state_behind()[construct]
    row = name if name.startswith("us.") else f"{LETTER[partner]}.{name}"
    mean, sd = belief.of(row)
    return float(ndtr(((mean if side == "high" else -mean) * sign - HIGH) / sd))


@cache
def state_behind() -> dict[str, tuple[str, float]]:
    """The state of the model behind a construct, and 1, or -1 where it is turned."""
    own = {it.construct: (it.id, 1.0) for it in own_states() if it.construct}
    us = {it.construct: (f"us.{it.id}", 1.0) for it in shared_states() if it.construct}
    balance = {"over_benefit": ("equity", 1.0), "under_benefit": ("equity", -1.0)}
    return {**own, **us, **balance}


def all_well(belief: Belief, partner: Partner) -> bool:
    """Whether all is well with somebody: above the middle as a whole, nothing low."""
    side = LETTER[partner]
    signs = {
        f"{side}.security": 1.0,
        f"{side}.drive": 1.0,
        f"{side}.quality": 1.0,
        f"{side}.exhaustion": -1.0,
        "us.vitality": 1.0,
    }
    weight = np.zeros(len(belief.mean))
    for name, sign in signs.items():
        weight[model_names().index(name)] = sign / len(signs)
    sd = float(np.sqrt(weight @ belief.spread @ weight))
    if ndtr(float(weight @ belief.mean) / sd) < _WELL:
        return False
    # Nothing that is likely to lie clearly below the middle.
    for name, sign in signs.items():
        mean, own_sd = belief.of(name)
        if ndtr((-HIGH - sign * mean) / own_sd) >= _CLEARLY_LOW:
            return False
    return True


def usual_goal(belief: Belief, partner: Partner) -> str:
    """The goal that seems most called for.

    Relief where somebody is worn out; else what lies farthest below the middle of
    others, where anything is likely to; else being a good base for the partner.
    """
    if level_probability(belief, partner, "load", "high") >= LIKELY:
        return "lighter"
    low = {
        name: float(ndtr(-mean / sd))
        for name, state in _OWN_LEVEL.items()
        for mean, sd in (belief.of(f"{LETTER[partner]}.{state}"),)
    }
    lowest = max(low, key=low.__getitem__)
    return lowest if low[lowest] >= LIKELY else "base"


_OWN_LEVEL = {"safer": "security", "explore": "drive", "closer": "quality"}
