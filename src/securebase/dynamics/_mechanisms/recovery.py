r"""Rest, and asking for a fair share, give energy back.

$$X_i^* \mathrel{-}= r\,m_i$$

Statements: S20, S24.
Evidence: no coefficient is published.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {
        "exhaustion": -p.rest * me.practice_rest,
        "energy": p.energy * me.practice_rest,
        "equity": -p.fair * me.equity * me.practice_rest,
    }
