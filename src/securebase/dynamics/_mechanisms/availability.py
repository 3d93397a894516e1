r"""Being open for the other, even when busy.

$$o_i = K_i + \epsilon E_i - \tau T_i + \mu M_i$$

Most of what stress does to giving goes through energy.

Statements: S22.
Evidence: `provider_stress_to_provision`,
`provider_stress_to_provision_through_energy`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def quantities(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    strained = p.energy * me.energy - p.threat * me.threat
    return {"open_now": me.openness_to_need + strained + p.mood * me.mood}
