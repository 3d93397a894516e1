r"""Receiving lifts the day, giving lifts it more, pressure lowers it.

$$M_i^* \mathrel{+}= r\,(1 + s_i) R_j + g\,R_i - \tau T_i + \sigma S_i - \nu N_i$$

People differ in what receiving does to them as much as the average is large; the
part of giving that is cause and not company is the smaller half of what was seen.

Statements: S19, S20.
Evidence: `enacted_responsiveness_to_partner_state`,
`enacted_responsiveness_to_own_state`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    received = p.received * (1.0 + me.taking) * you.responsive
    given = p.given * me.responsive
    steady = p.security * me.security - p.threat * me.threat
    return {"mood": received + given + steady}
