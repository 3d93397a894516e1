r"""Who is answered gives back: receiving goes before giving.

$$R_i \mathrel{+}= b\,P_i$$

Statements: S18, S20.
Evidence: no coefficient is published.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def adds(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"responsive": p.answered * me.perceived}


ADDS = ("responsive",)
