r"""Conscientiousness, and keeping one's word, steady giving from day to day.

$$\mathrm{sd}(W_i) \mathrel{\times}= e^{-\gamma C_i - \kappa K_i}$$

The spread of a process in continuous time, not a draw per step, so that it does not
depend on the step.

Statements: S9, S24.
Evidence: `conscientiousness_to_provision`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def spreads(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    steady = p.conscientiousness * me.conscientiousness + p.keeping * me.keeping_word
    return {"care": m.exp(-m.clip(steady, -1.0, 1.0))}
