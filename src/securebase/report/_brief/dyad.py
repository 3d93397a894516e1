from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from securebase.core import Estimate, Partner, Sureness
from securebase.report._blocks import Block, Paragraph, Section, Sentence
from securebase.report._chapters import balance, base, gives
from securebase.report._context import Context
from securebase.report._numbers import Person
from securebase.report._words import gap, level_word

# Where the upper third of our own answer scale begins.
UPPER = 4.0
US = ("satisfaction", "vitality")


def together(context: Context) -> Section:
    """How it flows between the two, and who carries how much."""
    blocks: list[Block] = [
        *map(_plain, balance.mutual(context)),
        *_load(context),
        *map(_plain, _tellings(context)),
    ]
    if not blocks:
        blocks = [
            Paragraph(
                text=context.say(
                    "What is shared is not enough to say how it flows between the two: "
                    "for that, both ways have to be told."
                )
            )
        ]
    return Section(
        id="together",
        title=context.say("Between the two, and who carries it"),
        blocks=tuple(blocks),
    )


def _plain(sentence: Sentence) -> Sentence:
    """Without the label that holds for all of the brief, which stands at its top."""
    return replace(sentence, label=None)


def _load(context: Context) -> Iterator[Sentence]:
    """Whose load of giving is the greater, and who gives more than they get."""
    told = {it: level for it in context.order if (level := _level(context, it, "load"))}
    if len(told) == 2:
        (first, one), (second, other) = told.items()
        found = gap(one, other, context.tongue)
        name = context.voice.name
        if found is None:
            text = context.say(
                "The load of giving does not clearly differ between them."
            )
            yield Sentence(text=text)
        else:
            more, less = (first, second) if found.more else (second, first)
            text = context.say(
                "Giving costs {more} more than it costs {less}, by {points}.",
                more=name(more),
                less=name(less),
                points=found.points,
            )
            yield Sentence(text=text, sure=found.sure)
    for partner in context.order:
        level = _level(context, partner, "under_benefit")
        if level is None:
            continue
        word = level_word(level)
        if word.word == "high" and word.sure is not Sureness.UNKNOWN:
            yield Sentence(
                text=context.say(
                    "{name} tells of giving more than getting ({level}).",
                    name=context.voice.name(partner),
                    level=context.of_scale(level),
                ),
                sure=word.sure,
            )


def _level(context: Context, partner: Partner, construct: str) -> Estimate | None:
    return context.people[partner].level(construct)


def _tellings(context: Context) -> list[Sentence]:
    return [
        found
        for giver in context.order
        for function in base.FUNCTIONS
        if (found := base.difference(context, giver, function)) is not None
    ]


def strengths(context: Context) -> Section:
    """What is there to build on; first, because it is easily passed over."""
    blocks: list[Block] = [
        *(it for giver in context.order for it in _given(context, giver)),
        *(it for person in context.shown for it in _between(context, person)),
    ]
    if not blocks:
        text = context.say("What is shared does not yet show what stands highest.")
        blocks = [Paragraph(text=text)]
    return Section(id="strengths", title=context.say("Strengths"), blocks=tuple(blocks))


def _given(context: Context, giver: Partner) -> Iterator[Sentence]:
    levels = gives.tellings(context, giver)
    top = sorted(levels, key=lambda it: -levels[it].value)[:2]
    if not top:
        return
    parts = gives.named(context, {it: levels[it] for it in top})
    chance = math.prod(levels[it].probability_above(UPPER) for it in top)
    sure = Sureness.of(chance)
    if sure is Sureness.UNKNOWN:
        yield Sentence(text=gives.highest(context, giver, parts))
        return
    text = context.either(
        giver,
        "Strong in your giving: {parts}.",
        "Strong in {name}'s giving: {parts}.",
        parts=parts,
    )
    yield Sentence(text=text, sure=sure)


def _between(context: Context, person: Person) -> Iterator[Sentence]:
    found = {it: level for it in US if (level := person.level(it)) is not None}
    high = {it: lv for it, lv in found.items() if lv.hi == 6 and lv.value > UPPER}
    if not high:
        return
    chance = math.prod(level.probability_above(UPPER) for level in high.values())
    text = context.say(
        "High as {name} tells it: {parts}.",
        name=person.name,
        parts=gives.named(context, high),
    )
    yield Sentence(text=text, sure=Sureness.of(chance))
