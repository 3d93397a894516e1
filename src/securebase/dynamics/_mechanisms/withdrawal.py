r"""To the avoidant, being approached feels like a threat, and distance follows.

$$d_i = n_j\,\sigma(b + \alpha V_i - \gamma G_i - \epsilon X_i)$$

The more one shows need, the more the other withdraws; what stays unmet is shown
again: demand and withdrawal.

Statements: S11.
Evidence: `avoidance_to_responsive_provision`, `agreeableness_to_avoidance`,
`extraversion_to_avoidance`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def quantities(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    avoidant = p.avoidance * (me.avoidance + me.avoidance_shift)
    warm = p.agreeableness * me.agreeableness + p.extraversion * me.extraversion
    return {"withdrawal": you.need_shown * m.sigmoid(p.level + avoidant - warm)}


def adds(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"responsive": -p.cut * me.withdrawal}


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"threat": p.own_threat * me.withdrawal}


ADDS = ("responsive",)
