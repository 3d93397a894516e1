"""Strips of what a person tells about themselves, each answer scale on its own axis."""

from __future__ import annotations

from collections.abc import Mapping

from securebase.core import Role
from securebase.measures import Instrument

from ._blocks import Strip, StripRow
from ._context import Context
from ._numbers import Level, Person
from ._tongue import Tongue, to_say
from ._words import capital

# The axis of our own questionnaires.
LO, HI = 0.0, 6.0


def own_strips(
    context: Context,
    person: Person,
    constructs: Mapping[str, str],
    *,
    title: str,
    caption: str,
) -> list[Strip]:
    """One strip for our own questions, and one for every other questionnaire.

    Args:
        context: What the chapter is written from.
        person: Who tells it.
        constructs: What is shown, with a hint for each.
        title: Words above each strip.
        caption: Words below the strip of our own questions.
    """
    elsewhere = {
        construct: level
        for construct in constructs
        if (level := person.latest.get((construct, Role.SELF))) is not None
        and (level.scale.lo, level.scale.hi) != (LO, HI)
    }
    ours = {it: hint for it, hint in constructs.items() if it not in elsewhere}
    found = []
    if any(person.level(construct) is not None for construct in ours):
        found.append(_ours(context, person, ours, title, caption))
    by_axis: dict[tuple[str, float, float], list[Level]] = {}
    for level in elsewhere.values():
        key = (level.instrument.id, level.scale.lo, level.scale.hi)
        by_axis.setdefault(key, []).append(level)
    return found + [_other(context, person, it, title) for it in by_axis.values()]


def status_label(instrument: Instrument, tongue: Tongue) -> str | None:
    """The label that stands beside its numbers; a validated one needs none.

    A questionnaire is validated in the words of its original. Whoever reads in another
    language may have answered in either, so it is told what holds for both.
    """
    if not instrument.validated:
        return tongue.say(instrument.status)
    return None if tongue.original else tongue.say(ORIGINAL_ONLY)


ORIGINAL_ONLY = to_say("validated in English")
_ELSEWHERE = to_say(
    "{title}. It was validated in English; for a translation, its errors are assumed "
    "to be the same."
)


def instrument_caption(instrument: Instrument, tongue: Tongue) -> str:
    """What a questionnaire is called, and how far it has been validated."""
    title = tongue.say(instrument.title)
    if instrument.validated and not tongue.original:
        return tongue.say(_ELSEWHERE, title=title)
    return f"{title}, {tongue.say(instrument.status)}."


def _ours(
    context: Context,
    person: Person,
    constructs: Mapping[str, str],
    title: str,
    caption: str,
) -> Strip:
    return Strip(
        title=title,
        lo=LO,
        hi=HI,
        low_means=context.say("not at all"),
        high_means=context.say("completely"),
        rows=tuple(
            context.own_row(person, construct, hint=context.say(hint))
            for construct, hint in constructs.items()
        ),
        caption=caption,
        ticks=(2.0, 4.0),
        label=context.unvalidated,
    )


def _other(context: Context, person: Person, levels: list[Level], title: str) -> Strip:
    instrument, scale = levels[0].instrument, levels[0].scale
    third = (scale.hi - scale.lo) / 3
    return Strip(
        title=title,
        lo=scale.lo,
        hi=scale.hi,
        low_means=context.say("low"),
        high_means=context.say("high"),
        rows=tuple(
            StripRow(
                label=capital(context.label(it.scale.construct or "")),
                hint="",
                marks=(context.mark(person.partner, "own", it.estimate),),
            )
            for it in levels
        ),
        caption=instrument_caption(instrument, context.tongue),
        ticks=(scale.lo + third, scale.hi - third),
        label=status_label(instrument, context.tongue),
    )
