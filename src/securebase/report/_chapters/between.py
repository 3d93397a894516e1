from __future__ import annotations

from securebase.core import Viewer
from securebase.report._blocks import Section, Sentence, Strip
from securebase.report._context import Context
from securebase.report._numbers import Person
from securebase.report._own import own_strips
from securebase.report._tongue import to_say
from securebase.report._words import level_word

US = {
    "vitality": to_say("lively, curious about each other"),
    "satisfaction": to_say("content with how it is"),
}
TURNING = {
    "alt_friends": to_say("a wide net of people is healthy"),
    "alt_work": "",
    "alt_screen": "",
    "alt_substance": "",
    "unmet_need": to_say("wishing for a place to turn and not having one"),
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
        return context.say("Between the two, and around them")
    return context.say("Between you, and around you")


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
    text = context.either(
        person.partner, *LIVELY[word.word], level=context.of_scale(vitality)
    )
    return [context.from_answers(text, word.sure)]


LIVELY = {
    "low": (
        to_say("As you tell it, the liveliness of the relationship is low ({level})."),
        to_say(
            "As {name} tells it, the liveliness of the relationship is low ({level})."
        ),
    ),
    "in the middle": (
        to_say(
            "As you tell it, the liveliness of the relationship is in the middle "
            "({level})."
        ),
        to_say(
            "As {name} tells it, the liveliness of the relationship is in the middle "
            "({level})."
        ),
    ),
    "high": (
        to_say("As you tell it, the liveliness of the relationship is high ({level})."),
        to_say(
            "As {name} tells it, the liveliness of the relationship is high ({level})."
        ),
    ),
}


def _us(context: Context, person: Person) -> list[Strip]:
    return own_strips(
        context,
        person,
        US,
        title=context.either(
            person.partner,
            "The relationship, as you tell it",
            "The relationship, as {name} tells it",
        ),
        caption="",
    )


def _turning(context: Context, person: Person) -> list[Strip]:
    return own_strips(
        context,
        person,
        TURNING,
        title=context.either(
            person.partner, "Where else you turn", "Where else {name} turns"
        ),
        caption=context.say(
            "One question each, so the lines are long. None of them is a warning. "
            "Turning to friends is a good sign."
        ),
    )
