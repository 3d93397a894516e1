"""Words for a look back at a practice: what moved, and how little that can tell."""

from __future__ import annotations

from securebase.fit.couple import Moved
from securebase.plan import Review, goal

from ._ahead_words import thing
from ._plan_words import about, hundredths
from ._tongue import ENGLISH, Tongue, to_say
from ._words import capital, chance

BECAUSE = to_say(
    "A change after a practice is not one because of it: other things happened too."
)
# A smaller share of the doubt is called next to nothing.
_LITTLE = 0.05


def moved_words(found: Review, tongue: Tongue = ENGLISH) -> tuple[str, ...]:
    """What moved meanwhile, each in a sentence; first those that are reliable."""
    if not found.moved:
        text = tongue.say(
            "What moved cannot be said: it takes check-ins before and after."
        )
        return (text,)
    sure = [_moved(it, tongue) for it in found.moved if it.reliable]
    if not sure:
        text = tongue.say(
            "Of what you tell about, nothing moved by more than chance explains."
        )
        sure = [text]
    if not own_goal(found):
        text = tongue.say(
            "Your goal lies in how your partner feels, which is theirs to tell: ask."
        )
        sure.append(text)
    return tuple(sure)


def told_words(found: Review, tongue: Tongue = ENGLISH) -> str:
    """What was expected, and how little two weeks tell of it."""
    return tongue.say(
        _NEXT_TO_NOTHING if found.told < _LITTLE else _SOMETHING,
        expected=about(found.expected, tongue),
        share=chance(found.told, tongue),
    )


_SOMETHING = to_say(
    "Expected of it, done so often: {expected} standard deviations of the goal. These "
    "days took away {share} of the doubt about how you respond."
)
_NEXT_TO_NOTHING = to_say(
    "Expected of it, done so often: {expected} standard deviations of the goal. These "
    "days took away {share} of the doubt about how you respond: next to nothing."
)


def own_goal(found: Review) -> bool:
    """Whether the goal lies in the reader or between the two, not in the partner."""
    wanted = goal(found.tried.goal).weights
    return not any(name.startswith("you.") for name in wanted)


def _moved(it: Moved, tongue: Tongue) -> str:
    return tongue.say(
        _UP if it.change > 0 else _DOWN,
        thing=capital(tongue.say(thing(it.construct))),
        size=hundredths(abs(it.change), tongue),
        doubt=hundredths(it.se, tongue),
    )


_UP = to_say(
    "{thing}: up by {size} standard deviations (± {doubt}), more than chance explains."
)
_DOWN = to_say(
    "{thing}: down by {size} standard deviations (± {doubt}), more than chance "
    "explains."
)
