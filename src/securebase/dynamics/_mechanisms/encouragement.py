r"""The secure base proper: interest in and respect for the other's goals.

$$B_i = K_i + \omega\,o_i$$

Statements: S2, S13, S14.
Evidence: `support_to_goal_progress_same_day`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def adds(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"encouraging_given": me.encouraging + p.open * me.open_now}


ADDS = ("encouraging_given",)


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {
        "drive": p.drive * you.encouraging_given,
        "security": p.safe * you.encouraging_given,
    }
