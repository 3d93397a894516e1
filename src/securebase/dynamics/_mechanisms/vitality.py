r"""What is new and brought home keeps a relationship alive.

$$V^* \mathrel{+}= n\,(X_a + X_b) + s\,(S_a + S_b) + m\,(M_a + M_b)$$

Statements: S16, S19.
Evidence: `novelty_to_vitality`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def quantities(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    today = p.day_novelty * (me.drive + you.drive) + p.day_mood * me.mood
    return {"lively": us.vitality + today}


def pulls_us(a: Each, b: Each, us: Us, p: Given, m: Maths) -> Pull:
    new = p.novelty * (a.drive + b.drive)
    safe = p.security * (a.security + b.security)
    glad = p.mood * (a.mood + b.mood)
    tried = p.shared_novelty * (a.practice_novelty + b.practice_novelty)
    return {"vitality": new + safe + glad + tried + p.bond * us.bond}
