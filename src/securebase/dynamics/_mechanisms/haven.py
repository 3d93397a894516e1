r"""The safe haven: need that is shown and met brings threat down.

$$h_i = n_i\,\sigma(b + \rho R_j), \qquad T_i^* \mathrel{-}= r\,h_i$$

Statements: S2, S21.
Evidence: `support_to_stress_relief`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def quantities(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    met = m.sigmoid(p.level + p.responsive * you.responsive)
    return {"comfort": me.need_shown * met}


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"threat": -p.relief * me.comfort, "security": p.safety * me.comfort}
