r"""Challenges that are let pass narrow the world.

$$X_i \leftarrow X_i - d, \quad G_i \leftarrow G_i - g \quad \text{at each}$$

Statements: S15.
Evidence: no coefficient is published.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def quantities(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"inhibition": p.activation * me.activation - p.drive * me.drive}


def jumps(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"drive": -p.narrows * me.declined, "growth": -p.doubts * me.declined}
