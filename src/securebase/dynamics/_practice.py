"""What a person can practise: each from 0 (not at all) to 1 (as in a programme)."""

from __future__ import annotations

from ._mechanisms.learning import SKILLS

# Beside the skills: new things together, rest and a fair share, a wider net.
PRACTICES = tuple(f"practice_{name}" for name in (*SKILLS, "novelty", "rest", "net"))
