r"""Big decisions, a few a year, rest on the base.

$$P(\text{taken}) = \sigma(l + s S_i + e B_j)$$

Statements: S5, S6.
Evidence: `encouragement_to_challenge_acceptance`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def quantities(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    held = p.security * me.security + p.encouraged * you.encouraging_given
    return {"decision_rate": p.rate, "dare": m.sigmoid(p.level + held)}


def jumps(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {
        "growth": p.growth * me.dared,
        "threat": p.threat * me.dared,
        "drive": p.drive * me.dared - p.narrows * me.shirked,
    }
