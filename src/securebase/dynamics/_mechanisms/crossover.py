r"""One partner's pressure presses the other a little.

$$T_i^* \mathrel{+}= c\,T_j$$

Statements: S3.
Evidence: `stress_crossover`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"threat": p.share * you.threat}
