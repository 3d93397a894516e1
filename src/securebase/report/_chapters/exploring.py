from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from securebase.core import Estimate, Sureness
from securebase.plan import probability_lowest
from securebase.report._blocks import Section, Sentence, Strip
from securebase.report._context import Context
from securebase.report._numbers import Person
from securebase.report._own import own_strips
from securebase.report._tongue import to_say, to_say_as
from securebase.report._words import level_word

HINTS = {
    "explore_career": to_say("tasks, steps and changes at work"),
    "explore_skill": to_say("learning something new"),
    "explore_creative": to_say("making, writing, playing"),
    "explore_social": to_say("new people and places"),
    "inhibition": to_say("wanting to try something and leaving it"),
    "growth": to_say("getting on with what matters, able to cope"),
}
FIELDS = {
    "explore_career": to_say_as("explores in", "work"),
    "explore_skill": to_say_as("explores in", "learning"),
    "explore_creative": to_say_as("explores in", "creative things"),
    "explore_social": to_say_as("explores in", "meeting people and places"),
}
HELD = {
    "high": to_say_as("held back", "a lot"),
    "in the middle": to_say_as("held back", "somewhat"),
    "low": to_say_as("held back", "little"),
}
DOMAINS = tuple(key for key in HINTS if key.startswith("explore_"))


def write(context: Context) -> Section | None:
    """Where each person goes out, and what is held back."""
    told = [person for person in context.shown if _told(person)]
    if not told:
        return None
    return Section(
        id="exploring",
        title=context.say("Going out into the world"),
        blocks=(
            *(sentence for person in told for sentence in _sentences(context, person)),
            *(it for person in told for it in _strips(context, person)),
            context.cited.claim("security_to_exploration"),
        ),
    )


def _told(person: Person) -> bool:
    return any(person.level(construct) is not None for construct in HINTS)


def _strips(context: Context, person: Person) -> list[Strip]:
    return own_strips(
        context,
        person,
        HINTS,
        title=context.either(
            person.partner, "Where you explore", "Where {name} explores"
        ),
        caption=context.say(
            "Four fields in which people explore, then what is held back (here less "
            "is lighter) and growth. There is no right amount; few people explore in "
            "all four."
        ),
    )


def _sentences(context: Context, person: Person) -> list[Sentence]:
    field, held = _field(context, person), person.level("inhibition")
    found = [] if field is None else [field]
    if held is not None:
        word = level_word(held)
        text = context.either(
            person.partner,
            "You hold back {how_far} ({level}).",
            "{name} holds back {how_far} ({level}).",
            how_far=context.say_as("held back", HELD[word.word]),
            level=context.of_scale(held),
        )
        found.append(context.from_answers(text, word.sure))
    return found


def _field(context: Context, person: Person) -> Sentence | None:
    """The field that stands out, or that none does."""
    levels = {it: level for it in DOMAINS if (level := person.level(it)) is not None}
    if len(levels) < 2:
        return None
    most = max(levels, key=lambda it: levels[it].value)
    sure = Sureness.of(_probability_highest(most, levels))
    if sure is Sureness.UNKNOWN:
        text = context.either(
            person.partner,
            "No single field of your exploring clearly stands out.",
            "No single field of {name}'s exploring clearly stands out.",
        )
        return context.from_answers(text)
    text = context.either(
        person.partner,
        "You explore most in {field} ({level}).",
        "{name} explores most in {field} ({level}).",
        field=context.say_as("explores in", FIELDS[most]),
        level=context.of_scale(levels[most]),
    )
    return context.from_answers(text, sure)


def _probability_highest(most: str, levels: Mapping[str, Estimate]) -> float:
    """Highest of all, which is lowest with the scale turned round."""
    turned = {
        it: replace(level, value=level.lo + level.hi - level.value)
        for it, level in levels.items()
    }
    others = [level for it, level in turned.items() if it != most]
    return probability_lowest(turned[most], others)
