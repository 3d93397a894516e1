from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from securebase.core import CONSTRUCTS, Estimate, Partner, Sureness
from securebase.report._blocks import Block, Paragraph, Section, Sentence
from securebase.report._chapters import balance, base, gives
from securebase.report._context import Context
from securebase.report._numbers import Person
from securebase.report._words import (
    gap,
    level_word,
    listed,
    of_scale,
)

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
                text=(
                    "What is shared is not enough to say how it flows between the two: "
                    "for that, both ways have to be told."
                )
            )
        ]
    return Section(
        id="together", title="Between the two, and who carries it", blocks=tuple(blocks)
    )


def _plain(sentence: Sentence) -> Sentence:
    """Without the label that holds for all of the brief, which stands at its top."""
    return replace(sentence, label=None)


def _load(context: Context) -> Iterator[Sentence]:
    """Whose load of giving is the greater, and who gives more than they get."""
    told = {it: level for it in context.order if (level := _level(context, it, "load"))}
    if len(told) == 2:
        (first, one), (second, other) = told.items()
        found = gap(one, other)
        name = context.voice.name
        if found is None:
            text = "The load of giving does not clearly differ between them."
            yield Sentence(text=text)
        else:
            more, less = (first, second) if found.more else (second, first)
            text = (
                f"Giving costs {name(more)} more than it costs {name(less)}, by "
                f"{found.points}."
            )
            yield Sentence(text=text, sure=found.sure)
    for partner in context.order:
        level = _level(context, partner, "under_benefit")
        if level is None:
            continue
        word = level_word(level)
        if word.word == "high" and word.sure is not Sureness.UNKNOWN:
            yield Sentence(
                text=(
                    f"{context.voice.name(partner)} tells of giving more than getting "
                    f"({of_scale(level)})."
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
        *(it for person in context.shown for it in _between(person)),
    ]
    if not blocks:
        text = "What is shared does not yet show what stands highest."
        blocks = [Paragraph(text=text)]
    return Section(id="strengths", title="Strengths", blocks=tuple(blocks))


def _given(context: Context, giver: Partner) -> Iterator[Sentence]:
    levels = gives.tellings(context, giver)
    top = sorted(levels, key=lambda it: -levels[it].value)[:2]
    if not top:
        return
    names = listed([f"{CONSTRUCTS[it].label} ({of_scale(levels[it])})" for it in top])
    whose = context.voice.possessive(giver)
    chance = math.prod(levels[it].probability_above(UPPER) for it in top)
    sure = Sureness.of(chance)
    if sure is Sureness.UNKNOWN:
        yield Sentence(text=f"What stands highest in {whose} giving: {names}.")
        return
    yield Sentence(
        text=f"Strong in {whose} giving: {names}.",
        sure=sure,
    )


def _between(person: Person) -> Iterator[Sentence]:
    found = {it: level for it in US if (level := person.level(it)) is not None}
    high = {it: lv for it, lv in found.items() if lv.hi == 6 and lv.value > UPPER}
    if not high:
        return
    chance = math.prod(level.probability_above(UPPER) for level in high.values())
    names = listed([f"{CONSTRUCTS[it].label} ({of_scale(high[it])})" for it in high])
    yield Sentence(
        text=f"High as {person.name} tells it: {names}.", sure=Sureness.of(chance)
    )
