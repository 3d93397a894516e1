r"""A good relationship and self-efficacy feed each other, slowly and slightly.

$$G_i^* \mathrel{+}= g\,Q_i, \qquad Q_i^* \mathrel{+}= q\,G_i$$

Statements: S18.
Evidence: `relationship_to_growth`, `growth_to_relationship`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"growth": p.growth * me.quality, "quality": p.quality * me.growth}
