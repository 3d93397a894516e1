from __future__ import annotations

from securebase.report._blocks import Section, Sentence, Strip
from securebase.report._context import Context
from securebase.report._numbers import Person
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
        for strip in (_us(context, person), _turning(context, person))
        if strip is not None
    ]
    friends = any(person.level("alt_friends") is not None for person in told)
    return Section(
        id="between",
        title="Between you, and around you",
        blocks=(
            *sentences(context),
            *strips,
            *((context.cited.claim("friends_to_well_being"),) if friends else ()),
        ),
    )


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
        Sentence(
            text=(
                f"{capital(told)}, the liveliness of the relationship is {word.word} "
                f"({of_scale(vitality)})."
            ),
            sure=word.sure,
        )
    ]


def _us(context: Context, person: Person) -> Strip | None:
    return _strip(
        context,
        person,
        US,
        title=f"The two of you, {context.voice.tells(person.partner)}",
        caption="",
    )


def _turning(context: Context, person: Person) -> Strip | None:
    voice = context.voice
    return _strip(
        context,
        person,
        TURNING,
        title=f"Where else {voice.verb(person.partner, 'turn', 'turns')}",
        caption=(
            "One question each, so the lines are long. None of them is a warning. "
            "Turning to friends is a good sign."
        ),
    )


def _strip(
    context: Context,
    person: Person,
    constructs: dict[str, str],
    *,
    title: str,
    caption: str,
) -> Strip | None:
    if not _any(person, constructs):
        return None
    return Strip(
        title=title,
        lo=0.0,
        hi=6.0,
        low_means="not at all",
        high_means="completely",
        rows=tuple(
            context.own_row(person, construct, hint=hint)
            for construct, hint in constructs.items()
        ),
        caption=caption,
        ticks=(2.0, 4.0),
        label="not yet validated",
    )
