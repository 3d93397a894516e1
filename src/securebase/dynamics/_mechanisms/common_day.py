r"""Some days are good or bad for both: the same-day likeness of partners.

$$M_i^* \mathrel{+}= c\,D, \quad S_i^* \mathrel{+}= s\,D$$

Without it, what both share would pass for one partner's effect on the other.

Statements: S19.
Evidence: no coefficient is published.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"mood": p.mood * us.common_day, "security": p.security * us.common_day}
