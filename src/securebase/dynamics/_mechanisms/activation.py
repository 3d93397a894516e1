r"""Threat turns the attachment system on, felt security keeps it calm.

$$a_i = \sigma\left(\kappa\,(T_i - w S_i + \theta\,A_i) - b\right)$$

Anxiety moves the threshold, not the slope: a slope would make secure anxious people
the calmest of all.

Statements: S1, S3, S10.
Evidence: no coefficient is published.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def quantities(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    anxious = me.anxiety + me.anxiety_shift
    urge = me.threat - p.security * me.security + p.anxiety * anxious
    return {"activation": m.sigmoid(p.slope * urge - p.bar)}
