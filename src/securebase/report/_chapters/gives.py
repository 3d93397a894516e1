from __future__ import annotations

import math

from securebase.core import CONSTRUCTS, Estimate, Partner, Sureness
from securebase.plan import STAGES, both_tellings, weakest
from securebase.report._blocks import Block, Mark, Section, Strip, StripRow
from securebase.report._context import UNVALIDATED, Context, from_answers
from securebase.report._words import (
    capital,
    chance,
    level_word,
    listed,
    number,
    of_scale,
)

ROWS = {
    "attending": "notices how the other is doing",
    "understanding": "gets what it means to them",
    "acting": "then does what fits",
    "availability": "can be reached when it matters",
    "encouragement": "is interested and backs new steps",
    "joy": "is glad about good news",
    "acceptance": "meets a setback without blame",
    "non_intrusion": "helps without taking over or passing on worry",
}
# Closer than this, the numbers that are printed are the same.
ALIKE = 0.05


def write(context: Context, giver: Partner) -> Section | None:
    """What one person gives: strengths first, then the chain and its weakest stage."""
    levels = tellings(context, giver)
    if not levels:
        return None
    title = f"What {context.voice.subject(giver)} give"
    if giver is not context.voice.reader:
        title += "s"
    return Section(
        id=f"gives-{giver.value}",
        title=title,
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
    whose = context.voice.possessive(giver)
    values = [it.value for it in levels.values()]
    if len(values) > 1 and max(values) - min(values) < ALIKE:
        text = f"All parts of {whose} giving are told alike: {number(values[0])} of"
        return (from_answers(f"{text}\u00a06."),)
    top = sorted(levels, key=lambda it: -levels[it].value)[:2]
    names = listed([f"{CONSTRUCTS[it].label} ({of_scale(levels[it])})" for it in top])
    words = [level_word(levels[it]) for it in top]
    sure = Sureness.of(math.prod(it.probability for it in words))
    if any(it.word != "high" for it in words) or sure is Sureness.UNKNOWN:
        return (from_answers(f"What stands highest in {whose} giving: {names}."),)
    text = f"Strong in {whose} giving, in the upper third of the answer scale: {names}."
    return (from_answers(text, sure),)


def _strip(context: Context, giver: Partner) -> Strip:
    voice = context.voice
    return Strip(
        title=f"{capital(voice.possessive(giver))} giving, part by part",
        lo=0.0,
        hi=6.0,
        low_means="not at all",
        high_means="completely",
        rows=tuple(_row(context, giver, construct) for construct in ROWS),
        caption=(
            f"The first three are a chain: a need is noticed, understood, acted on. "
            f"Filled: {voice.possessive(giver)} own telling. "
            f"Hollow: {voice.possessive(giver.other)} telling of what arrives."
        ),
        ticks=(2.0, 4.0),
        label=UNVALIDATED,
    )


def _row(context: Context, giver: Partner, construct: str) -> StripRow:
    own, partner = context.given(giver, construct), context.received(giver, construct)
    marks: list[Mark] = []
    if own is not None:
        marks.append(context.mark(giver, "own", own))
    if partner is not None:
        marks.append(context.mark(giver.other, "partner", partner))
    return StripRow(
        label=capital(CONSTRUCTS[construct].label),
        hint=ROWS[construct],
        marks=tuple(marks),
    )


def _room(context: Context, giver: Partner) -> tuple[Block, ...]:
    lowest = weakest(stages(context, giver))
    if lowest is None:
        return ()
    label = CONSTRUCTS[lowest.stage].label
    opening = "Of the parts shown here that a practice trains, "
    if lowest.sure is Sureness.UNKNOWN:
        return (from_answers(f"{opening}none stands out as the lowest."),)
    if lowest.all_strong:
        opening += "each is more likely than not in the upper third; "
    return (
        from_answers(
            f"{opening}the one with the most room to grow is {label} "
            f"({of_scale(lowest.estimate)}). The chance that it really is the lowest "
            f"of them: {chance(lowest.probability)}.",
            lowest.sure,
        ),
    )
