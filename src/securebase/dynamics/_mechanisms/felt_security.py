r"""Being answered makes a person feel safe; anxiety makes it harder.

$$S_i^* \mathrel{+}= p\,P_i - \alpha A_i - \beta V_i - u\,U_i + v\,V$$

Statements: S1.
Evidence: `perceived_responsiveness_to_security`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    anxious = me.anxiety + me.anxiety_shift
    avoidant = me.avoidance + me.avoidance_shift
    doubt = p.anxiety * anxious + p.avoidance * avoidant + p.unmet * me.unmet
    return {"security": p.perceived * me.perceived - doubt + p.vitality * us.vitality}
