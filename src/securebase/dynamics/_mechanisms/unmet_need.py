r"""Need that is not met stays, and hurts.

$$u_i = a_i - h_i, \qquad U_i^* \mathrel{+}= g\,u_i, \quad T_i^* \mathrel{+}= k\,u_i$$

Statements: S15, S17.
Evidence: no coefficient is published.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    lacking = me.activation - me.comfort
    return {"unmet": p.grows * lacking, "threat": p.hurts * lacking}
