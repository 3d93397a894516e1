r"""Lasting one-sided giving may wear a person out.

$$X_i^* \mathrel{+}= w\,(-Y_i)_+ + \tau T_i$$

A hypothesis: in healthy couples it was not shown, in couples with an illness it was;
the range includes nothing.

Statements: S20.
Evidence: `one_sided_provision_to_exhaustion_healthy`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    one_sided = p.one_sided * m.above(-me.equity)
    return {"exhaustion": one_sided + p.threat * me.threat}
