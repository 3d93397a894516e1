from __future__ import annotations

import math

from securebase.core import Partner, Sureness
from securebase.plan import STAGES, Weakest, both_tellings, weakest
from securebase.report._blocks import Sentence
from securebase.report._context import Context
from securebase.report._tongue import to_say, to_say_as
from securebase.report._words import LevelWord, capital, level_word

from . import between, diary
from .exploring import HELD
from .gives import stages

NOTHING = to_say("There is nothing to show here yet.")
SOMETHING = to_say("There are not yet the answers that a summary needs.")
FILLING = (
    to_say("This page fills up as questions are answered, and shared by choice."),
    to_say("What is missing here means nothing by being missing."),
)

# What somebody finds, never what the other is: a low answer judges nobody.
MUCH = {
    "high": to_say_as("of a secure base", "much of"),
    "in the middle": to_say_as("of a secure base", "something of"),
    "low": to_say_as("of a secure base", "little of"),
}
SOME = {
    "high": to_say_as("got", "a lot of"),
    "in the middle": to_say_as("got", "some"),
    "low": to_say_as("got", "little"),
}
HOW_FAR = {
    "high": to_say_as("explored", "a lot"),
    "in the middle": to_say_as("explored", "a fair amount"),
    "low": to_say_as("explored", "little"),
}


def write(context: Context) -> tuple[Sentence, ...]:
    """The whole in three plain sentences, the most telling first.

    A sentence that claims several things is as sure as all of them together.
    """
    found = [
        *_base(context),
        *_exploring(context),
        *_room(context),
        *between.sentences(context),
        *diary.sentences(context),
    ]
    if not found:
        opening = SOMETHING if context.shown else NOTHING
        found = [Sentence(text=context.say(opening))]
    filling = (Sentence(text=context.say(text)) for text in FILLING)
    return tuple([*found, *filling][:3])


def _base(context: Context) -> list[Sentence]:
    reader = context.view.viewer.partner
    if reader is not None:
        return _both_functions(context, reader)
    told = [
        (receiver, level)
        for receiver in context.order
        if (level := _one_level(context, receiver)) is not None
    ]
    if len(told) < 2:
        return [it for who, _ in told for it in _both_functions(context, who)]
    return [_two_bases(context, told)]


def _both_functions(context: Context, receiver: Partner) -> list[Sentence]:
    haven = context.received(receiver.other, "haven")
    base = context.received(receiver.other, "base")
    if haven is None or base is None:
        return []
    back, out = level_word(haven), level_word(base)
    text = context.flows(
        receiver.other,
        "{receiver} tells of getting {comfort} comfort and {support} support for new "
        "steps from you.",
        "You tell of getting {comfort} comfort and {support} support for new steps "
        "from {giver}.",
        "{receiver} tells of getting {comfort} comfort and {support} support for new "
        "steps from {giver}.",
        comfort=context.say_as("got", SOME[back.word]),
        support=context.say_as("got", SOME[out.word]),
    )
    sure = Sureness.of(back.probability * out.probability)
    return [context.from_answers(text, sure)]


def _one_level(context: Context, receiver: Partner) -> LevelWord | None:
    haven = context.received(receiver.other, "haven")
    base = context.received(receiver.other, "base")
    # The two functions count alike; neither makes up for the other being unknown.
    if haven is None or base is None:
        return None
    mean = both_tellings(haven, base)
    return None if mean is None else level_word(mean)


def _two_bases(context: Context, told: list[tuple[Partner, LevelWord]]) -> Sentence:
    name = context.voice.name
    (first, a), (second, b) = told
    much = context.say_as("of a secure base", MUCH[a.word])
    if a.word == b.word:
        text = context.say(
            "Each tells of finding {much} a secure base in the other.", much=much
        )
    else:
        text = context.say(
            "{first} tells of finding {much} a secure base in {second}; {second}, "
            "{as_much} one in {first}.",
            first=name(first),
            second=name(second),
            much=much,
            as_much=context.say_as("of a secure base", MUCH[b.word]),
        )
    return context.from_answers(text, Sureness.of(a.probability * b.probability))


def _exploring(context: Context) -> list[Sentence]:
    reader = context.view.viewer.partner
    if reader is not None:
        return _out_and_back(context, reader)
    words = {
        person.partner: level_word(level)
        for person in context.shown
        if (level := person.level("exploration")) is not None
    }
    if not words:
        return []
    far = {it: context.say_as("explored", HOW_FAR[words[it].word]) for it in words}
    parts = [
        context.say(
            "{name} explores {how_far}", name=context.voice.name(it), how_far=far[it]
        )
        for it in far
    ]
    if len(far) == 2 and len(set(far.values())) == 1:
        one = next(iter(far.values()))
        parts = [context.say("Both explore {how_far}", how_far=one)]
    chance = math.prod(word.probability for word in words.values())
    return [context.from_answers(f"{'; '.join(parts)}.", Sureness.of(chance))]


def _out_and_back(context: Context, reader: Partner) -> list[Sentence]:
    person = context.people[reader]
    explore, held = person.level("exploration"), person.level("inhibition")
    if explore is None or held is None:
        return []
    out, back = level_word(explore), level_word(held)
    text = context.say(
        "You explore {how_far} and hold back {how_much}.",
        how_far=context.say_as("explored", HOW_FAR[out.word]),
        how_much=context.say_as("held back", HELD[back.word]),
    )
    sure = Sureness.of(out.probability * back.probability)
    return [context.from_answers(text, sure)]


def _room(context: Context) -> list[Sentence]:
    reader = context.view.viewer.partner
    found = {
        giver: lowest
        for giver in (context.order if reader is None else (reader,))
        if (lowest := weakest(stages(context, giver))) is not None
    }
    clear = [it for it in found.values() if it.sure is not Sureness.UNKNOWN]
    if not found:
        return []
    if not clear:
        return [context.from_answers(_nothing_stands_out(context, list(found)))]
    parts = [_most_room(context, giver, lowest) for giver, lowest in found.items()]
    sure = Sureness.of(math.prod(lowest.probability for lowest in clear))
    return [context.from_answers(capital("; ".join(parts)) + ".", sure)]


def _nothing_stands_out(context: Context, givers: list[Partner]) -> str:
    if len(givers) > 1:
        return context.say(
            "In {first}'s and {second}'s giving, no part clearly has more room to grow "
            "than the rest.",
            first=context.voice.name(givers[0]),
            second=context.voice.name(givers[1]),
        )
    return context.either(
        givers[0],
        "In your giving, no part clearly has more room to grow than the rest.",
        "In {name}'s giving, no part clearly has more room to grow than the rest.",
    )


def _most_room(context: Context, giver: Partner, lowest: Weakest) -> str:
    if lowest.sure is Sureness.UNKNOWN:
        return context.either(
            giver,
            "in your giving, no part stands out",
            "in {name}'s giving, no part stands out",
        )
    label = context.label(lowest.stage)
    if len(stages(context, giver)) < len(STAGES):
        return context.either(
            giver,
            "in what is shown of your giving, the most room to grow is in {label}",
            "in what is shown of {name}'s giving, the most room to grow is in {label}",
            label=label,
        )
    return context.either(
        giver,
        "in your giving, the most room to grow is in {label}",
        "in {name}'s giving, the most room to grow is in {label}",
        label=label,
    )
