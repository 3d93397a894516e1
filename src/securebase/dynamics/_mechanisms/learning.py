r"""Giving is a skill: practice raises it towards a ceiling, whatever the traits.

$$\dot K = \frac{m}{\tau}\left(K_0 + c - K\right) + \dots, \qquad
K_i^* \mathrel{+}= g\,G_i$$

$m$ is the practice, from 0 to 1; $K_0$ the home that traits set. A grown person is a
slightly better base.

Statements: S12, S18, S24.
Evidence: `skills_programme_to_skill`, `growth_to_provision_skill`.
"""

from __future__ import annotations

from securebase.dynamics._maths import Maths, Value
from securebase.dynamics._sides import Each, Given, Pull, Us

SKILLS = (
    "attending",
    "understanding",
    "acting",
    "openness_to_need",
    "encouraging",
    "joining_joy",
    "accepting_failure",
    "leaving_room",
    "staying_calm",
    "asking",
    "keeping_word",
)


def pulls(me: Each, you: Each, us: Us, p: Given, m: Maths) -> Pull:
    return {skill: _learnt(skill, me, p) for skill in SKILLS}


def _learnt(skill: str, me: Each, p: Given) -> Value:
    room = me["home_" + skill] + p.ceiling - me[skill]
    return p.pace * me["practice_" + skill] * room + p.growth * me.growth
