r"""Failure costs less where it is met with kindness: the margin for risk.

$$T_i \leftarrow T_i + f\,(1 - c\,k_j), \quad k_j = \sigma(b + K_j)$$

Statements: S6, S13.
Evidence: `comfort_response_to_quality`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def jumps(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    kindness = m.sigmoid(p.level + you.accepting_failure + p.open * you.open_now)
    alone = me.failure * (1.0 - kindness)
    met = me.failure * kindness
    return {
        "threat": p.threat * alone + p.threat_met * met,
        "growth": p.learns * met - p.doubts * alone,
        "mood": -p.mood * me.failure,
        "security": -p.security * alone,
        "quality": p.quality_met * met,
    }
