r"""Felt security frees exploration, half of it through energy; alarm shuts it.

$$X_i^* \mathrel{+}= s\,S_i + e\,E_i - \alpha a_i + g\,G_i, \qquad
D_{ki}^* \mathrel{+}= w_k X_i$$

Four domains share the drive, each with its own weight and its own course.

Statements: S3, S4, S5.
Evidence: `security_to_exploration`, `security_to_exploration_through_energy`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    freed = p.security * me.security + p.energy * me.energy + p.growth * me.growth
    return {
        "drive": freed - p.activation * me.activation,
        "explore_career": p.career * me.drive,
        "explore_skill": p.skill * me.drive,
        "explore_creative": p.creative * me.drive,
        "explore_social": p.social * me.drive,
    }
