from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from securebase.core import Estimate, Sureness
from securebase.plan import probability_lowest
from securebase.report._blocks import Section, Sentence, Strip
from securebase.report._context import Context, from_answers
from securebase.report._numbers import Person
from securebase.report._own import own_strips
from securebase.report._words import capital, level_word, of_scale

HINTS = {
    "explore_career": "tasks, steps and changes at work",
    "explore_skill": "learning something new",
    "explore_creative": "making, writing, playing",
    "explore_social": "new people and places",
    "inhibition": "wanting to try something and leaving it",
    "growth": "getting on with what matters, able to cope",
}
FIELDS = {
    "explore_career": "work",
    "explore_skill": "learning",
    "explore_creative": "creative things",
    "explore_social": "meeting people and places",
}
HELD = {"high": "a lot", "in the middle": "somewhat", "low": "little"}
DOMAINS = tuple(key for key in HINTS if key.startswith("explore_"))


def write(context: Context) -> Section | None:
    """Where each person goes out, and what is held back."""
    told = [person for person in context.shown if _told(person)]
    if not told:
        return None
    return Section(
        id="exploring",
        title="Going out into the world",
        blocks=(
            *(sentence for person in told for sentence in _sentences(context, person)),
            *(it for person in told for it in _strips(context, person)),
            context.cited.claim("security_to_exploration"),
        ),
    )


def _told(person: Person) -> bool:
    return any(person.level(construct) is not None for construct in HINTS)


def _strips(context: Context, person: Person) -> list[Strip]:
    voice = context.voice
    return own_strips(
        context,
        person,
        HINTS,
        title=f"Where {voice.verb(person.partner, 'explore', 'explores')}",
        caption=(
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
        does = capital(context.voice.verb(person.partner, "hold", "holds"))
        text = f"{does} back {HELD[word.word]} ({of_scale(held)})."
        found.append(from_answers(text, word.sure))
    return found


def _field(context: Context, person: Person) -> Sentence | None:
    """The field that stands out, or that none does."""
    levels = {it: level for it in DOMAINS if (level := person.level(it)) is not None}
    if len(levels) < 2:
        return None
    voice = context.voice
    most = max(levels, key=lambda it: levels[it].value)
    sure = Sureness.of(_probability_highest(most, levels))
    if sure is Sureness.UNKNOWN:
        whose = voice.possessive(person.partner)
        return from_answers(f"No single field of {whose} exploring clearly stands out.")
    explores = capital(voice.verb(person.partner, "explore", "explores"))
    text = f"{explores} most in {FIELDS[most]} ({of_scale(levels[most])})."
    return from_answers(text, sure)


def _probability_highest(most: str, levels: Mapping[str, Estimate]) -> float:
    """Highest of all, which is lowest with the scale turned round."""
    turned = {
        it: replace(level, value=level.lo + level.hi - level.value)
        for it, level in levels.items()
    }
    others = [level for it, level in turned.items() if it != most]
    return probability_lowest(turned[most], others)
