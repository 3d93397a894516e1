r"""Success builds self-efficacy; joy that is shared builds more.

$$G_i \leftarrow G_i + g\,(1 + c\,y_j), \quad y_j = \sigma(b + K_j)$$

Statements: S13, S18, S19.
Evidence: `joy_response_to_quality`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def jumps(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    shared = me.success * m.sigmoid(p.level + you.joining_joy + p.open * you.open_now)
    return {
        "growth": p.growth * me.success + p.growth_shared * shared,
        "mood": p.mood * me.success + p.mood_shared * shared,
        "security": p.security_shared * shared,
        "quality": p.quality_shared * shared,
    }


def jumps_us(a: Each, b: Each, us: Us, p: Given, m: Maths) -> Pull:
    joy_a = a.success * m.sigmoid(p.level + b.joining_joy + p.open * b.open_now)
    joy_b = b.success * m.sigmoid(p.level + a.joining_joy + p.open * a.open_now)
    return {"vitality": p.vitality_shared * (joy_a + joy_b)}
