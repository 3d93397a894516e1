r"""Satisfaction sums up, over months, how it feels to live with this partner.

$$Q_i^* \mathrel{+}= p\,P_i + s\,S_i + v\,V + b\,D - \alpha A_i - \beta V_i$$

Statements: S16, S20.
Evidence: `anxiety_to_own_satisfaction`, `avoidance_to_own_satisfaction`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    anxious = me.anxiety + me.anxiety_shift
    avoidant = me.avoidance + me.avoidance_shift
    felt = p.perceived * me.perceived + p.security * me.security + p.mood * me.mood
    ours = p.vitality * us.vitality + p.bond * us.bond
    return {"quality": felt + ours - p.anxiety * anxious - p.avoidance * avoidant}


def quantities(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    lifted = p.day_security * me.security + p.day_mood * me.mood
    return {"satisfaction": me.quality + lifted}
