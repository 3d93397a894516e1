from __future__ import annotations

import math
from collections.abc import Iterator

from securebase.core import CONSTRUCTS, Partner, Role, Sureness
from securebase.measures import Verdict
from securebase.report._blocks import Block, Paragraph, Section, Sentence
from securebase.report._chapters import diary, moved
from securebase.report._chapters.exploring import HELD
from securebase.report._chapters.glance import HOW_FAR, SOME
from securebase.report._context import Context
from securebase.report._numbers import Key, Person
from securebase.report._words import (
    capital,
    level_word,
    listed,
    number,
    of_scale,
)

NOTHING = (
    "Nothing is shared with you. It can have any reason, and none can be read off it."
)
STRAIN = ("threat", "energy")
ATTACHMENT = ("attachment_anxiety", "attachment_avoidance")


def write(context: Context, partner: Partner) -> Section:
    """One of the two, in a few sentences."""
    person = context.people[partner]
    blocks: list[Block] = [*_sentences(context, person)]
    if person.silent:
        blocks = [Paragraph(text=NOTHING)]
    elif not blocks:
        blocks = [Paragraph(text="What is shared is not enough for a level yet.")]
    return Section(
        id=f"partner-{partner.value}", title=person.name, blocks=tuple(blocks)
    )


def _sentences(context: Context, person: Person) -> Iterator[Sentence]:
    yield from _gets(context, person)
    yield from _explores(person)
    yield from _carries(person)
    yield from _attached(person)
    yield from _strained(person)
    yield from _days(context, person)
    yield from _changed(context, person)


def _gets(context: Context, person: Person) -> Iterator[Sentence]:
    haven = person.level("haven", Role.RECEIVED)
    base = person.level("base", Role.RECEIVED)
    if haven is None or base is None:
        return
    back, out = level_word(haven), level_word(base)
    other = context.voice.name(person.partner.other)
    yield Sentence(
        text=(
            f"Tells of getting {SOME[back.word]} comfort ({of_scale(haven)}) and "
            f"{SOME[out.word]} support for new steps ({of_scale(base)}) from {other}."
        ),
        sure=Sureness.of(back.probability * out.probability),
    )


def _explores(person: Person) -> Iterator[Sentence]:
    explore, held = person.level("exploration"), person.level("inhibition")
    if explore is not None:
        word = level_word(explore)
        text = f"Explores {HOW_FAR[word.word]} ({of_scale(explore)})."
        yield Sentence(text=text, sure=word.sure)
    if held is not None:
        word = level_word(held)
        text = f"Holds back {HELD[word.word]} ({of_scale(held)})."
        yield Sentence(text=text, sure=word.sure)


def _carries(person: Person) -> Iterator[Sentence]:
    load = person.level("load")
    if load is None:
        return
    word = level_word(load)
    weighs = {"low": "light", "in the middle": "neither light nor heavy"}
    text = (
        f"What giving costs is {weighs.get(word.word, 'heavy')}, as told "
        f"({of_scale(load)})."
    )
    yield Sentence(text=text, sure=word.sure)


def _strained(person: Person) -> Iterator[Sentence]:
    """Pressure and energy on the days told of."""
    told = {it: level for it in STRAIN if (level := diary.level(person, it))}
    if not told:
        return
    words = {it: level_word(level) for it, level in told.items()}
    parts = [
        f"{CONSTRUCTS[it].label} {words[it].word} ({of_scale(told[it])})" for it in told
    ]
    chance = math.prod(word.probability for word in words.values())
    yield Sentence(
        text=f"On the days told of, {listed(parts)}.", sure=Sureness.of(chance)
    )


def _attached(person: Person) -> Iterator[Sentence]:
    levels = {it: level for it in ATTACHMENT if (level := person.level(it))}
    if not levels:
        return
    words = {it: level_word(level) for it, level in levels.items()}
    parts = [
        f"{CONSTRUCTS[it].label} {words[it].word} ({of_scale(levels[it])})"
        for it in levels
    ]
    chance = math.prod(word.probability for word in words.values())
    yield Sentence(text=f"{capital(listed(parts))}.", sure=Sureness.of(chance))


def _days(context: Context, person: Person) -> Iterator[Sentence]:
    for sentence in diary.person_sentences(context, person):
        yield Sentence(text=sentence.text, sure=sentence.sure)


def _changed(context: Context, person: Person) -> Iterator[Sentence]:
    """What reliably moved since the first time, in words with then and now."""
    if not person.earlier:
        return
    found = [
        (key, verdict)
        for key in person.earlier
        if (verdict := moved.verdict(person, key)) is not Verdict.NONE
    ]
    total, by_chance = len(person.earlier), number(len(person.earlier) / 20)
    if not found:
        yield Sentence(
            text=f"Since the first time, none of {total} levels changed reliably."
        )
        return
    told = listed([_change(person, key) for key, _ in found[:MOST]])
    more = f", and {len(found) - MOST} more" if len(found) > MOST else ""
    yield Sentence(
        text=(
            f"Since the first time, {len(found)} of {total} levels changed reliably; "
            f"by chance alone about {by_chance} would: {told}{more}."
        )
    )


# Changes that are named one by one.
MOST = 3


def _change(person: Person, key: Key) -> str:
    before, now = person.earlier[key].estimate, person.latest[key].estimate
    construct, role = key
    side = moved.SIDES[role]
    return (
        f"{CONSTRUCTS[construct].label}{side} from {of_scale(before)}, to "
        f"{of_scale(now)}"
    )
