r"""Felt security spills over into work: challenge, energy, satisfaction.

$$w_i = s S_i + e E_i + x D_{\mathrm{career},i} + g G_i$$

A read-out: nothing in the model depends on it, and its evidence is weak.

Statements: S7.
Evidence: no coefficient is published.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def quantities(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    zest = p.security * me.security + p.energy * me.energy
    return {"work": zest + p.career * me.explore_career + p.growth * me.growth}
