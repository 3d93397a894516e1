r"""What was new becomes familiar: liveliness falls over the first years.

$$V^* \mathrel{+}= f\,F, \qquad \dot F = -F/\tau$$

Statements: S16.
Evidence: no coefficient is published.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls_us(a: Each, b: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"vitality": p.fresh * us.freshness}
