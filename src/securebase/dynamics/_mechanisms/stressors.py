r"""Stress comes from outside, to one partner or to both at once.

$$T \leftarrow T + J\,e, \quad e \sim \mathrm{Exp}(1), \quad
\lambda_i = \lambda e^{\beta N_i + x_i}$$

Statements: S3.
Evidence: no coefficient is published.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def quantities(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    often = p.rate * m.exp(p.neuroticism * me.neuroticism + me.exposure)
    return {"stress_rate": m.clip(often, 0.0, 1.5)}


def quantities_us(a: Each, b: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"stress_rate": p.shared_rate}


def jumps(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {"threat": p.size * me.stress + p.shared_size * us.stress}
