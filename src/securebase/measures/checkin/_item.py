from __future__ import annotations

from dataclasses import dataclass

from securebase.core import Role

ROUND = 3
"""Days in which every question that takes turns comes once."""

CYCLE = 24
"""Days until the plan repeats; it shares no factor with seven, so that in the long
run no question is tied to a day of the week."""

DOMAINS = ("explore_career", "explore_skill", "explore_creative", "explore_social")
"""The fields of exploration (S5), in the order in which the days ask for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInItem:
    """One question of the daily check-in.

    Attributes:
        code: Its name, such as ``d_secure``.
        construct: Key of ``core.CONSTRUCTS``.
        role: Received, provided, or about oneself.
        text: The words.
        reverse: Whether a high answer means little of the construct.
        lo, hi: Lowest and highest answer.
        turns: On which day (1, 2, 3) of each three-day round it is asked; empty
            for a question that does not take turns so.
        fourth: On which day (1 to 4) of every four days it is asked; None for a
            question that does not ask about one field of exploration.
    """

    code: str
    construct: str
    role: Role
    text: str
    reverse: bool
    lo: int
    hi: int
    turns: tuple[int, ...] = ()
    fourth: int | None = None

    @property
    def daily(self) -> bool:
        """Whether it is asked every day."""
        return not self.turns and self.fourth is None

    @property
    def key(self) -> str:
        """What it measures, from whose side: ``energy``, ``attending_received``."""
        if self.role is Role.SELF:
            return self.construct
        return f"{self.construct}_{self.role}"

    def asked_on(self, place: int) -> bool:
        """Whether it is asked on a day of the cycle, which are counted from 0."""
        if self.turns:
            nth_round, later = divmod(place, ROUND)
            return self.turns[nth_round] == later + 1
        return self.fourth in (None, place % len(DOMAINS) + 1)
