r"""The other's need sets off one's own anxiety, and that cuts giving.

$$l_i = n_j\,\sigma(b + \nu N_i - \alpha G_i - \beta N_i G_i - \kappa K_i)$$

An interaction: nothing happens unless the partner is in need, and neuroticism counts
most where agreeableness is low.

Statements: S10, S24.
Evidence: `neuroticism_to_provision`, `agreeableness_to_provision`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def quantities(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    pair = p.together * me.neuroticism * me.agreeableness
    lean = p.neuroticism * me.neuroticism - p.agreeableness * me.agreeableness - pair
    easily = m.sigmoid(p.level + lean - p.calm * me.staying_calm)
    return {"alarm": you.need_shown * easily}


def adds(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"responsive": -p.cut * me.alarm}


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"threat": p.own_threat * me.alarm}


ADDS = ("responsive",)
