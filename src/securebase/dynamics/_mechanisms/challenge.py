r"""A challenge is met where a person feels safe, able and encouraged.

$$\lambda_i = \lambda e^{d X_i}, \qquad
P(\text{met}) = \sigma(l + e B_j + s S_i + g G_i), \qquad
P(\text{success}) = \sigma(l' + g' G_i + s' S_i)$$

Statements: S4, S6, S13.
Evidence: `encouragement_to_challenge_acceptance`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def quantities(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    often = p.rate * m.exp(m.clip(p.drive * me.drive, -1.5, 1.5))
    helped = p.encouraged * you.encouraging_given + p.security * me.security
    able = p.able * me.growth + p.calm * me.security
    return {
        "challenge_rate": m.clip(often, 0.0, 1.2),
        "meet": m.sigmoid(p.level + helped + p.growth * me.growth),
        "succeed": m.sigmoid(p.ease + able),
    }
