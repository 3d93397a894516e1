r"""Growth is greatest where both functions work.

$$G_i^* \mathrel{+}= j\,\sigma(R_j)\,\sigma(B_j)$$

A product: a haven without a base, or a base without a haven, gives little.

Statements: S2.
Evidence: `accepted_dependency_to_independent_striving`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    both = m.sigmoid(you.responsive) * m.sigmoid(you.encouraging_given)
    return {"growth": p.growth * both, "drive": p.drive * both}
