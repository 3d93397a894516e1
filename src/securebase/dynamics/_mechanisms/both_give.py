r"""It works best where both give: one partner's giving counts most beside the other's.

$$Q_i^* \mathrel{+}= b\,\operatorname{min}_\epsilon(R_a, R_b), \qquad
V^* \mathrel{+}= v\,\operatorname{min}_\epsilon(R_a, R_b)$$

A smooth least of both. Nobody's gain alone replaces the other's: a programme that one
partner takes alone has shown no gain for the relationship.

Statements: S20.
Evidence: no coefficient is published.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def quantities_us(a: Each, b: Each, us: Us, p: Given, m: Maths) -> Pull:
    apart = a.responsive - b.responsive
    gap = m.sqrt(apart * apart + 0.1)
    return {"both_giving": 0.5 * (a.responsive + b.responsive - gap)}


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"quality": p.quality * us.both_giving}


def pulls_us(a: Each, b: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"vitality": p.vitality * us.both_giving}
