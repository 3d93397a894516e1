r"""Taking over: driven by the giver's own anxiety, at a cost to the other.

$$I_i = -K_i + \alpha A_i + \beta a_i$$

Statements: S13, S23.
Evidence: `anxiety_to_intrusive_provision`, `intrusive_support_to_satisfaction`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def adds(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    anxious = me.anxiety + me.anxiety_shift
    return {
        "intruding": p.anxiety * anxious
        + p.activation * me.activation
        - me.leaving_room
    }


ADDS = ("intruding",)


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {
        "quality": -p.quality * you.intruding,
        "drive": -p.drive * you.intruding,
        "growth": -p.growth * you.intruding,
        "mood": -p.mood * you.intruding,
    }
