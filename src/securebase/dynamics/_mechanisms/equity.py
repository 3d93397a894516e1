r"""Satisfaction is highest where giving and getting balance.

$$Y_i^* \mathrel{+}= e\,(R_j + B_j - R_i - B_i), \qquad
Q_i^* \mathrel{-}= u\,(-Y_i)_+ + o\,(Y_i)_+$$

Statements: S20.
Evidence: `under_benefit_to_satisfaction`, `over_benefit_to_satisfaction`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    got = you.responsive + you.encouraging_given
    gave = me.responsive + me.encouraging_given
    return {
        "equity": p.felt * (got - gave),
        "quality": -p.under * m.above(-me.equity) - p.over * m.above(me.equity),
    }
