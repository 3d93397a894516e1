r"""Giving is noticing, understanding and doing what fits, one after the other.

$$R_i \mathrel{+}= \frac{g}{3}\sum_k
\frac{\ln\sigma(b + x_k) - \ln\sigma(b)}{1 - \sigma(b)} + c\,W_i$$

In series the stages multiply, so their logarithms add: the weakest holds back most,
and to train what is strong already adds little.

Statements: S12, S21.
Evidence: no coefficient is published.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def adds(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    ease = p.open * me.open_now
    stages = (me.attending + ease, me.understanding + ease, me.acting + ease)
    passed = sum(
        m.log_sigmoid(p.bar + stage) - m.log_sigmoid(p.bar) for stage in stages
    )
    in_series = passed / (3.0 * (1.0 - m.sigmoid(p.bar)))
    return {"responsive": p.skill * in_series + p.today * me.care}


ADDS = ("responsive",)
