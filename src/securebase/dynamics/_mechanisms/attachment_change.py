r"""Attachment moves slowly, answered and growing; what shakes it passes.

$$A_i^* \mathrel{+}= -p\,P_i - g\,G_i, \qquad a'^*_i \mathrel{+}= u\,U_i - s\,S_i$$

Statements: S1, S18.
Evidence: `perceived_responsiveness_to_attachment_anxiety`,
`self_efficacy_to_attachment_anxiety`, `self_efficacy_to_attachment_avoidance`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {
        "anxiety": -p.anxiety_answered * me.perceived - p.anxiety_grown * me.growth,
        "avoidance": -p.avoidance_grown * me.growth,
        "anxiety_shift": p.shift_unmet * me.unmet - p.shift_safe * me.security,
        "avoidance_shift": -p.shift_safe * me.security,
    }


def jumps(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {
        "anxiety_shift": p.shaken * us.stress,
        "avoidance_shift": p.shaken * us.stress,
    }
