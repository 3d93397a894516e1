r"""Support received under need brings closeness and a little bad mood.

$$M_i^* \mathrel{-}= c\,(1 + s_i)\,h_i, \quad P_i^* \mathrel{+}= k\,(1 + s_i)\,h_i$$

Statements: S23.
Evidence: `visible_support_to_negative_mood`, `visible_support_to_closeness`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    seen = (1.0 + me.minding) * me.comfort
    return {"mood": -p.mood * seen, "perceived": p.closeness * seen}
