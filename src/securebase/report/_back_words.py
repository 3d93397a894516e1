"""Words for a look back at a practice: what moved, and how little that can tell."""

from __future__ import annotations

from securebase.fit.couple import Moved
from securebase.plan import Review, goal

from ._ahead_words import thing
from ._plan_words import about, hundredths
from ._words import capital, chance

BECAUSE = (
    "A change after a practice is not one because of it: other things happened too."
)
# A smaller share of the doubt is called next to nothing.
_LITTLE = 0.05


def moved_words(found: Review) -> tuple[str, ...]:
    """What moved meanwhile, each in a sentence; first those that are reliable."""
    if not found.moved:
        return ("What moved cannot be said: it takes check-ins before and after.",)
    sure = [_moved(it) for it in found.moved if it.reliable]
    if not sure:
        sure = ["Of what you tell about, nothing moved by more than chance explains."]
    if not own_goal(found):
        sure.append(
            "Your goal lies in how your partner feels, which is theirs to tell: ask."
        )
    return tuple(sure)


def told_words(found: Review) -> str:
    """What was expected, and how little two weeks tell of it."""
    little = ": next to nothing." if found.told < _LITTLE else "."
    return (
        f"Expected of it, done so often: {about(found.expected)} standard "
        f"deviations of the goal. These days took away {chance(found.told)} of the "
        f"doubt about how you respond{little}"
    )


def own_goal(found: Review) -> bool:
    """Whether the goal lies in the reader or between the two, not in the partner."""
    wanted = goal(found.tried.goal).weights
    return not any(name.startswith("you.") for name in wanted)


def _moved(it: Moved) -> str:
    return (
        f"{capital(thing(it.construct))}: {'up' if it.change > 0 else 'down'} by "
        f"{hundredths(abs(it.change))} standard deviations (± {hundredths(it.se)}), "
        "more than chance explains."
    )
