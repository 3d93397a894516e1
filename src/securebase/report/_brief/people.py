from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from securebase.core import Estimate, Partner, Role, Sureness
from securebase.measures import Verdict
from securebase.report._blocks import Block, Paragraph, Section, Sentence
from securebase.report._chapters import diary, moved
from securebase.report._chapters.exploring import HELD
from securebase.report._chapters.glance import HOW_FAR, SOME
from securebase.report._context import Context
from securebase.report._numbers import Key, Person
from securebase.report._tongue import to_say, to_say_as
from securebase.report._words import LevelWord, capital, level_word, listed, number

NOTHING = to_say(
    "Nothing is shared with you. It can have any reason, and none can be read off it."
)
STRAIN = ("threat", "energy")
ATTACHMENT = ("attachment_anxiety", "attachment_avoidance")


def write(context: Context, partner: Partner) -> Section:
    """One of the two, in a few sentences."""
    person = context.people[partner]
    blocks: list[Block] = [*_sentences(context, person)]
    if person.silent:
        blocks = [Paragraph(text=context.say(NOTHING))]
    elif not blocks:
        text = context.say("What is shared is not enough for a level yet.")
        blocks = [Paragraph(text=text)]
    return Section(
        id=f"partner-{partner.value}", title=person.name, blocks=tuple(blocks)
    )


def _sentences(context: Context, person: Person) -> Iterator[Sentence]:
    yield from _gets(context, person)
    yield from _explores(context, person)
    yield from _carries(context, person)
    yield from _attached(context, person)
    yield from _strained(context, person)
    yield from _days(context, person)
    yield from _changed(context, person)


def _gets(context: Context, person: Person) -> Iterator[Sentence]:
    haven = person.level("haven", Role.RECEIVED)
    base = person.level("base", Role.RECEIVED)
    if haven is None or base is None:
        return
    back, out = level_word(haven), level_word(base)
    yield Sentence(
        text=context.say(
            "Tells of getting {comfort} comfort ({haven}) and {support} support for "
            "new steps ({base}) from {other}.",
            comfort=context.say_as("got", SOME[back.word]),
            haven=context.of_scale(haven),
            support=context.say_as("got", SOME[out.word]),
            base=context.of_scale(base),
            other=context.voice.name(person.partner.other),
        ),
        sure=Sureness.of(back.probability * out.probability),
    )


def _explores(context: Context, person: Person) -> Iterator[Sentence]:
    explore, held = person.level("exploration"), person.level("inhibition")
    if explore is not None:
        word = level_word(explore)
        text = context.say(
            "Explores {how_far} ({level}).",
            how_far=context.say_as("explored", HOW_FAR[word.word]),
            level=context.of_scale(explore),
        )
        yield Sentence(text=text, sure=word.sure)
    if held is not None:
        word = level_word(held)
        text = context.say(
            "Holds back {how_far} ({level}).",
            how_far=context.say_as("held back", HELD[word.word]),
            level=context.of_scale(held),
        )
        yield Sentence(text=text, sure=word.sure)


def _carries(context: Context, person: Person) -> Iterator[Sentence]:
    load = person.level("load")
    if load is None:
        return
    word = level_word(load)
    text = context.say(
        "What giving costs is {weight}, as told ({level}).",
        weight=context.say(WEIGHS[word.word]),
        level=context.of_scale(load),
    )
    yield Sentence(text=text, sure=word.sure)


WEIGHS = {
    "low": to_say("light"),
    "in the middle": to_say("neither light nor heavy"),
    "high": to_say("heavy"),
}


def _strained(context: Context, person: Person) -> Iterator[Sentence]:
    """Pressure and energy on the days told of."""
    told = {it: level for it in STRAIN if (level := diary.level(person, it))}
    if not told:
        return
    words = {it: level_word(level) for it, level in told.items()}
    parts = _parts(context, told, words)
    chance = math.prod(word.probability for word in words.values())
    text = context.say("On the days told of, {parts}.", parts=parts)
    yield Sentence(text=text, sure=Sureness.of(chance))


def _parts(
    context: Context, levels: Mapping[str, Estimate], words: Mapping[str, LevelWord]
) -> str:
    return listed(
        [
            context.say(
                "{label} {word} ({level})",
                label=context.label(it),
                word=context.say_as("a level", LEVELS[words[it].word]),
                level=context.of_scale(levels[it]),
            )
            for it in levels
        ],
        context.tongue,
    )


LEVELS = {
    "low": to_say_as("a level", "low"),
    "in the middle": to_say_as("a level", "in the middle"),
    "high": to_say_as("a level", "high"),
}


def _attached(context: Context, person: Person) -> Iterator[Sentence]:
    levels = {it: level for it in ATTACHMENT if (level := person.level(it))}
    if not levels:
        return
    words = {it: level_word(level) for it, level in levels.items()}
    parts = _parts(context, levels, words)
    chance = math.prod(word.probability for word in words.values())
    yield Sentence(text=f"{capital(parts)}.", sure=Sureness.of(chance))


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
    total = len(person.earlier)
    if not found:
        text = context.say(
            "Since the first time, none of {total} levels changed reliably.",
            total=total,
        )
        yield Sentence(text=text)
        return
    named = [_change(context, person, key) for key, _ in found[:MOST]]
    text = context.say(
        _AND_MORE if len(found) > MOST else _ALL,
        count=len(found),
        total=total,
        by_chance=number(total / 20, context.tongue),
        changes=listed(named, context.tongue),
        more=len(found) - MOST,
    )
    yield Sentence(text=text)


_ALL = to_say(
    "Since the first time, {count} of {total} levels changed reliably; by chance alone "
    "about {by_chance} would: {changes}."
)
_AND_MORE = to_say(
    "Since the first time, {count} of {total} levels changed reliably; by chance alone "
    "about {by_chance} would: {changes}, and {more} more."
)


# Changes that are named one by one.
MOST = 3


def _change(context: Context, person: Person, key: Key) -> str:
    return context.say(
        "{what} from {before}, to {now}",
        what=moved.sided(context, key),
        before=context.of_scale(person.earlier[key].estimate),
        now=context.of_scale(person.latest[key].estimate),
    )
