from __future__ import annotations

from securebase.core import Viewer
from securebase.report._blocks import Section, Sentence, Strip
from securebase.report._context import Context, from_answers
from securebase.report._numbers import Person
from securebase.report._own import own_strips
from securebase.report._words import capital, level_word, of_scale

US = {
    "vitality": "lively, curious about each other",
    "satisfaction": "content with how it is",
}
TURNING = {
    "alt_friends": "a wide net of people is healthy",
    "alt_work": "",
    "alt_screen": "",
    "alt_substance": "",
    "unmet_need": "wishing for a place to turn and not having one",
}


def write(context: Context) -> Section | None:
    """Liveliness, satisfaction, and where else each person turns."""
    told = [person for person in context.shown if _any(person, {**US, **TURNING})]
    if not told:
        return None
    strips = [
        strip
        for person in told
        for strip in (*_us(context, person), *_turning(context, person))
    ]
    friends = any(person.level("alt_friends") is not None for person in told)
    return Section(
        id="between",
        title=_title(context),
        blocks=(
            *sentences(context),
            *strips,
            *((context.cited.claim("friends_to_well_being"),) if friends else ()),
        ),
    )


def _title(context: Context) -> str:
    if context.view.viewer is Viewer.PRACTITIONER:
        return "Between the two, and around them"
    return "Between you, and around you"


def sentences(context: Context) -> list[Sentence]:
    """How lively the relationship is, as each person tells it."""
    return [it for person in context.shown for it in _sentences(context, person)]


def _any(person: Person, constructs: dict[str, str]) -> bool:
    return any(person.level(construct) is not None for construct in constructs)


def _sentences(context: Context, person: Person) -> list[Sentence]:
    vitality = person.level("vitality")
    if vitality is None:
        return []
    word = level_word(vitality)
    told = context.voice.tells(person.partner)
    return [
        from_answers(
            f"{capital(told)}, the liveliness of the relationship is {word.word} "
            f"({of_scale(vitality)}).",
            word.sure,
        )
    ]


def _us(context: Context, person: Person) -> list[Strip]:
    return own_strips(
        context,
        person,
        US,
        title=f"The relationship, {context.voice.tells(person.partner)}",
        caption="",
    )


def _turning(context: Context, person: Person) -> list[Strip]:
    voice = context.voice
    return own_strips(
        context,
        person,
        TURNING,
        title=f"Where else {voice.verb(person.partner, 'turn', 'turns')}",
        caption=(
            "One question each, so the lines are long. None of them is a warning. "
            "Turning to friends is a good sign."
        ),
    )
