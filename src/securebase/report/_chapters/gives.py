from __future__ import annotations

import math
from collections.abc import Mapping

from securebase.core import Estimate, Partner, Sureness
from securebase.plan import STAGES, both_tellings, weakest
from securebase.report._blocks import Block, Mark, Section, Strip, StripRow
from securebase.report._context import Context
from securebase.report._tongue import to_say
from securebase.report._words import capital, chance, level_word, listed, number

ROWS = {
    "attending": to_say("notices how the other is doing"),
    "understanding": to_say("gets what it means to them"),
    "acting": to_say("then does what fits"),
    "availability": to_say("can be reached when it matters"),
    "encouragement": to_say("is interested and backs new steps"),
    "joy": to_say("is glad about good news"),
    "acceptance": to_say("meets a setback without blame"),
    "non_intrusion": to_say("helps without taking over or passing on worry"),
}
# Closer than this, the numbers that are printed are the same.
ALIKE = 0.05


def write(context: Context, giver: Partner) -> Section | None:
    """What one person gives: strengths first, then the chain and its weakest stage."""
    levels = tellings(context, giver)
    if not levels:
        return None
    return Section(
        id=f"gives-{giver.value}",
        title=context.either(giver, "What you give", "What {name} gives"),
        blocks=(
            *_strengths(context, giver, levels),
            _strip(context, giver),
            *_room(context, giver),
        ),
    )


def tellings(context: Context, giver: Partner) -> dict[str, Estimate]:
    """Each part of what a person gives, from one telling or the mean of both."""
    found = {}
    for construct in ROWS:
        both = both_tellings(
            context.given(giver, construct), context.received(giver, construct)
        )
        if both is not None:
            found[construct] = both
    return found


def stages(context: Context, giver: Partner) -> dict[str, Estimate]:
    """The tellings of those parts for which there is a practice."""
    return {key: it for key, it in tellings(context, giver).items() if key in STAGES}


def _strengths(
    context: Context, giver: Partner, levels: dict[str, Estimate]
) -> tuple[Block, ...]:
    values = [it.value for it in levels.values()]
    if len(values) > 1 and max(values) - min(values) < ALIKE:
        text = context.either(
            giver,
            "All parts of your giving are told alike: {level} of\u00a06.",
            "All parts of {name}'s giving are told alike: {level} of\u00a06.",
            level=number(values[0], context.tongue),
        )
        return (context.from_answers(text),)
    top = sorted(levels, key=lambda it: -levels[it].value)[:2]
    parts = named(context, {it: levels[it] for it in top})
    words = [level_word(levels[it]) for it in top]
    sure = Sureness.of(math.prod(it.probability for it in words))
    if any(it.word != "high" for it in words) or sure is Sureness.UNKNOWN:
        return (context.from_answers(highest(context, giver, parts)),)
    text = context.either(
        giver,
        "Strong in your giving, in the upper third of the answer scale: {parts}.",
        "Strong in {name}'s giving, in the upper third of the answer scale: {parts}.",
        parts=parts,
    )
    return (context.from_answers(text, sure),)


def highest(context: Context, giver: Partner, parts: str) -> str:
    """What stands highest, where nothing more can be said of it."""
    return context.either(
        giver,
        "What stands highest in your giving: {parts}.",
        "What stands highest in {name}'s giving: {parts}.",
        parts=parts,
    )


def named(context: Context, levels: Mapping[str, Estimate]) -> str:
    """Constructs by name, each with its level."""
    return listed(
        [
            context.say(
                "{label} ({level})",
                label=context.label(it),
                level=context.of_scale(levels[it]),
            )
            for it in levels
        ],
        context.tongue,
    )


def _strip(context: Context, giver: Partner) -> Strip:
    return Strip(
        title=context.either(
            giver, "Your giving, part by part", "{name}'s giving, part by part"
        ),
        lo=0.0,
        hi=6.0,
        low_means=context.say("not at all"),
        high_means=context.say("completely"),
        rows=tuple(_row(context, giver, construct) for construct in ROWS),
        caption=context.flows(
            giver,
            "The first three are a chain: a need is noticed, understood, acted on. "
            "Filled: your own telling. Hollow: {receiver}'s telling of what arrives.",
            "The first three are a chain: a need is noticed, understood, acted on. "
            "Filled: {giver}'s own telling. Hollow: your telling of what arrives.",
            "The first three are a chain: a need is noticed, understood, acted on. "
            "Filled: {giver}'s own telling. Hollow: {receiver}'s telling of what "
            "arrives.",
        ),
        ticks=(2.0, 4.0),
        label=context.unvalidated,
    )


def _row(context: Context, giver: Partner, construct: str) -> StripRow:
    own, partner = context.given(giver, construct), context.received(giver, construct)
    marks: list[Mark] = []
    if own is not None:
        marks.append(context.mark(giver, "own", own))
    if partner is not None:
        marks.append(context.mark(giver.other, "partner", partner))
    return StripRow(
        label=capital(context.label(construct)),
        hint=context.say(ROWS[construct]),
        marks=tuple(marks),
    )


def _room(context: Context, giver: Partner) -> tuple[Block, ...]:
    lowest = weakest(stages(context, giver))
    if lowest is None:
        return ()
    if lowest.sure is Sureness.UNKNOWN:
        text = context.say(
            "Of the parts shown here that a practice trains, none stands out as the "
            "lowest."
        )
        return (context.from_answers(text),)
    text = context.say(
        _MOST_ROOM_AMONG_STRONG if lowest.all_strong else _MOST_ROOM,
        label=context.label(lowest.stage),
        level=context.of_scale(lowest.estimate),
        chance=chance(lowest.probability, context.tongue),
    )
    return (context.from_answers(text, lowest.sure),)


_MOST_ROOM = to_say(
    "Of the parts shown here that a practice trains, the one with the most room to "
    "grow is {label} ({level}). The chance that it really is the lowest of them: "
    "{chance}."
)
_MOST_ROOM_AMONG_STRONG = to_say(
    "Of the parts shown here that a practice trains, each is more likely than not in "
    "the upper third; the one with the most room to grow is {label} ({level}). The "
    "chance that it really is the lowest of them: {chance}."
)
