r"""Other bases stand in where need stays unmet. A wide net of friends does good.

$$D_{ki}^* \mathrel{+}= u_k U_i - s_k S_i + \alpha_k A_i + \beta_k V_i$$

Statements: S17.
Evidence: `low_security_to_work_immersion`, `low_security_to_friends_reliance`,
`friends_to_well_being`, `anxiety_to_phone_use`, `avoidance_to_phone_use`,
`low_security_to_substance_use`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {
        "alt_work": p.unmet * me.unmet - p.work * me.security,
        "alt_friends": p.friends * me.unmet + p.net * me.practice_net,
        "alt_screen": (
            p.unmet * me.unmet
            + p.screen_anxiety * me.anxiety
            + p.screen_avoidance * me.avoidance
        ),
        "alt_substance": -p.substance * me.security,
        "mood": p.friends_mood * me.alt_friends,
        "energy": p.friends_mood * me.alt_friends,
    }


def pulls_us(a: Each, b: Each, us: Us, p: Given, m: Maths) -> Pull:
    # In pairs, so that the order of the partners does not even change a rounding.
    away = (a.alt_substance + b.alt_substance) + (a.alt_screen + b.alt_screen)
    return {"vitality": -p.away * away}
