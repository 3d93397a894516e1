r"""Pressure and an alarmed attachment system cost energy.

$$E_i^* \mathrel{+}= -\tau T_i - \alpha a_i + \mu M_i - \xi X_i$$

Statements: S3, S19.
Evidence: no coefficient is published.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    spent = p.threat * me.threat + p.activation * me.activation
    return {"energy": p.mood * me.mood - spent - p.exhaustion * me.exhaustion}
