from __future__ import annotations

from securebase.core import Estimate, Sureness
from securebase.report._blocks import Section, Sentence, Strip
from securebase.report._context import Context
from securebase.report._numbers import Person
from securebase.report._words import capital, level_word, of_scale

HINTS = {
    "explore_career": "tasks, steps and changes at work",
    "explore_skill": "learning something new",
    "explore_creative": "making, writing, playing",
    "explore_social": "new people and places",
    "inhibition": "wanting to try something and leaving it",
    "growth": "getting on with what matters, able to cope",
}
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
            *(_strip(context, person) for person in told),
            context.cited.claim("security_to_exploration"),
        ),
    )


def _told(person: Person) -> bool:
    return any(person.level(construct) is not None for construct in HINTS)


def _strip(context: Context, person: Person) -> Strip:
    voice = context.voice
    return Strip(
        title=f"Where {voice.verb(person.partner, 'go', 'goes')} out",
        lo=0.0,
        hi=6.0,
        low_means="not at all",
        high_means="completely",
        rows=tuple(
            context.own_row(person, construct, hint=hint)
            for construct, hint in HINTS.items()
        ),
        caption=(
            "Four fields in which people explore, then what is held back (here less "
            "is lighter) and growth. There is no right amount; few people go out in "
            "all four."
        ),
        ticks=(2.0, 4.0),
        label="not yet validated",
    )


def _sentences(context: Context, person: Person) -> list[Sentence]:
    found = []
    voice = context.voice
    most = _most(person)
    if most is not None:
        domain, estimate, probability = most
        found.append(
            Sentence(
                text=(
                    f"{capital(voice.verb(person.partner, 'go', 'goes'))} out most in "
                    f"{_name(domain)} ({of_scale(estimate)})."
                ),
                sure=Sureness.of(probability),
            )
        )
    held = person.level("inhibition")
    if held is not None:
        word = level_word(held)
        found.append(
            Sentence(
                text=(
                    f"{capital(voice.possessive(person.partner))} holding back is "
                    f"{word.word} ({of_scale(held)})."
                ),
                sure=word.sure,
            )
        )
    return found


def _name(domain: str) -> str:
    return {
        "explore_career": "work",
        "explore_skill": "learning",
        "explore_creative": "creative things",
        "explore_social": "meeting people and places",
    }[domain]


def _most(person: Person) -> tuple[str, Estimate, float] | None:
    levels = {it: level for it in DOMAINS if (level := person.level(it)) is not None}
    if len(levels) < 2:
        return None
    first, second = sorted(levels, key=lambda it: -levels[it].value)[:2]
    chance = levels[first].probability_above_estimate(levels[second])
    return first, levels[first], chance
