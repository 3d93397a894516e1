r"""Need is shown, or hidden: avoidance hides it, learning to ask shows it.

$$n_i = a_i\,\sigma(o - \alpha V_i + \beta K_i)$$

Statements: S11, S24.
Evidence: no coefficient is published.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def quantities(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    avoidant = me.avoidance + me.avoidance_shift
    openly = m.sigmoid(p.openly - p.avoidance * avoidant + p.asking * me.asking)
    return {"need_shown": me.activation * openly}
