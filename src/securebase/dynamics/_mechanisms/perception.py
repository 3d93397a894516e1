r"""What is felt of the partner is partly what the partner does, partly a mirror.

$$P_i^* \mathrel{+}= e\,R_j + r\,R_i - \alpha A_i - \beta V_i + h\,Q_i$$

Never equal to what the partner does: the mirror weighs more than the window.

Statements: S1, S21.
Evidence: `enacted_to_perceived_responsiveness`,
`projection_to_perceived_responsiveness`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    anxious = me.anxiety + me.anxiety_shift
    avoidant = me.avoidance + me.avoidance_shift
    seen = p.enacted * you.responsive + p.projected * me.responsive
    bias = p.anxiety * anxious + p.avoidance * avoidant
    return {"perceived": seen - bias + p.halo * me.quality}
