"""Plans that go on from what somebody has tried and settled on."""

from __future__ import annotations

from securebase.core import Partner
from securebase.fit.couple import Belief

from ._log import Verdict
from ._planner import MINUTES, Plan, plan
from ._practice import Practice
from ._weighing import Experience

# Nobody practises for longer than this in a day.
_MOST = 60


def next_plan(
    belief: Belief,
    partner: Partner,
    goal: str | None,
    minutes: int | None,
    settled: Experience,
    *,
    alone: bool = False,
) -> Plan:
    """A plan in as many minutes as a review settled on, where none are given.

    Args:
        belief: What is known, of the viewer's own view.
        partner: Who would practise.
        goal: Short name of a goal; what seems most called for if None.
        minutes: Most minutes a day; None leaves it to what was settled.
        settled: What was learnt from trying.

    Other Args:
        alone: Whether nothing may be suggested that asks for anything with the partner.
    """
    if minutes is None:
        minutes = max([MINUTES, *settled.minutes.values()])
    return plan(
        belief, partner, goal=goal, minutes=minutes, experience=settled, alone=alone
    )


def minutes_of(practice: Practice, found: Plan, settled: Experience) -> int:
    """Minutes a day: as a review settled or the practice has it, within the plan's."""
    return min(settled.minutes.get(practice.id, practice.minutes), found.minutes)


def minutes_after(minutes: int, verdict: Verdict) -> int:
    """Minutes a day from now on, where somebody wants more, the same, or less."""
    if verdict is Verdict.LESS:
        return max(1, minutes // 2)
    if verdict is Verdict.MORE:
        return min(_MOST, minutes + minutes // 2 + 1)
    return minutes
