r"""Within the hour, small gestures lift both, the giver most.

$$dL_i = -k\left(L_i - \beta_j G_j - \beta_i G_i\right)dt, \qquad
dW = -k\begin{pmatrix}1&-c\\-c&1\end{pmatrix}W\,dt + s\,dB$$

Linear, so it is solved exactly whatever the step. It carries the passing part of
mood, which the slower clocks do not see.

Statements: S19, S21.
Evidence: `enacted_responsiveness_to_partner_state`,
`enacted_responsiveness_to_own_state`, `positive_state_cross_partner`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths
from securebase.dynamics._sides import Each, Given, Pull, Us


def quantities(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    passing = p.size * (me.echo + me.wave)
    return {
        "momentary": me.mood + passing,
        "momentary_giving": me.responsive + p.seen * me.gesture,
    }
