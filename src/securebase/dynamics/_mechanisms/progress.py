r"""Support shows in goal progress today, less tomorrow; progress in well-being.

$$Y_i^* \mathrel{+}= s\,(1 + z_i)(o_j + B_j - I_j)/\sqrt{3} + d\,X_i, \quad
M_i^* \mathrel{+}= w\,Y_i$$

Statements: S13, S18, S22, S23.
Evidence: `support_to_goal_progress_same_day`, `support_to_goal_progress_next_day`,
`goal_progress_to_next_day_well_being`, `goal_progress_to_next_day_quality`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    support = you.open_now + you.encouraging_given - you.intruding
    helped = p.support * (1.0 + me.leaning) * support / p.elements
    return {
        "progress": helped + p.drive * me.drive + p.energy * me.energy,
        "mood": p.well_being * me.progress,
        "quality": p.quality * me.progress,
        "growth": p.growth * me.progress,
    }
