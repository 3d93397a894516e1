r"""Good feeling widens what a person turns to, and builds.

$$X_i^* \mathrel{+}= b\,M_i, \quad G_i^* \mathrel{+}= g\,M_i$$

Statements: S4, S19.
Evidence: no coefficient is published.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"drive": p.drive * me.mood, "growth": p.growth * me.mood}
