from __future__ import annotations

import math

from securebase.core import CONSTRUCTS, Estimate, Partner, Sureness
from securebase.plan import STAGES, both_tellings, weakest
from securebase.report._blocks import Block, Mark, Section, Sentence, Strip, StripRow
from securebase.report._context import Context
from securebase.report._words import (
    LevelWord,
    capital,
    chance,
    level_word,
    listed,
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
    "non_intrusion": "helps without taking over",
}


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
    top = sorted(levels, key=lambda it: -levels[it].value)[:2]
    names = [f"{CONSTRUCTS[it].label} ({of_scale(levels[it])})" for it in top]
    sides = "side is" if len(top) == 1 else "sides are"
    whose = capital(context.voice.possessive(giver))
    text = f"{whose} strongest {sides} {listed(names)}"
    place, sure = _place([level_word(levels[it]) for it in top])
    if sure is Sureness.UNKNOWN:
        return (Sentence(text=f"{text}."),)
    return (Sentence(text=f"{text}: {place} of the answer scale.", sure=sure),)


def _place(words: list[LevelWord]) -> tuple[str, Sureness]:
    """Where all of them lie, and how sure that is; unknown where they differ."""
    places = {
        "high": "in the upper third",
        "in the middle": "in the middle third",
        "low": "in the lower third",
    }
    if any(it.word != words[0].word for it in words):
        return "", Sureness.UNKNOWN
    together = math.prod(it.probability for it in words)
    return places[words[0].word], Sureness.of(together)


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
            f"Filled: {voice.name(giver)}'s own telling. "
            f"Hollow: {voice.name(giver.other)}'s telling of what arrives."
        ),
        ticks=(2.0, 4.0),
        label="not yet validated",
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
    if lowest.all_strong:
        text = (
            f"Every part is more likely than not in the upper third. The most room to "
            f"grow is in {label} ({of_scale(lowest.estimate)})."
        )
    else:
        text = f"The most room to grow is in {label} ({of_scale(lowest.estimate)})."
    odds = f" The chance that it really is the lowest: {chance(lowest.probability)}."
    return (Sentence(text=text + odds, sure=lowest.sure),)
